import ArgumentParser

/// `redrive status`: shows where a run stands, or lists the runs.
struct StatusCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show where a run stands; works while another process runs it.",
        discussion: """
            Without a file it lists the runs of this folder and of this machine. With --watch it ends with the exit status of the run.

            Example: redrive status crm-outage-3f2a9c01b7de.state.jsonl --watch
            """
    )

    @Argument(help: "The state file; without one, the runs are listed.", completion: .state)
    var state: String?

    @Flag(help: "Refresh every second until the run ends.")
    var watch = false

    @OptionGroup(title: "Output") var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        guard let state else {
            guard !watch else { throw ToolError(.usage, "'--watch' needs the state file of the run to watch") }
            return context.present(RunListView(entries: RunListing(context: context).run()))
        }
        var drawn = 0
        let (last, isInterrupted) = try await StatusOperation(context: context, path: state, watches: watch).run {
            standing,
            isLast in
            drawn = context.console.redraw(StatusView(standing), over: drawn, cutting: watch && !isLast)
        }
        let view = StatusView(last)
        var completion = view.completion
        if isInterrupted {
            completion.status = .interrupted
        } else if watch {
            completion.status = view.runExit ?? .interrupted
        }
        return completion
    }
}
