import RedriveEngine

/// `--confine`: of a runbook that a stranger may have written, no file outside its folder is read.
struct Confinement: Sendable {
    private let fileSystem: any FileSystem
    private let folder: String

    /// The folder that a runbook stands in, as its path says.
    ///
    /// - Throws: with exit status 74 where there is no such folder.
    init(around runbook: String, _ context: CommandContext) throws(ToolError) {
        fileSystem = context.environment.fileSystem
        let directory = Path.directory(of: runbook)
        do {
            folder = try fileSystem.resolve(directory.isEmpty ? "." : directory)
        } catch {
            throw ToolError(error)
        }
    }

    /// The path to read a file by, all symbolic links followed.
    ///
    /// - Throws: for a file outside the folder, in the same words whether it is there or not.
    func admit(_ path: String) throws(FileError) -> String {
        let outside = FileError(
            path: path,
            operation: .open,
            code: 0,
            reason: "it is outside the runbook's folder, and '--confine' is set"
        )
        let resolved: String
        do {
            resolved = try fileSystem.resolve(path)
        } catch {
            guard let parent = try? fileSystem.resolve(directory(of: path)), contains(parent) else { throw outside }
            throw error
        }
        guard contains(resolved) else { throw outside }
        return resolved
    }

    private func contains(_ path: String) -> Bool {
        folder == "/" || path == folder || path.hasPrefix(folder + "/")
    }

    private func directory(of path: String) -> String {
        let directory = Path.directory(of: path)
        return directory.isEmpty ? "." : directory
    }
}
