import ArgumentParser

/// `redrive run`: carries a plan out.
struct RunCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a plan; or plan a runbook, show the preview, ask, and run that very plan."
    )

    @Argument(help: "The runbook or the plan.")
    var file: String

    @Flag(help: "Print every write that would be sent, and send none.")
    var dryRun = false

    @Option(help: ArgumentHelp("Approve a plan file without being asked, by its id.", valueName: "plan-id"))
    var approve: String?

    @Flag(help: "Approve what a runbook with max_jobs plans, without being asked.")
    var yes = false

    @Flag(help: "Run a plan although its lists are not proven complete, without being asked.")
    var allowIncomplete = false

    @Option(
        help: ArgumentHelp(
            "Where the state of the run is kept; <name>-<plan_id>.state.jsonl by default.",
            valueName: "file"
        )
    )
    var state: String?

    @Option(
        help: ArgumentHelp("Run on the simulated workspace of this file instead of a real one.", valueName: "scenario")
    )
    var simulate: String?

    @Option(help: ArgumentHelp("Why this is done, instead of the runbook's reason.", valueName: "text"))
    var reason: String?

    @Option(help: ArgumentHelp("Refuse a plan that is older; 24h by default.", valueName: "duration"))
    var maxAge: DurationArgument?

    @OptionGroup var bounds: RunBoundOptions
    @OptionGroup var steps: StepOptions
    @OptionGroup var inputs: InputOptions
    @OptionGroup var overrides: OverrideOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var progress: ProgressOptions

    var settings: Console.Settings { Console.Settings(output, progress) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        try await RunCall(context: context, command: self).call()
    }
}

/// `redrive resume`: goes on with a run.
struct ResumeCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a run after a stop or a crash, from its state file."
    )

    @Argument(help: "The state file.")
    var state: String

    @Flag(help: "Say what would be done, and change nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Approve the plan with this id, which was approved on another machine or by another user.",
            valueName: "plan-id"
        )
    )
    var approve: String?

    @Flag(help: "Go on although the last record was written on another machine.")
    var takeOver = false

    @Option(
        help: ArgumentHelp(
            "What happens to unknown requests from here on; 'resend' also sends held jobs again.",
            valueName: "resend|hold"
        )
    )
    var onUnknown: OnUnknownArgument?

    @Option(help: ArgumentHelp("Why this is done, from here on.", valueName: "text"))
    var reason: String?

    @OptionGroup var bounds: RunBoundOptions
    @OptionGroup var steps: StepOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var progress: ProgressOptions

    var settings: Console.Settings { Console.Settings(output, progress) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        try await ResumeCall(context: context, command: self).call()
    }
}
