import ArgumentParser
import RedriveCore

/// `redrive resume`: continues a run.
struct ResumeCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Continue a run that stopped or crashed, from its state file.",
        discussion: "Example: redrive resume crm-outage-3f2a9c01b7de.state.jsonl"
    )

    @Argument(help: "The state file.", completion: .state)
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

    @Flag(help: "Replace files that lists are saved in, if there are any of these names.")
    var force = false

    @Option(
        help: ArgumentHelp(
            "What happens to requests whose answer is lost from now on; 'resend' also sends held jobs again.",
            valueName: "resend|hold"
        ),
        completion: .list(OnUnknownArgument.allValueStrings)
    )
    var onUnknown: OnUnknownArgument?

    @Option(
        help: ArgumentHelp(
            "Send the jobs of groups that their canaries have closed.",
            valueName: "canary"
        ),
        completion: .list(ReleaseArgument.allValueStrings)
    )
    var release: ReleaseArgument?

    @Option(help: ArgumentHelp("Why this is done, from now on.", valueName: "text"))
    var reason: String?

    @OptionGroup(title: "Bounds") var bounds: RunBoundOptions
    @OptionGroup(title: "Steps") var steps: StepOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions

    var settings: Console.Settings { Console.Settings(output, progress) }

    /// The held jobs that are sent after all.
    var releases: HeldRelease {
        var releases: HeldRelease = []
        if onUnknown?.onUnknown == .resend { releases.insert(.unknown) }
        if release == .canary { releases.insert(.canary) }
        return releases
    }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let result = try await ResumeOperation(context: context, command: self).run()
        return context.present(ResumeView(result, statePath: state))
    }
}
