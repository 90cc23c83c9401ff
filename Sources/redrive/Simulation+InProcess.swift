import LocatedYAML
import RedriveCLI
import SimulatorServer
import Synchronization
import Transport
import WorkatoSimulator

extension Simulation {
    /// The simulated workspace of a scenario, in this process and in real time; nil if the scenario is not valid.
    static func inProcess(_ file: SourceFile) -> (simulation: Simulation?, diagnostics: [Diagnostic]) {
        let (scenario, diagnostics) = Scenario.parse(file)
        guard let scenario else { return (nil, diagnostics) }
        let world = World(scenario: scenario, seed: scenario.seed, start: .wallClock())
        let live = LiveWorld(world)
        let served = ServedWorld()
        let simulation = Simulation(
            transport: InProcessTransport(live),
            token: Secret(scenario.token),
            serve: { port throws(TransportSetupError) in
                do throws(SimulatorServerError) {
                    let server = try await SimulatorServer.start(world: world, port: port)
                    served.keep(server)
                    return ServedSimulation(url: server.url) { await server.stop() }
                } catch {
                    throw TransportSetupError(error.description)
                }
            },
            ledger: {
                let ledger = served.ledger() ?? live.ledger()
                return ledger.jsonLines().split(separator: "\n").map(String.init)
            }
        )
        return (simulation, diagnostics)
    }
}

/// The server, once there is one: its world is a copy that goes its own way.
private final class ServedWorld: Sendable {
    private let server = Mutex<SimulatorServer?>(nil)

    func keep(_ server: SimulatorServer) { self.server.withLock { $0 = server } }

    func ledger() -> Ledger? { server.withLock { $0?.ledger() } }
}
