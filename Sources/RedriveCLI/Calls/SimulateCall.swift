import Transport

/// What `redrive simulate` does.
struct SimulateCall: Sendable {
    let context: CommandContext
    let command: SimulateCommand

    func call() async throws(ToolError) -> Completion {
        let simulation = try context.simulation(command.scenario)
        let interrupts = await context.environment.interrupts(.stops)
        let served: ServedSimulation
        do {
            served = try await simulation.serve(command.port)
        } catch {
            throw ToolError(.fileFailure, "the simulated workspace cannot be served: \(error.message)")
        }
        let console = context.console
        console.reveal(simulation.token)
        let address = Shell.command(["export", "WORKATO_API_TOKEN=\(simulation.token.revealed)"])
        console.note([
            "serving '\(command.scenario)' at \(served.url, .bold); Ctrl-C stops", .empty,
            "    \(address, .accent)",
            "    \(Shell.command(["redrive", "plan", "RUNBOOK", "--url", served.url]), .accent)",
        ])
        for await _ in interrupts { break }
        await served.stop()
        if command.ledger { console.raw(simulation.ledger().map { $0 + "\n" }.joined()) }
        return Completion()
    }
}
