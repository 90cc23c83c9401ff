@testable import RedriveCLI
import RedriveTestSupport
import Testing
import Transport

@Suite struct WatchedTransportTests {
    /// Answers every request with the token of the bench, or loses it with the token in its words.
    private struct EchoingTransport: HTTPTransport {
        let isLost: Bool

        func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportError) -> HTTPResponse {
            if isLost { throw .lost(.connectionClosed, detail: "closed after \(Bench.token)") }
            return HTTPResponse(status: 500, body: Array("{\"message\":\"\(Bench.token)\"}".utf8))
        }
    }

    private let request = HTTPRequest(method: .get, target: "/api/recipes/11/jobs")

    @Test func `an answer knows the secrets that may be in it`() throws {
        let bench = try Bench()
        let console = bench.console(.init()).console
        let watched = WatchedTransport(
            transport: EchoingTransport(isLost: false),
            clock: bench.time,
            console: console
        )
        let response = try bench.time.run { [request] in try await watched.send(request, timeout: .seconds(1)) }
        #expect(response.secrets == console.secrets)
        #expect(response.secrets.occur(in: response.body))
    }

    @Test func `each request is reported with --verbose, without secrets`() throws {
        let bench = try Bench()
        let (console, error) = bench.console(.init(verbose: true))
        for isLost in [false, true] {
            let watched = WatchedTransport(
                transport: EchoingTransport(isLost: isLost),
                clock: bench.time,
                console: console
            )
            _ = try bench.time.run { [request] in try? await watched.send(request, timeout: .seconds(1)) }
        }
        let lines = error().split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first == "12:00:00 GET /api/recipes/11/jobs 500 0 ms")
        #expect(lines.last?.hasPrefix("12:00:00 GET /api/recipes/11/jobs ") == true)
        #expect(!error().contains(Bench.token))
    }
}
