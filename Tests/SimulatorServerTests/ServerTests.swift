import SimulatorServer
import Testing
import Transport
import WorkatoSimulator

@Suite struct ServerTests {
    private func server(_ scenario: Scenario = .one()) async throws -> SimulatorServer {
        try await SimulatorServer.start(
            world: World(scenario: scenario, seed: 1, start: SimulatedTime(milliseconds: 1_795_435_200_000))
        )
    }

    @Test func `a connection is kept for further requests`() async throws {
        let server = try await server()
        let results = try await SocketTransport(port: server.port).send([.list, .list, .list], timeout: patience)
        #expect(results.count == 3)
        #expect(try results.allSatisfy { try $0.get().status == 200 })
        await server.stop()
    }

    @Test func `the ledger is served without a token, and is no request itself`() async throws {
        let server = try await server()
        let transport = SocketTransport(port: server.port)
        _ = try await transport.send(.list, timeout: patience)
        let answer = try await transport.send(.init(method: .get, target: "/__ledger"), timeout: patience)
        #expect(String(decoding: answer.body, as: UTF8.self) == server.ledger().jsonLines())
        #expect(server.ledger().requestCount == 1)
        await server.stop()
    }

    @Test func `a port that is taken is reported in words`() async throws {
        let server = try await server()
        let error = await #expect(throws: SimulatorServerError.self) {
            _ = try await SimulatorServer.start(
                world: World(scenario: .one(), seed: 1, start: SimulatedTime(milliseconds: 0)),
                port: server.port
            )
        }
        #expect(
            error?.description == "port \(server.port) of 127.0.0.1 cannot be listened on: Address already in use"
        )
        await server.stop()
    }

    @Test func `after stop nobody listens`() async throws {
        let server = try await server()
        await server.stop()
        await #expect(throws: TransportError.self) {
            try await SocketTransport(port: server.port).send(.list, timeout: patience)
        }
    }

    @Test func `stop ends connections that are silent`() async throws {
        let server = try await server(.one { $0.faults = [.init(.silence(applied: .none))] })
        let port = server.port
        async let answer = SocketTransport(port: port).send([.list], timeout: patience)
        while server.ledger().requestCount == 0 { try await Task.sleep(for: .milliseconds(2)) }
        await server.stop()
        let results = try await answer
        guard case .failure(.lost(.connectionClosed, _)) = results[0] else {
            Issue.record("\(results)")
            return
        }
    }

    @Test func `a port that is taken is told`() async throws {
        let server = try await server()
        let world = World(scenario: .one(), seed: 1, start: SimulatedTime(milliseconds: 0))
        await #expect(throws: SimulatorServerError.self) {
            try await SimulatorServer.start(world: world, port: server.port)
        }
        await server.stop()
    }

    @Test func `a cancelled sending is lost once it may have arrived, and not sent before`() async throws {
        let transport = InProcessTransport(
            world: World(
                scenario: .one { $0.latency = .init(base: patience) },
                seed: 1,
                start: SimulatedTime(milliseconds: 0)
            )
        )
        let task = Task { try await transport.send(.list, timeout: patience * 2) }
        while transport.world.ledger().requestCount == 0 { try await Task.sleep(for: .milliseconds(2)) }
        task.cancel()
        await #expect(throws: TransportError.lost(.cancelled, detail: "cancelled while waiting for the answer")) {
            try await task.value
        }
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.send(.list, timeout: patience * 2)
        }
        await #expect(throws: TransportError.notSent(.cancelled, detail: "cancelled before sending")) {
            try await cancelled.value
        }
        #expect(transport.world.ledger().requestCount == 1)
    }

    @Test func `the wall clock is about now`() {
        #expect(SimulatedTime.wallClock() > SimulatedTime(milliseconds: 1_700_000_000_000))
    }
}
