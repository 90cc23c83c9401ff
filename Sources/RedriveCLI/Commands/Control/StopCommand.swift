import ArgumentParser

/// `redrive stop`: ends a live run as Ctrl-C does.
struct StopCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop a live run as Ctrl-C does; it can be resumed.",
        discussion: """
            The run waits for the answers to what is in flight, records them and ends. 'redrive resume' continues it.

            Example: redrive stop crm-outage-3f2a9c01b7de.state.jsonl --reason 'wrong recipe'
            """
    )

    @Argument(help: "The state file.", completion: .state)
    var state: String

    @OptionGroup var control: ControlOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let request = ControlRequest(command: .stop, by: context.author, reason: control.reason)
        return context.present(try await ControlOperation(context: context, path: state, request: request).run())
    }
}
