import ArgumentParser

/// `redrive simulate`: serves a simulated workspace.
struct SimulateCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Serve the simulated workspace of a scenario on this machine until Ctrl-C.",
        discussion: "Example: redrive simulate examples/scenarios/crm-outage.yaml --port 8080"
    )

    @Argument(help: "The scenario.", completion: .yaml)
    var scenario: String

    @Option(help: "The port on the loopback interface; a free one by default.")
    var port = 0

    @Flag(help: "At the end, print what was done to the workspace's jobs as JSON Lines.")
    var ledger = false

    @Flag(help: "Do not use color; the variable NO_COLOR does the same.")
    var noColor = false

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("'--port' must be from 0 to 65535; this is \(port)")
        }
    }

    var settings: Console.Settings { Console.Settings(noColor: noColor) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let ledger = try await SimulateOperation(context: context, scenario: scenario, port: port).run {
            context.console.note(SimulateView($0).lines)
        }
        if self.ledger { context.console.raw(ledger().map { $0 + "\n" }.joined()) }
        return Completion()
    }
}
