import ArgumentParser

/// `redrive status`: shows where a run stands.
struct StatusCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show where a run stands; works while another process runs it."
    )

    @Argument(help: "The state file.")
    var state: String

    @Flag(help: "Show it again every second until no process works on the run.")
    var watch = false

    @OptionGroup var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        var drawn = 0
        let (last, isInterrupted) = try await StatusOperation(context: context, path: state, watches: watch).run {
            drawn = context.console.redraw(StatusView($0), over: drawn, cutting: watch)
        }
        var completion = StatusView(last).completion
        if isInterrupted { completion.status = .interrupted }
        return completion
    }
}
