import RedriveCore
import RedriveEngine

extension CommandContext {
    /// Checks that a new file can be made.
    ///
    /// Done before the first request, because what was read would be lost otherwise.
    ///
    /// - Parameters:
    ///   - path: the path of the file; nil if it is not known yet.
    ///   - fallback: another path in the same directory, to check if `path` is nil.
    ///   - doing: what needs the file, as the beginning of a sentence.
    /// - Throws: with exit status 6 if the file exists, 74 if it cannot be made.
    func checkOutput(_ path: String?, or fallback: String, _ doing: String) throws(ToolError) {
        do throws(FileError) {
            if let path {
                try environment.fileSystem.checkNew(path)
            } else {
                try environment.fileSystem.checkDirectory(of: fallback)
            }
        } catch {
            let meaning = "nothing was read and nothing was sent"
            let isTaken = error.isAlreadyThere && error.path == path
            throw ToolError(isTaken ? .nameTaken(path: error.path) : .file(error), doing: doing, meaning: meaning)
        }
    }
}
