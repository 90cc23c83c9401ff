import LocatedYAML
import RedriveCore
import RedriveEngine
import RunbookParsing

extension Workspace {
    /// The workspace of a command line that names no runbook; what is left out has its default.
    ///
    /// - Throws: with exit status 65 if an option is not valid.
    init(_ overrides: OverrideOptions, _ context: CommandContext) throws(ToolError) {
        let changes = RunbookContext.Overrides(url: overrides.url, tokenEnvironment: overrides.tokenEnv)
        let now = context.environment.clock.now().wall
        let (workspace, found) = RunbookParser.workspace(RunbookContext(now: now, overrides: changes))
        guard let workspace else {
            throw .invalid(Diagnostics(found), "the workspace is not valid", page: .workspace)
        }
        self = workspace
    }
}
