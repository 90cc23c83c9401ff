import ArgumentParser

/// `redrive resume`: continues a run.
struct ResumeCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Continue a run after a stop or a crash, from its state file."
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

    @Flag(help: "Continue although the last record was written on another machine.")
    var takeOver = false

    @Option(
        help: ArgumentHelp(
            "What happens to requests whose answer is lost from now on; 'resend' also sends held jobs again.",
            valueName: "resend|hold"
        )
    )
    var onUnknown: OnUnknownArgument?

    @Option(help: ArgumentHelp("Why this is done, from now on.", valueName: "text"))
    var reason: String?

    @OptionGroup var bounds: RunBoundOptions
    @OptionGroup var steps: StepOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var progress: ProgressOptions

    var settings: Console.Settings { Console.Settings(output, progress) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let result = try await ResumeOperation(context: context, command: self).run()
        return context.present(ResumeView(result, statePath: state))
    }
}
