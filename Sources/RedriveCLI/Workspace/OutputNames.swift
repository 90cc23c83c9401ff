import RedriveCore
import RedriveEngine

/// Checks names of files to be written before the first request: what was read would be lost otherwise.
extension CommandContext {
    /// Checks that a new file can be made.
    ///
    /// - Parameters:
    ///   - path: the name, where it is known already.
    ///   - fallback: a name in the directory where it will be otherwise.
    ///   - doing: what needs it, as the beginning of a sentence.
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
