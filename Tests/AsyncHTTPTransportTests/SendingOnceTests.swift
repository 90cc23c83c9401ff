import AsyncHTTPTransport
import NIOCore
import Testing
import Transport

@Suite struct SendingOnceTests {
    struct Break: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var moves: [ScriptedServer.Move]
        var reason: TransportError.LostReason
    }

    static let breaks = [
        Break(testDescription: "closed without an answer", moves: [.close], reason: .connectionClosed),
        Break(
            testDescription: "closed within the head",
            moves: [.send("HTTP/1.1 200 O"), .close],
            reason: .connectionClosed
        ),
        Break(
            testDescription: "closed within the fields",
            moves: [.send("HTTP/1.1 200 OK\r\nContent-Le"), .close],
            reason: .connectionClosed
        ),
        Break(
            testDescription: "closed within the body",
            moves: [.send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"results\":["), .close],
            reason: .connectionClosed
        ),
        Break(
            testDescription: "closed within a chunk",
            moves: [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{}"), .close],
            reason: .connectionClosed
        ),
        Break(testDescription: "no HTTP", moves: [.send("SSH-2.0-OpenSSH_9.6\r\n"), .close], reason: .unreadable),
        Break(
            testDescription: "two lengths",
            moves: [.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), .close],
            reason: .unreadable
        ),
        Break(
            testDescription: "announced too large",
            moves: [.send("HTTP/1.1 200 OK\r\nContent-Length: 4097\r\n\r\n"), .sendBytes(4097)],
            reason: .unreadable
        ),
        Break(
            testDescription: "too large without a length",
            moves: [.send("HTTP/1.1 200 OK\r\n\r\n"), .sendBytes(100_000), .close],
            reason: .unreadable
        ),
    ]

    @Test(arguments: breaks)
    func `a write whose answer breaks off arrives once and is lost`(example: Break) async throws {
        try await withServer([example.moves, [.send(okay)]], configure: { $0.maximumBodyBytes = 4096 }) {
            transport,
            server in
            let outcome = await transport.outcome(write)
            #expect(outcome.lost == example.reason, "\(outcome)")
            #expect(server.arrivals.requests.count == 1)
            #expect(!"\(outcome)".contains("topsecrettoken"))
        }
    }

    @Test(arguments: breaks)
    func `a read whose answer breaks off arrives once and is lost`(example: Break) async throws {
        try await withServer([example.moves, [.send(okay)]], configure: { $0.maximumBodyBytes = 4096 }) {
            transport,
            server in
            let outcome = await transport.outcome(read)
            #expect(outcome.lost == example.reason, "\(outcome)")
            #expect(server.arrivals.requests.count == 1)
        }
    }

    @Test func `an answer larger than its request takes is lost, and told with its size`() async throws {
        var small = read
        small.largestAnswer = 100
        let announced = ScriptedServer.Move.send("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n")
        let open = ScriptedServer.Move.send("HTTP/1.1 200 OK\r\n\r\n")
        for (moves, says) in [
            ([announced, .sendBytes(101)], " has 101 bytes; at most 100 bytes are taken"),
            ([open, .sendBytes(101), .close], " has more; at most 100 bytes are taken"),
        ] {
            try await withServer([moves, [.send(okay)]]) { transport, _ in
                let outcome = await transport.outcome(small)
                #expect(outcome.lost == .unreadable)
                #expect("\(outcome)".contains(says), "\(outcome)")
                #expect(await transport.outcome(small).status == 200)
            }
        }
    }

    @Test func `a read on a reused connection that dies arrives once and is lost`() async throws {
        try await withServer([[.send(okay)], [.close], [.send(okay)]]) { transport, server in
            #expect(await transport.outcome(read).status == 200)
            #expect(await transport.outcome(read).lost == .connectionClosed)
            #expect(server.arrivals.requests.count == 2)
            #expect(server.arrivals.connections == 1)
        }
    }

    @Test func `a connection that the server closed after its answer is not used again`() async throws {
        let closing = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
        try await withServer([[.send(closing), .close], [.send(okay)]]) { transport, server in
            #expect(await transport.outcome(write).status == 200)
            #expect(await transport.outcome(write).status == 200)
            #expect(server.arrivals.requests.count == 2)
            #expect(server.arrivals.connections == 2)
        }
    }

    @Test func `a whole answer comes as it was sent`() async throws {
        let answer =
            "HTTP/1.1 429 Too Many\r\nRetry-After: 3\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 12\r\n\r\n{\"message\":1"
        try await withServer([[.send(answer)]], path: "/prefix/") { transport, server in
            let response = try await transport.send(write, timeout: patience)
            #expect(response.status == 429)
            #expect(response.headers["retry-after"] == "3")
            #expect(response.headers.fields.filter { $0.name.lowercased() == "x-a" }.map(\.value) == ["1", "2"])
            #expect(String(decoding: response.body, as: UTF8.self) == "{\"message\":1")
            let request = try #require(server.arrivals.requests.first)
            #expect(request.hasPrefix("POST /prefix/api/recipes/1/repeat_jobs HTTP/1.1\r\n"))
            #expect(request.contains("Authorization: Bearer topsecrettoken\r\n"))
            #expect(request.lowercased().contains("content-length: 19\r\n"))
            #expect(request.lowercased().contains("host: 127.0.0.1"))
            #expect(request.hasSuffix("\r\n\r\n{\"job_ids\":[\"j-1\"]}"))
        }
    }

    @Test func `escapes in a target arrive as they are`() async throws {
        let target = "/api/recipes/1/jobs/..%2Fa%3Fb?offset_job_id=j-1%26x"
        try await withServer([[.send(okay)]]) { transport, server in
            #expect(await transport.outcome(HTTPRequest(method: .get, target: target)).status == 200)
            #expect(server.arrivals.requests.first?.hasPrefix("GET \(target) HTTP/1.1\r\n") == true)
        }
    }

    @Test(arguments: [301, 302, 307, 308])
    func `a redirect is an answer and is not followed`(status: Int) async throws {
        let answer = "HTTP/1.1 \(status) Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
        try await withServer([[.send(answer)]]) { transport, server in
            #expect(await transport.outcome(write).status == status)
            #expect(server.arrivals.requests.count == 1)
        }
    }

    @Test func `204 has no body, and interim answers are not the answer`() async throws {
        let answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
        try await withServer([[.send(answer)]]) { transport, _ in
            #expect(await transport.outcome(write) == .success(HTTPResponse(status: 204)))
        }
    }

    @Test func `connections are opened ahead and reused`() async throws {
        try await withServer([[.send(okay)]], configure: { $0.connectionsAhead = 1 }) { transport, server in
            for _ in 0..<5 { #expect(await transport.outcome(read).status == 200) }
            #expect(server.arrivals.requests.count == 5)
            #expect(server.arrivals.connections <= 3)
        }
    }

    @Test(.timeLimit(.minutes(30)), arguments: [0, 1])
    func `a connection that is not used is closed, also one that is kept ready`(ahead: Int) async throws {
        let settings: (inout TransportConfiguration) -> Void = { configuration in
            configuration.connectionsAhead = ahead
            configuration.idleTimeout = .milliseconds(200)
        }
        try await withServer([[.send(okay)]], configure: settings) { transport, server in
            #expect(await transport.outcome(read).status == 200)
            while server.arrivals.closed == 0 { try await Task.sleep(for: .milliseconds(2)) }
            // A connection that is closed at the very moment when it is picked fails the request before it is written.
            var outcome = await transport.outcome(read)
            for _ in 0..<10 where outcome.notSent == .connect || outcome.lost != nil {
                outcome = await transport.outcome(read)
            }
            #expect(outcome.status == 200, "\(outcome)")
            #expect(server.arrivals.requests.count == 2)
        }
    }

    @Test func `a connection is not closed as unused while an answer is awaited`() async throws {
        let slow: [ScriptedServer.Move] = [
            .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), .drip(every: .milliseconds(150)),
        ]
        let settings: (inout TransportConfiguration) -> Void = { configuration in
            configuration.connectionsAhead = 1
            configuration.idleTimeout = .milliseconds(50)
        }
        try await withServer([slow], configure: settings) { transport, server in
            var outcome = await transport.outcome(write)
            // On a busy machine a connection can be closed as unused before its request is written.
            for _ in 0..<100 where server.arrivals.requests.isEmpty { outcome = await transport.outcome(write) }
            #expect(outcome.status == 200, "\(outcome)")
            #expect(server.arrivals.requests.count == 1)
        }
    }
}
