import RedriveEngine

/// `--confine`: keeps a runbook that a stranger may have written from reading files outside its folder.
struct Confinement: Sendable {
    private let fileSystem: any FileSystem
    private let folder: String

    /// Confines reading to the folder of a runbook.
    ///
    /// - Throws: with exit status 74 if there is no such folder.
    init(around runbook: String, _ context: CommandContext) throws(ToolError) {
        fileSystem = context.environment.fileSystem
        do {
            folder = try fileSystem.resolve(FilePath.directory(of: runbook) ?? ".")
        } catch {
            throw ToolError(error)
        }
    }

    /// Returns the path of a file with all symbolic links followed.
    ///
    /// - Throws: for a file outside the folder, the same error whether it exists or not.
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
            guard let parent = try? fileSystem.resolve(FilePath.directory(of: path) ?? "."), contains(parent) else {
                throw outside
            }
            throw error
        }
        guard contains(resolved) else { throw outside }
        return resolved
    }

    private func contains(_ path: String) -> Bool {
        folder == "/" || path == folder || path.hasPrefix(folder + "/")
    }
}
