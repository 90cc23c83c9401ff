import ArgumentParser

/// `redrive run`: runs a plan, or plans a runbook and runs that plan.
struct RunCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a plan; or plan a runbook, show the preview, ask, and run that very plan.",
        discussion: """
            Example: redrive run outage.yaml --set 'since=6h ago'

            The token is read from WORKATO_API_TOKEN unless the runbook says otherwise; see 'redrive help environment'.
            """
    )

    @Argument(help: "The runbook or the plan.", completion: .runbookOrPlan)
    var file: String

    @Flag(help: "Print every write that would be sent, and send none.")
    var dryRun = false

    @Option(help: ArgumentHelp("Approve a plan file without being asked, by its id.", valueName: "plan-id"))
    var approve: String?

    @Flag(help: "Do not ask; allowed only if the runbook has max_jobs.")
    var yes = false

    @Flag(help: "Run a plan although its lists are not proven complete, without being asked.")
    var allowIncomplete = false

    @Flag(help: "Replace files that lists are saved in, if there are any of these names.")
    var force = false

    @Option(
        help: ArgumentHelp(
            "Where the state of the run is kept; <name>-<plan_id>.state.jsonl by default.",
            valueName: "file"
        ),
        completion: .state
    )
    var state: String?

    @Option(
        help: ArgumentHelp("Run on the simulated workspace of this file instead of a real one.", valueName: "scenario"),
        completion: .yaml
    )
    var simulate: String?

    @Option(help: ArgumentHelp("Why this is done, instead of the runbook's reason.", valueName: "text"))
    var reason: String?

    @Option(help: ArgumentHelp("Refuse a plan that is older; 24h by default.", valueName: "duration"))
    var maxAge: DurationArgument?

    @OptionGroup(title: "Bounds") var bounds: RunBoundOptions
    @OptionGroup(title: "Steps") var steps: StepOptions
    @OptionGroup(title: "Inputs") var inputs: InputOptions
    @OptionGroup(title: "Workspace") var overrides: OverrideOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions

    var settings: Console.Settings { Console.Settings(output, progress) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        context.present(RunView(try await RunOperation(context: context, command: self).run()))
    }
}
