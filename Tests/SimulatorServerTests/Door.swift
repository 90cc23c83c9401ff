import SimulatorServer
import Transport
import WorkatoSimulator

/// The two ways into a live world; every test of the contract runs through both.
enum Door: String, CaseIterable, Sendable, CustomStringConvertible {
    case inProcess = "in process"
    case socket

    var description: String { rawValue }

    /// Opens a world made from a scenario, lets `body` use it, and closes it.
    func open(
        _ scenario: Scenario,
        _ body: (any HTTPTransport, LiveWorld) async throws -> Void
    ) async throws {
        let world = World(scenario: scenario, seed: 1, start: SimulatedTime(milliseconds: 1_795_435_200_000))
        switch self {
        case .inProcess:
            let transport = InProcessTransport(world: world)
            try await body(transport, transport.world)
        case .socket:
            let server = try await SimulatorServer.start(world: world)
            do {
                try await body(SocketTransport(port: server.port), server.world)
            } catch {
                await server.stop()
                throw error
            }
            await server.stop()
        }
    }
}

extension HTTPRequest {
    /// A request with the token that scenarios have by default.
    static func authorized(_ method: Method, _ target: String, body: String = "") -> HTTPRequest {
        var headers = HTTPHeaders([.init(name: "Authorization", value: "Bearer simulated-token")])
        if !body.isEmpty { headers["Content-Type"] = "application/json" }
        return HTTPRequest(method: method, target: target, headers: headers, body: Array(body.utf8))
    }

    static let list = authorized(.get, "/api/recipes/1/jobs")
    static let repeatFirst = authorized(.post, "/api/recipes/1/repeat_jobs", body: #"{"job_ids":["j-1"]}"#)
}

extension Scenario {
    /// Recipe 1 with one failed job, `j-1`, and whatever else a test needs.
    static func one(_ change: (inout Scenario) -> Void = { _ in }) -> Scenario {
        var scenario = Scenario(recipes: [.init(id: 1, jobs: [.init("j-1")])])
        change(&scenario)
        return scenario
    }
}
