import RedriveCore
import RedriveEngine

extension CommandContext {
    /// Checks that the lists of some steps can be saved.
    ///
    /// Done before the first request.
    ///
    /// - Parameters:
    ///   - names: the names of the steps that take part; nil for all.
    ///   - state: the run; nil for a new one.
    ///   - force: whether other files may be replaced.
    /// - Throws: with exit status 6 if a file exists, 74 if one cannot be made.
    func checkLists(
        of steps: [(name: String, save: SavedListing?)],
        _ names: [String]?,
        in state: RunState? = nil,
        force: Bool
    ) throws(ToolError) {
        for (number, step) in steps.enumerated() {
            guard let path = step.save?.path, names?.contains(step.name) ?? true,
                state?.steps[number].stage != .finished
            else { continue }
            let own = state?.steps[number].listed?.digest
            let doing = "the list of step '\(step.name)' cannot be saved"
            do throws(FileError) {
                try environment.fileSystem.checkListFile(
                    path,
                    replaces: force || state?.settings.replacesFiles ?? false,
                    own: own
                )
            } catch {
                guard error.isAlreadyThere else {
                    throw ToolError(.file(error), doing: doing, meaning: "nothing was read and nothing was sent")
                }
                throw ToolError(
                    .refused,
                    "\(doing): '\(path)' already exists",
                    meaning: "nothing was read and nothing was sent",
                    advice: "move the file away, name another one in the runbook, or replace it with '--force'",
                    page: .lists
                )
            }
        }
    }

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
