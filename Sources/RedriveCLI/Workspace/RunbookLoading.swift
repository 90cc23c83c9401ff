import LocatedYAML
import RedriveCore
import RedriveEngine
import RunbookParsing
import WorkatoJobs

/// Reads runbooks, with what the command line says beside them.
struct RunbookLoading {
    let context: CommandContext
    var inputs: InputOptions
    var overrides = RunbookContext.Overrides()

    /// A runbook and what is worth knowing about it.
    ///
    /// - Throws: with exit status 65 and all diagnostics where it is not valid, 74 where a file cannot be read.
    func load(_ path: String) throws(ToolFailure) -> (runbook: Runbook, warnings: Diagnostics) {
        try load(try context.source(path))
    }

    /// The same of a file that was read already.
    func load(_ file: SourceFile) throws(ToolFailure) -> (runbook: Runbook, warnings: Diagnostics) {
        let fileSystem = context.environment.fileSystem
        let directory = Path.directory(of: file.name)
        let runbookContext = RunbookContext(
            now: context.environment.clock.now().wall,
            settings: inputs.assignments.map(\.setting),
            inputsFile: try inputsFile(),
            overrides: overrides,
            readFile: { path in
                do throws(FileFailure) {
                    let file = try fileSystem.open(Path.join(directory, path), for: .reading)
                    defer { file.close() }
                    return .success(try file.readAll(upTo: CommandContext.longestJobsFile))
                } catch {
                    return .failure(RunbookContext.FileFailure(message: error.reason))
                }
            }
        )
        let (runbook, found) = RunbookParser.parse(file: file, context: runbookContext)
        let diagnostics = Diagnostics(found)
        guard let runbook else { throw .invalid(diagnostics, "'\(file.name)' is not a valid runbook") }
        return (runbook, diagnostics)
    }

    private func inputsFile() throws(ToolFailure) -> SourceFile? {
        guard let path = inputs.inputs else { return nil }
        return try context.source(path)
    }
}
