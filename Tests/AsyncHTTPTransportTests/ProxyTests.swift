import AsyncHTTPTransport
import Testing
import Transport

@Suite struct ProxyTests {
    private func withProxy(
        _ script: [[ScriptedServer.Move]],
        base: String = "http://workato.test",
        _ body: (AsyncHTTPTransport, ScriptedServer) async throws -> Void
    ) async throws {
        let proxy = try await ScriptedServer.start(script)
        let value = "http://op%40x:pa%3Ass@127.0.0.1:\(proxy.port)"
        var configuration = try TransportConfiguration(
            baseURL: base,
            environment: ["HTTP_PROXY": value, "HTTPS_PROXY": value]
        )
        configuration.connectionsAhead = 0
        #expect(configuration.proxyDescription == "127.0.0.1:\(proxy.port)")
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("pa:ss") && !"\(configuration)".contains("pa:ss"))
        let transport = AsyncHTTPTransport(configuration: configuration)
        try await body(transport, proxy)
        await transport.shutdown()
        await proxy.stop()
    }

    @Test func `a proxy is asked for a tunnel, with its credentials and without the token`() async throws {
        let opened = "HTTP/1.1 200 Connection established\r\n\r\n"
        try await withProxy([[.send(opened)], [.send(okay)]]) { transport, proxy in
            let outcome = await transport.outcome(write)
            #expect(outcome.status == 200, "\(outcome)")
            let requests = proxy.arrivals.requests
            #expect(requests.count == 2)
            #expect(requests.first?.hasPrefix("CONNECT workato.test:80 HTTP/1.1\r\n") == true)
            // Base64 of `op@x:pa:ss`.
            #expect(requests.first?.contains("proxy-authorization: Basic b3BAeDpwYTpzcw==\r\n") == true)
            #expect(requests.first?.contains("topsecrettoken") == false)
            #expect(requests.last?.hasPrefix("POST /api/recipes/1/repeat_jobs HTTP/1.1\r\n") == true)
            #expect(requests.last?.lowercased().contains("proxy-authorization") == false)
        }
    }

    @Test(arguments: [403, 407, 502])
    func `a proxy that refuses got nothing of the request`(status: Int) async throws {
        let refusal = "HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n"
        try await withProxy([[.send(refusal)]], base: "https://workato.test") { transport, proxy in
            let outcome = await transport.outcome(write)
            #expect(outcome.notSent == .proxy, "\(outcome)")
            #expect(!"\(outcome)".contains("pa:ss") && !"\(outcome)".contains("b3BAeDpwYTpzcw"))
            #expect(proxy.arrivals.requests.allSatisfy { $0.hasPrefix("CONNECT workato.test:443 ") })
        }
    }

    @Test func `a proxy that hangs up got nothing of the request`() async throws {
        try await withProxy([[.close]]) { transport, proxy in
            let outcome = await transport.outcome(write)
            #expect(outcome.notSent == .proxy, "\(outcome)")
        }
    }

    @Test func `a proxy that hangs up after the tunnel may have passed the request on`() async throws {
        try await withProxy([[.send("HTTP/1.1 200 OK\r\n\r\n")], [.close]]) { transport, proxy in
            #expect(await transport.outcome(write).lost == .connectionClosed)
            #expect(proxy.arrivals.requests.count == 2)
        }
    }

    struct Choice: Sendable {
        var base = "https://www.workato.com"
        var environment: [String: String]
        var proxy: String?
    }

    @Test(arguments: [
        Choice(environment: [:], proxy: nil),
        Choice(environment: ["HTTPS_PROXY": "http://p:3128"], proxy: "p:3128"),
        Choice(environment: ["https_proxy": "p:3128"], proxy: "p:3128"),
        Choice(environment: ["https_proxy": "http://low:1/", "HTTPS_PROXY": "http://up:2"], proxy: "low:1"),
        Choice(environment: ["https_proxy": "", "HTTPS_PROXY": "http://up:2"], proxy: nil),
        Choice(environment: ["HTTP_PROXY": "http://p:3128"], proxy: nil),
        Choice(base: "http://a.test", environment: ["HTTP_PROXY": "http://[::1]:8080"], proxy: "[::1]:8080"),
        Choice(environment: ["HTTPS_PROXY": "http://p"], proxy: "p:80"),
        Choice(environment: ["HTTPS_PROXY": "http://u:p%2F@p:1"], proxy: "p:1"),
        Choice(environment: ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"], proxy: nil),
        Choice(environment: ["HTTPS_PROXY": "http://p:1", "no_proxy": "x.org, .workato.com"], proxy: nil),
        Choice(environment: ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "WORKATO.com"], proxy: nil),
        Choice(environment: ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "www.workato.com:443"], proxy: nil),
        Choice(
            environment: ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "www.workato.com:8443,kato.com,to.com,"],
            proxy: "p:1"
        ),
        Choice(base: "http://127.0.0.1:8080", environment: ["HTTP_PROXY": "http://p:1"], proxy: nil),
        Choice(base: "http://localhost:8080", environment: ["HTTP_PROXY": "http://p:1"], proxy: nil),
        Choice(base: "http://[::1]:8080", environment: ["HTTP_PROXY": "http://p:1"], proxy: nil),
        Choice(base: "http://[fd00::1]", environment: ["HTTP_PROXY": "http://p:1", "NO_PROXY": "fd00::1"], proxy: nil),
    ])
    func `the environment chooses the proxy`(choice: Choice) throws {
        let configuration = try TransportConfiguration(baseURL: choice.base, environment: choice.environment)
        #expect(configuration.proxyDescription == choice.proxy)
    }

    @Test(arguments: [
        "socks5://p:1", "https://p:1", "http://u:secret@", "http://u%zz:secret@p", "http://secret@p:99999",
        "http://p p",
    ])
    func `a proxy that cannot be used is refused without showing it`(value: String) {
        #expect {
            try TransportConfiguration(baseURL: "https://www.workato.com", environment: ["HTTPS_PROXY": value])
        } throws: { error in
            error is ConfigurationFault && !"\(error)".contains("secret") && "\(error)".contains("HTTPS_PROXY")
        }
    }

    @Test(arguments: [
        "", "www.workato.com", "ftp://a", "https://", "https://u:p@a", "https://a?b", "https://a#b", "https://a:0",
        "https://a:x",
        "https://a b", "https://[::1", "https://ä", "https://a/b c", "https://a:",
    ])
    func `what is no base URL is refused`(text: String) {
        #expect(throws: ConfigurationFault.self) { try TransportConfiguration(baseURL: text) }
    }

    @Test func `roots that cannot be read are refused`() {
        #expect(throws: ConfigurationFault.self) {
            try TransportConfiguration(baseURL: "https://a", trustRoots: "/nonexistent/roots.pem")
        }
        #expect(throws: ConfigurationFault.self) {
            try TransportConfiguration(baseURL: "https://a", trustRoots: "/dev/null")
        }
    }
}
