import ArgumentParser
import RedriveCore

/// `redrive pace`: changes how fast a live run sends.
struct PaceCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "pace",
        abstract: "Change the pace of a live run, from its next request on.",
        discussion: """
            The pace is in jobs: 5 jobs/s, 60 jobs/min, 100 jobs/h; off is as fast as the limits allow. It replaces 'pace' of the \
            runbook, and stays after a resume.

            Example: redrive pace crm-outage-3f2a9c01b7de.state.jsonl 60 jobs/min
            """
    )

    @Argument(help: "The state file.", completion: .state)
    var state: String

    @Argument(help: ArgumentHelp("The pace, such as '60 jobs/min', or off.", valueName: "pace"))
    var pace: [String]

    @Option(help: ArgumentHelp("Only for this step.", valueName: "step"), completion: .steps)
    var step: String?

    @OptionGroup var control: ControlOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let rate = try PaceArgument(pace).rate
        let pace = rate.map { ControlRequest.Pace(jobs: $0.count, seconds: Int($0.per.components.seconds)) }
        let request = ControlRequest(
            command: .pace,
            step: step,
            pace: pace,
            by: context.author,
            reason: control.reason
        )
        return context.present(try await ControlOperation(context: context, path: state, request: request).run())
    }
}
