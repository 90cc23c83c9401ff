import AsyncHTTPTransport
import Testing
import Transport

@Suite struct ProxyTests {
    private func withProxy(
        _ script: [[ScriptedServer.Move]],
        base: String = "https://workato.test",
        trustRoots: String? = nil,
        _ body: (AsyncHTTPTransport, ScriptedServer) async throws -> Void
    ) async throws {
        let proxy = try await ScriptedServer.start(script)
        let value = "http://op%40x:pa%3Ass@127.0.0.1:\(proxy.port)"
        var configuration = try TransportConfiguration(
            baseURL: base,
            environment: ["HTTPS_PROXY": value],
            trustRoots: trustRoots
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

    private let opened = "HTTP/1.1 200 Connection established\r\n\r\n"

    @Test func `a proxy is asked for a tunnel, with its credentials and without the token`() async throws {
        try await withFile(TestCertificate.workato.certificate) { roots in
            try await withProxy([[.send(opened), .startTLS], [.send(okay)]], trustRoots: roots) { transport, proxy in
                let outcome = await transport.outcome(write)
                #expect(outcome.status == 200, "\(outcome)")
                let requests = proxy.arrivals.requests
                #expect(requests.count == 2)
                #expect(requests.first?.hasPrefix("CONNECT workato.test:443 HTTP/1.1\r\n") == true)
                // Base64 of `op@x:pa:ss`.
                #expect(requests.first?.contains("proxy-authorization: Basic b3BAeDpwYTpzcw==\r\n") == true)
                #expect(requests.first?.contains("topsecrettoken") == false)
                #expect(requests.last?.hasPrefix("POST /api/recipes/1/repeat_jobs HTTP/1.1\r\n") == true)
                #expect(requests.last?.lowercased().contains("proxy-authorization") == false)
            }
        }
    }

    struct Refusal: Sendable {
        var status: Int
        var words: String
    }

    @Test(arguments: [
        Refusal(status: 302, words: "302 Found"), Refusal(status: 403, words: "403 Forbidden"),
        Refusal(status: 407, words: "407 Proxy Authentication Required"),
        Refusal(status: 502, words: "502 Bad Gateway"),
    ])
    func `a proxy that refuses got nothing of the request, and is named with its status`(
        refusal: Refusal
    ) async throws {
        let answer = "HTTP/1.1 \(refusal.status) \u{1b}[31mNo\r\nContent-Length: 0\r\n\r\n"
        try await withProxy([[.send(answer)]]) { transport, proxy in
            for request in [write, read] {
                let outcome = await transport.outcome(request)
                #expect(outcome.notSent == .proxy, "\(outcome)")
                #expect("\(outcome)".contains("the proxy 127.0.0.1:\(proxy.port) refused"), "\(outcome)")
                #expect("\(outcome)".contains("workato.test:443 with \(refusal.words)"), "\(outcome)")
                for secret in ["pa:ss", "pa%3Ass", "b3BAeDpwYTpzcw", "\u{1b}"] {
                    #expect(!"\(outcome)".contains(secret))
                }
            }
            #expect(proxy.arrivals.requests.allSatisfy { $0.hasPrefix("CONNECT workato.test:443 ") })
            #expect(!proxy.arrivals.requests.contains { $0.contains("topsecrettoken") })
        }
    }

    @Test func `a proxy that cannot be reached is named`() async throws {
        let closed = try ClosedPort()
        let configuration = try TransportConfiguration(
            baseURL: "https://workato.test",
            environment: ["https_proxy": "http://127.0.0.1:\(closed.port)"]
        )
        let transport = AsyncHTTPTransport(configuration: configuration)
        let outcome = await transport.outcome(write)
        #expect(outcome.notSent == .proxy, "\(outcome)")
        #expect("\(outcome)".contains("the proxy 127.0.0.1:\(closed.port)"), "\(outcome)")
        await transport.shutdown()
        closed.release()
    }

    @Test func `a proxy that hangs up got nothing of the request`() async throws {
        try await withProxy([[.close]]) { transport, proxy in
            let outcome = await transport.outcome(write)
            #expect(outcome.notSent == .proxy, "\(outcome)")
        }
    }

    @Test func `a proxy that hangs up after the tunnel may have passed the request on`() async throws {
        try await withFile(TestCertificate.workato.certificate) { roots in
            try await withProxy([[.send(opened), .startTLS], [.close]], trustRoots: roots) { transport, proxy in
                #expect(await transport.outcome(write).lost == .connectionClosed)
                #expect(proxy.arrivals.requests.count == 2)
            }
        }
    }

    struct Choice: Sendable {
        var base = "https://www.workato.com"
        var environment: [String: String]
        var proxy: String?
    }

    private static let everywhere = [
        "HTTP_PROXY": "http://p:1", "HTTPS_PROXY": "http://p:1", "ALL_PROXY": "http://p:1",
    ]

    @Test(arguments: [
        Choice(environment: [:], proxy: nil),
        Choice(environment: ["HTTPS_PROXY": "http://p:3128"], proxy: "p:3128"),
        Choice(environment: ["https_proxy": "p:3128"], proxy: "p:3128"),
        Choice(environment: ["https_proxy": "http://low:1/", "HTTPS_PROXY": "http://up:2"], proxy: "low:1"),
        Choice(environment: ["https_proxy": "", "HTTPS_PROXY": "http://up:2"], proxy: nil),
        Choice(environment: ["HTTP_PROXY": "http://p:3128"], proxy: nil),
        Choice(environment: ["HTTPS_PROXY": "http://[::1]:8080"], proxy: "[::1]:8080"),
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
        Choice(base: "http://127.0.0.1:8080", environment: everywhere, proxy: nil),
        Choice(base: "http://localhost:8080", environment: everywhere, proxy: nil),
        Choice(base: "http://[::1]:8080", environment: everywhere, proxy: nil),
        Choice(base: "https://127.0.0.1:8080", environment: everywhere, proxy: nil),
        Choice(base: "https://a.localhost", environment: everywhere, proxy: nil),
    ])
    func `the environment chooses the proxy`(choice: Choice) throws {
        let configuration = try TransportConfiguration(baseURL: choice.base, environment: choice.environment)
        #expect(configuration.proxyDescription == choice.proxy)
    }

    struct Exception: Sendable {
        var list: String
        var host: String
        var isDirect: Bool
    }

    @Test(arguments: [
        Exception(list: "10.66.0.0/16", host: "10.66.0.88", isDirect: true),
        Exception(list: "10.66.0.0/16", host: "10.67.0.88", isDirect: false),
        Exception(list: "10.66.0.0/17", host: "10.66.128.1", isDirect: false),
        Exception(list: "10.66.0.99/16", host: "10.66.1.1", isDirect: true),
        Exception(list: "0.0.0.0/0", host: "192.0.2.1", isDirect: true),
        Exception(list: "192.0.2.1/32", host: "192.0.2.1", isDirect: true),
        Exception(list: "192.0.2.1/33", host: "192.0.2.1", isDirect: false),
        Exception(list: "10.66.0.0/16", host: "workato.test", isDirect: false),
        Exception(list: "fd00::/8", host: "[fd12::1]", isDirect: true),
        Exception(list: "[fd00::]/8", host: "[fd12::1]", isDirect: true),
        Exception(list: "fd00::/8", host: "[fe80::1]", isDirect: false),
        Exception(list: "10.0.0.0/8", host: "[::ffff:10.1.1.1]", isDirect: true),
        Exception(list: "fd00::1", host: "[fd00:0:0::1]", isDirect: true),
        Exception(list: "[fd00::1]:443", host: "[fd00::1]", isDirect: true),
        Exception(list: "[fd00::1]:444", host: "[fd00::1]", isDirect: false),
        Exception(list: "192.0.2.1", host: "192.0.2.1", isDirect: true),
        Exception(list: "192.0.2.1:443", host: "192.0.2.1", isDirect: true),
        Exception(list: "2.0.2.1", host: "192.0.2.1", isDirect: false),
        Exception(list: ".workato.test", host: "eu.workato.test", isDirect: true),
        Exception(list: ".workato.test", host: "workato.test", isDirect: true),
        Exception(list: "*.workato.test", host: "eu.workato.test", isDirect: true),
        Exception(list: "*.workato.test", host: "workato.test", isDirect: false),
        Exception(list: "Workato.Test.", host: "eu.workato.test", isDirect: true),
        Exception(list: "workato.test", host: "workato.test.", isDirect: true),
        Exception(list: "workato.test:443", host: "workato.test", isDirect: true),
        Exception(list: "workato.test:8443", host: "workato.test", isDirect: false),
        Exception(list: "a.test workato.test", host: "workato.test", isDirect: true),
        Exception(list: "a.test,\t*", host: "workato.test", isDirect: true),
        Exception(list: "kato.test,/,10/8,*.*,::/129,[", host: "workato.test", isDirect: false),
        Exception(list: "", host: "workato.test", isDirect: false),
    ])
    func `NO_PROXY names hosts, domains and networks`(exception: Exception) throws {
        for variable in ["NO_PROXY", "no_proxy"] {
            let configuration = try TransportConfiguration(
                baseURL: "https://\(exception.host)",
                environment: ["HTTPS_PROXY": "http://p:1", variable: exception.list]
            )
            #expect((configuration.proxyDescription == nil) == exception.isDirect)
        }
    }

    @Test(arguments: [
        "socks5://p:1", "https://p:1", "http://u:secret@", "http://u%zz:secret@p", "http://secret@p:99999",
        "http://p p",
    ])
    func `a proxy that cannot be used is refused without showing it`(value: String) {
        #expect {
            try TransportConfiguration(baseURL: "https://www.workato.com", environment: ["HTTPS_PROXY": value])
        } throws: { error in
            error is ConfigurationError && !"\(error)".contains("secret") && "\(error)".contains("HTTPS_PROXY")
        }
    }

    @Test(arguments: [
        "", "www.workato.com", "ftp://a", "https://", "https://u:p@a", "https://a?b", "https://a#b", "https://a:0",
        "https://a:x",
        "https://a b", "https://[::1", "https://ä", "https://a/b c", "https://a:",
        // The token would travel in clear text.
        "http://workato.test", "http://10.0.0.1:8080", "http://127.0.0.1.test", "http://localhost.test",
        "http://0.0.0.0",
        "http://[::2]", "http://127.1", "http://2130706433",
    ])
    func `what is no base URL is refused`(text: String) {
        #expect(throws: ConfigurationError.self) { try TransportConfiguration(baseURL: text) }
    }

    @Test func `roots that cannot be read are refused`() {
        #expect(throws: ConfigurationError.self) {
            try TransportConfiguration(baseURL: "https://a", trustRoots: "/nonexistent/roots.pem")
        }
        #expect(throws: ConfigurationError.self) {
            try TransportConfiguration(baseURL: "https://a", trustRoots: "/dev/null")
        }
    }
}
