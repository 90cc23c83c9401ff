import SimulatorServer
import Testing
import Transport
import WorkatoSimulator

/// What holds for both doors into a live world.
@Suite struct ContractTests {
    private func failure(
        _ transport: any HTTPTransport,
        _ request: HTTPRequest,
        timeout: Duration = patience
    ) async -> TransportError? {
        do {
            _ = try await transport.send(request, timeout: timeout)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: Door.allCases)
    func `an answer comes whole, with its status and header fields`(door: Door) async throws {
        let slow = Scenario.RateLimit(1, per: .seconds(3600), window: .spaced)
        try await door.open(.one { $0.limits.repeats = slow }) { transport, world in
            let list = try await transport.send(.list, timeout: patience)
            #expect(list.status == 200)
            #expect(list.headers["Content-Type"] == "application/json; charset=utf-8")
            #expect(String(decoding: list.body, as: UTF8.self).contains(#""id":"j-1""#))
            let repeated = try await transport.send(.repeatFirst, timeout: patience)
            #expect(repeated.status == 200)
            let again = try await transport.send(.repeatFirst, timeout: patience)
            #expect(again.status == 429)
            #expect(again.headers["retry-after"] != nil)
            #expect(world.ledger().requests.map(\.outcome) == [.answered(200), .answered(200), .answered(429)])
        }
    }

    @Test(arguments: Door.allCases)
    func `204 has no body`(door: Door) async throws {
        try await door.open(.one { $0.resumeTokens = [.init("t")] }) { transport, _ in
            let request = HTTPRequest.authorized(.post, "/api/job/resume", body: #"{"token":"t"}"#)
            let answer = try await transport.send(request, timeout: patience)
            #expect(answer.status == 204)
            #expect(answer.body.isEmpty)
        }
    }

    @Test(arguments: Door.allCases)
    func `a large page comes whole`(door: Door) async throws {
        let title = String(repeating: "x", count: 10_000)
        let jobs = (0..<100).map { Scenario.Job("j-\($0)", title: title) }
        var scenario = Scenario(recipes: [.init(id: 1, jobs: jobs)])
        scenario.behavior.pageSize = 100
        try await door.open(scenario) { transport, _ in
            let answer = try await transport.send(.list, timeout: patience)
            #expect(answer.body.count > 1_000_000)
            #expect(answer.body.suffix(2) == Array("]}".utf8))
        }
    }

    @Test(arguments: Door.allCases)
    func `latency is waited for`(door: Door) async throws {
        try await door.open(.one { $0.latency = .init(base: .milliseconds(150)) }) { transport, _ in
            let clock = ContinuousClock()
            let begin = clock.now
            _ = try await transport.send(.list, timeout: patience)
            #expect(clock.now - begin >= .milliseconds(150))
        }
    }

    @Test(arguments: Door.allCases)
    func `a closed connection is lost, applied or not`(door: Door) async throws {
        for (applied, count) in [(Scenario.Fault.Applied.none, 0), (.all, 1)] {
            try await door.open(.one { $0.faults = [.init(.close(applied: applied))] }) { transport, world in
                let failure = await failure(transport, .repeatFirst)
                guard case .lost(.connectionClosed, _) = failure else {
                    Issue.record("\(String(describing: failure))")
                    return
                }
                #expect(world.ledger().enqueued.count == count)
            }
        }
    }

    @Test(arguments: Door.allCases)
    func `a cut answer is lost, never a short answer`(door: Door) async throws {
        for bytes in [0, 5, nil] {
            try await door.open(.one { $0.faults = [.init(.cut(bodyBytes: bytes))] }) { transport, world in
                let failure = await failure(transport, .repeatFirst)
                guard case .lost(.connectionClosed, _) = failure else {
                    Issue.record("\(String(describing: failure))")
                    return
                }
                #expect(world.ledger().enqueued.count == 1)
            }
        }
    }

    @Test(arguments: Door.allCases)
    func `silence ends with the timeout`(door: Door) async throws {
        // On a busy machine the request may arrive after a short timeout.
        for timeout in [Duration.seconds(3), .seconds(30), .seconds(300)] {
            var hasArrived = false
            try await door.open(.one { $0.faults = [.init(.silence(applied: .all))] }) { transport, world in
                let failure = await failure(transport, .repeatFirst, timeout: timeout)
                guard case .lost(.timeout, _) = failure else {
                    Issue.record("\(String(describing: failure))")
                    return
                }
                hasArrived = world.ledger().enqueued.count == 1
            }
            if hasArrived { return }
        }
        Issue.record("the request was not applied")
    }

    @Test(arguments: Door.allCases)
    func `an answer slower than the timeout is lost`(door: Door) async throws {
        try await door.open(.one { $0.faults = [.init(.slow(patience))] }) { transport, _ in
            let failure = await failure(transport, .list, timeout: .milliseconds(150))
            guard case .lost(.timeout, _) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }

    @Test(arguments: Door.allCases)
    func `bodies that are no JSON arrive as they are`(door: Door) async throws {
        let faults: [Scenario.Fault] = [.init(.garbage(), when: .nth([1])), .init(.html(502), when: .nth([2]))]
        try await door.open(.one { $0.faults = faults }) { transport, _ in
            #expect(try await transport.send(.list, timeout: patience).body.contains(0xFF))
            let html = try await transport.send(.list, timeout: patience)
            #expect(html.status == 502)
            #expect(html.headers["Content-Type"] == "text/html")
        }
    }

    @Test(arguments: Door.allCases)
    func `a refused connection applies nothing and is not in the ledger`(door: Door) async throws {
        try await door.open(.one { $0.faults = [.init(.refuseConnection)] }) { transport, world in
            switch await failure(transport, .repeatFirst) {
            case .notSent(.connect, _): #expect(door == .inProcess)
            case .lost(.connectionClosed, _): #expect(door == .socket)
            case let other: Issue.record("\(String(describing: other))")
            }
            #expect(world.ledger().entries.isEmpty)
        }
    }

    @Test(arguments: Door.allCases)
    func `a late request is applied although its connection was lost`(door: Door) async throws {
        try await door.open(.one { $0.faults = [.init(.late(by: .milliseconds(300)))] }) { transport, world in
            _ = await failure(transport, .repeatFirst)
            while world.ledger().enqueued.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            let ledger = world.ledger()
            #expect(ledger.enqueued[0].at - ledger.requests[0].at == .milliseconds(300))
        }
    }
}
