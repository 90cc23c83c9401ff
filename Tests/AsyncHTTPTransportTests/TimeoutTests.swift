import AsyncHTTPTransport
import NIOCore
import Testing
import Transport

@Suite struct TimeoutTests {
    struct Slowness: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var moves: [ScriptedServer.Move]
    }

    static let slownesses = [
        Slowness(testDescription: "no answer", moves: []),
        Slowness(testDescription: "half a head", moves: [.send("HTTP/1.1 200 OK\r\nX: ")]),
        Slowness(testDescription: "a body that stops", moves: [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")]),
        Slowness(
            testDescription: "a body that drips",
            moves: [.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), .drip(every: .milliseconds(20))]
        ),
        Slowness(
            testDescription: "a body without a length that drips",
            moves: [.send("HTTP/1.1 200 OK\r\n\r\n"), .drip(every: .milliseconds(20))]
        ),
    ]

    @Test(arguments: slownesses)
    func `the time is for the whole exchange`(example: Slowness) async throws {
        // On a busy machine the request may not be written within a short time.
        for timeout in [Duration.seconds(4), .seconds(40), .seconds(200)] {
            var outcome: Outcome?
            try await withServer([example.moves]) { transport, server in
                let begin = ContinuousClock.now
                outcome = await transport.outcome(write, timeout: timeout)
                // Without a limit for the whole exchange it would take half an hour or more.
                #expect(ContinuousClock.now - begin < timeout + .seconds(600))
                #expect(server.arrivals.requests.count <= 1)
            }
            if outcome?.notSent == .connect { continue }
            #expect(outcome?.lost == .timeout, "\(String(describing: outcome))")
            return
        }
        Issue.record("the request was never written")
    }

    @Test func `a write that is cancelled on its way is lost`() async throws {
        try await withServer([[]]) { transport, server in
            let task = Task { await transport.outcome(write) }
            while server.arrivals.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            task.cancel()
            #expect(await task.value.lost == .cancelled)
            #expect(server.arrivals.requests.count == 1)
        }
    }

    @Test func `a write that is cancelled before it begins is not sent`() async throws {
        try await withServer([[.send(okay)]]) { transport, server in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await transport.outcome(write)
            }
            #expect(await task.value.notSent == .cancelled)
            #expect(server.arrivals.connections == 0)
        }
    }

    @Test func `a write whose connection is never ready is not sent`() async throws {
        // A server that accepts and says nothing never finishes the handshake.
        try await withServer([[]], scheme: "https") { transport, server in
            let outcome = await transport.outcome(write, timeout: .seconds(1))
            #expect(outcome.notSent == .connect, "\(outcome)")
        }
        try await withServer([[]], scheme: "https", configure: { $0.connectTimeout = .milliseconds(500) }) {
            transport,
            _ in
            let outcome = await transport.outcome(write)
            #expect(outcome.notSent != nil, "\(outcome)")
        }
    }
}
