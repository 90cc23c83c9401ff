import RedriveCore
import RedriveEngine
import Transport
import WorkatoJobs

/// A transport that removes secrets from answers, which may echo them, and reports each request with `--verbose`.
struct WatchedTransport: HTTPTransport {
    /// The transport that sends.
    let transport: any HTTPTransport
    /// The clock that measures how long a request takes.
    let clock: any TimeSource
    /// Where requests are reported, and which secrets are removed.
    let console: Console

    func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportError) -> HTTPResponse {
        let begun = clock.now().instant
        do throws(TransportError) {
            let response = try await transport.send(request, timeout: timeout).hiding(console.secrets)
            report(request, "\(response.status)", since: begun)
            return response
        } catch {
            report(request, error.description, since: begun)
            throw error
        }
    }

    func connectAhead() async { await transport.connectAhead() }

    private func report(_ request: HTTPRequest, _ result: String, since begun: Instant) {
        guard console.settings.verbose else { return }
        let (seconds, attoseconds) = (clock.now().instant - begun).components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        let time = clock.now().wall.formatted(.seconds).dropFirst(11).prefix(8)
        console.verbose("\(String(time)) \(request.method.rawValue) \(request.target) \(result) \(milliseconds) ms")
    }
}
