import Transport

/// Serves the simulated workspace of a scenario until a person stops it.
struct SimulateOperation: Sendable {
    let context: CommandContext
    /// The path of the scenario.
    let scenario: String
    /// The port on the loopback interface; 0 for a free one.
    let port: Int

    /// Serves the workspace.
    ///
    /// - Parameter show: called once, as soon as the workspace answers.
    /// - Returns: a function that returns what was done to the workspace's jobs, as lines of JSON.
    /// - Throws: with exit status 65 if the scenario is not valid, 74 if it cannot be read or served.
    func run(whenServing show: (ServedScenario) -> Void) async throws(ToolError) -> @Sendable () -> [String] {
        let simulation = try context.simulation(scenario)
        let interrupts = await context.environment.interrupts(.stops)
        let served: ServedSimulation
        do {
            served = try await simulation.serve(port)
        } catch {
            throw ToolError(.fileFailure, "the simulated workspace cannot be served: \(error.message)")
        }
        context.console.reveal(simulation.token)
        show(ServedScenario(scenario: scenario, url: served.url, token: simulation.token))
        for await _ in interrupts { break }
        await served.stop()
        return simulation.ledger
    }
}

/// A scenario whose workspace is being served.
struct ServedScenario: Sendable {
    /// The path of the scenario.
    let scenario: String
    /// The base URL of the workspace.
    let url: String
    /// The token that the workspace accepts; no secret, because whoever asks the workspace needs it.
    let token: Secret
}
