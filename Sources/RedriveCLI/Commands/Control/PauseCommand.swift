import ArgumentParser

/// `redrive pause`: lets a live run send nothing more until it is continued.
struct PauseCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Pause a live run: nothing more is sent until it is continued.",
        discussion: """
            What is in flight is still answered, and outcomes are still read. 'redrive resume' continues the run.

            Example: redrive pause crm-outage-3f2a9c01b7de.state.jsonl --reason 'the CRM is slow again'
            """
    )

    @Argument(help: "The state file.", completion: .state)
    var state: String

    @OptionGroup var control: ControlOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let request = ControlRequest(command: .pause, by: context.author, reason: control.reason)
        return context.present(try await ControlOperation(context: context, path: state, request: request).run())
    }
}
