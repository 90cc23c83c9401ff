import AsyncHTTPTransport
import Testing
import Transport

@Suite struct ConnectingTests {
    @Test(arguments: ["127.0.0.1", "localhost"])
    func `a closed port is a failure to connect`(host: String) async throws {
        let closed = try ClosedPort()
        let configuration = try TransportConfiguration(baseURL: "http://\(host):\(closed.port)")
        let transport = AsyncHTTPTransport(configuration: configuration)
        for request in [write, read] {
            let outcome = await transport.outcome(request)
            #expect(outcome.notSent == .connect, "\(outcome)")
            #expect("\(outcome)".contains("refused"))
        }
        await transport.shutdown()
        closed.release()
    }

    @Test func `a name that does not exist is not resolved`() async throws {
        let configuration = try TransportConfiguration(baseURL: "https://no-such-host.invalid")
        let transport = AsyncHTTPTransport(configuration: configuration)
        let outcome = await transport.outcome(write)
        #expect(outcome.notSent == .nameResolution, "\(outcome)")
        await transport.shutdown()
    }

    @Test func `after shutdown nothing is sent`() async throws {
        try await withServer([[.send(okay)]]) { transport, server in
            await transport.shutdown()
            #expect(await transport.outcome(write).notSent == .cancelled)
            #expect(server.arrivals.connections == 0)
        }
    }

    @Test func `a server without TLS fails the handshake`() async throws {
        let answer = "HTTP/1.1 400 Bad Request\r\n\r\n"
        try await withServer([[]], onConnect: [.send(answer)], scheme: "https") { transport, _ in
            let outcome = await transport.outcome(write)
            #expect(outcome.notSent == .tls, "\(outcome)")
            #expect("\(outcome)".contains("(wrong version number)"), "\(outcome)")
        }
    }

    @Test func `a server that closes during the handshake got nothing`() async throws {
        try await withServer([[]], onConnect: [.close], scheme: "https") { transport, _ in
            let outcome = await transport.outcome(write)
            #expect(outcome.notSent != nil, "\(outcome)")
        }
    }

    @Test func `a certificate is trusted by the given roots alone`() async throws {
        try await withServer([[.send(okay)]], scheme: "https", tls: .loopback) { transport, server in
            let outcome = await transport.outcome(write)
            #expect(outcome.notSent == .tls, "\(outcome)")
            #expect("\(outcome)".contains("(certificate verify failed)"), "\(outcome)")
            #expect(server.arrivals.requests.isEmpty)
        }
        try await withFile(TestCertificate.loopback.certificate) { roots in
            try await withServer([[.send(okay)]], scheme: "https", tls: .loopback, trustRoots: roots) {
                transport,
                server in
                let outcome = await transport.outcome(write)
                #expect(outcome.status == 200, "\(outcome)")
                #expect(server.arrivals.requests.count == 1)
            }
        }
    }

    struct Impostor: Sendable {
        var identity: TestCertificate
        var words: String
    }

    @Test(arguments: [
        Impostor(identity: .commonName, words: "common name only"), Impostor(identity: .wildcard, words: "for '*'"),
    ])
    func `a trusted certificate that does not name its host is refused before anything is sent`(
        impostor: Impostor
    ) async throws {
        try await withFile(impostor.identity.certificate) { roots in
            try await withServer(
                [[.send(okay)]],
                scheme: "https",
                tls: impostor.identity,
                host: "localhost",
                trustRoots: roots
            ) { transport, server in
                for request in [write, read] {
                    let outcome = await transport.outcome(request)
                    #expect(outcome.notSent == .tls, "\(outcome)")
                    #expect("\(outcome)".contains(impostor.words))
                }
                #expect(server.arrivals.requests.isEmpty)
            }
        }
    }

    @Test func `a bare name of its own is accepted`() async throws {
        try await withFile(TestCertificate.loopback.certificate) { roots in
            try await withServer(
                [[.send(okay)]],
                scheme: "https",
                tls: .loopback,
                host: "localhost",
                trustRoots: roots
            ) { transport, _ in #expect(await transport.outcome(write).status == 200) }
        }
    }

    @Test(arguments: ["Bearer a\r\nX-Evil: 1", "Bearer a\u{0}", "Bearer ä"])
    func `a header that would not be one line is not sent`(value: String) async throws {
        try await withServer([[.send(okay)]]) { transport, server in
            var request = write
            request.headers["Authorization"] = value
            let outcome = await transport.outcome(request)
            #expect(outcome.notSent == .cancelled)
            #expect(!"\(outcome)".contains("Bearer"))
            #expect(server.arrivals.connections == 0)
        }
    }

    @Test(arguments: ["", "api", "/a b", "/a\r\nX: y", "/ä"])
    func `a target that is no path is not sent`(target: String) async throws {
        try await withServer([[.send(okay)]]) { transport, server in
            #expect(await transport.outcome(HTTPRequest(method: .get, target: target)).notSent == .cancelled)
            #expect(server.arrivals.connections == 0)
        }
    }
}
