import ArgumentParser
import RedriveCore
import RedriveEngine
import RunbookParsing

/// Which workspace is asked by a command that takes no runbook: that of a runbook, or the default one, and what options override.
struct WorkspaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Take the workspace of this runbook.", valueName: "runbook"),
        completion: .yaml
    )
    var runbook: String?

    @Option(
        help: ArgumentHelp("Ask the simulated workspace of this file instead of a real one.", valueName: "scenario"),
        completion: .yaml
    )
    var simulate: String?

    @OptionGroup var overrides: OverrideOptions
    @OptionGroup var inputs: InputOptions

    func validate() throws {
        guard runbook == nil, !inputs.assignments.isEmpty || inputs.inputs != nil || inputs.confine else { return }
        throw ValidationError("'--set', '--inputs' and '--confine' are about '--runbook', which is not given")
    }

    /// The workspace.
    ///
    /// - Throws: with exit status 65 if the runbook or an option is not valid, 74 if a file cannot be read.
    func workspace(_ context: CommandContext) throws(ToolError) -> Workspace {
        let changes = RunbookContext.Overrides(url: overrides.url, tokenEnvironment: overrides.tokenEnv)
        if let runbook {
            let loading = RunbookLoading(context: context, inputs: inputs, overrides: changes)
            return try loading.load(runbook).runbook.workspace
        }
        return try Workspace(overrides, context)
    }
}
