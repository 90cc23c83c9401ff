import AsyncHTTPTransport
import NIOCore
import Testing
import Transport

/// An answer belongs to its request: a write has a connection of its own.
@Suite struct OwnConnectionTests {
    struct Stray: Sendable, CustomTestStringConvertible {
        var status: Int
        var afterMilliseconds: Int64

        var testDescription: String { "\(status) after \(afterMilliseconds) ms" }
    }

    private static let strays = [400, 401, 404, 429].flatMap { status in
        [10, 50, 150].map { Stray(status: status, afterMilliseconds: $0) }
    }

    /// What is late may be meant for a request before, or made up by something in between.
    @Test(arguments: strays)
    func `a stray answer behind that to a read is not taken for the answer to a write`(stray: Stray) async throws {
        let message = #"{"message":"stray"}"#
        let late = "HTTP/1.1 \(stray.status) No\r\nContent-Length: \(message.utf8.count)\r\n\r\n\(message)"
        let script: [[ScriptedServer.Move]] = [
            [.send(okay), .sendLater(late, after: .milliseconds(stray.afterMilliseconds))],
            [.sendLater(okay, after: .milliseconds(300))],
        ]
        for ahead in [0, 1] {
            try await withServer(script, configure: { $0.connectionsAhead = ahead }) { transport, server in
                #expect(await transport.outcome(read).status == 200)
                let outcome = await transport.outcome(write)
                #expect(outcome.status == 200, "\(outcome)")
                #expect(server.arrivals.requests.count == 2)
            }
        }
    }

    @Test func `a write that follows a write has another connection, also if the server would keep the first`()
        async throws
    {
        try await withServer([[.send(okay)]]) { transport, server in
            for _ in 0..<3 { #expect(await transport.outcome(write).status == 200) }
            #expect(server.arrivals.requests.count == 3)
            #expect(server.arrivals.connections == 3)
            #expect(server.arrivals.requests.allSatisfy { $0.lowercased().contains("connection: close\r\n") })
        }
    }

    @Test func `a read does not use a connection of writes, and keeps its own`() async throws {
        try await withServer([[.send(okay)]]) { transport, server in
            for _ in 0..<3 { #expect(await transport.outcome(read).status == 200) }
            #expect(server.arrivals.connections == 1)
            await transport.connectAhead()
            #expect(await transport.outcome(read).status == 200)
            #expect(server.arrivals.connections == 2)
            #expect(await transport.outcome(write).status == 200)
            #expect(server.arrivals.connections == 2)
        }
    }

    @Test func `a connection that was opened ahead carries nothing before its write`() async throws {
        try await withFile(TestCertificate.loopback.certificate) { roots in
            for scheme in ["http", "https"] {
                try await withServer(
                    [[.send(okay)]],
                    scheme: scheme,
                    tls: scheme == "https" ? .loopback : nil,
                    trustRoots: roots
                ) { transport, server in
                    await transport.connectAhead()
                    await transport.connectAhead()
                    #expect(server.arrivals.connections == 1)
                    #expect(server.arrivals.requests.isEmpty)
                    #expect(await transport.outcome(write).status == 200)
                    #expect(server.arrivals.connections == 1)
                    #expect(server.arrivals.requests.count == 1)
                }
            }
        }
    }

    @Test func `one more is kept ready, however many are opened ahead`() async throws {
        try await withServer([[.send(okay)]], configure: { $0.connectionsAhead = 1 }) { transport, server in
            for _ in 0..<5 {
                await transport.connectAhead()
                #expect(await transport.outcome(write).status == 200)
            }
            #expect(server.arrivals.requests.count == 5)
            #expect(server.arrivals.connections <= 8)
        }
    }

    @Test(.timeLimit(.minutes(30)))
    func `opening ahead ends if there is no server, and is reported by the write alone`() async throws {
        let closed = try ClosedPort()
        let configuration = try TransportConfiguration(baseURL: "http://127.0.0.1:\(closed.port)")
        let transport = AsyncHTTPTransport(configuration: configuration)
        await transport.connectAhead()
        #expect(await transport.outcome(write).notSent == .connect)
        await transport.shutdown()
        await transport.connectAhead()
        closed.release()
    }

    @Test(.timeLimit(.minutes(30)))
    func `opening ahead can be given up`() async throws {
        // No TLS comes from this server, so the connection is never ready.
        try await withServer([[]], scheme: "https", configure: { $0.connectTimeout = .milliseconds(300) }) {
            transport,
            _ in
            let opening = Task { await transport.connectAhead() }
            opening.cancel()
            await opening.value
        }
    }
}
