/// Sends one request to the workspace and waits for the whole answer.
///
/// The boundary between Redrive's decisions and the socket. There are two real implementations: async-http-client and
/// the simulated world.
///
/// An implementation never sends a request twice, never follows a redirect, and never answers from a cache: repeating a
/// job is not idempotent. A POST is sent on a connection that has carried no other request and will carry none after
/// it: otherwise a late or forged answer could be taken for its own.
package protocol HTTPTransport: Sendable {
    /// Sends `request` once and returns the whole answer.
    ///
    /// - Parameters:
    ///   - request: what to send.
    ///   - timeout: how long the whole exchange may take, the body of the answer included.
    /// - Throws: `TransportError`, which says whether the request can have reached the server.
    func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportError) -> HTTPResponse

    /// Waits until the next write can be sent at once, or until it is clear that it cannot.
    ///
    /// A write is sent on a connection that has carried no other request, so that the answer belongs to it. Opening a
    /// connection takes several round trips, so it is opened while the write waits for its turn. Nothing is sent to the
    /// server. Errors are reported by the write itself, which opens a connection if there is none.
    func connectAhead() async
}

extension HTTPTransport {
    /// Does nothing.
    package func connectAhead() async {}
}

/// Why there is no answer.
///
/// This distinction decides whether a write may be sent again.
package enum TransportError: Error, Sendable, Hashable {
    /// No byte of the request left this machine: it was certainly not applied.
    case notSent(NotSentReason, detail: String)

    /// The request may have arrived: whether it was applied is unknown.
    case lost(LostReason, detail: String)

    /// Why a request never left.
    package enum NotSentReason: String, Sendable, Hashable, CaseIterable {
        /// The host's name was not resolved.
        case nameResolution = "name_resolution"
        /// No connection could be opened (refused, unreachable, timed out before it was open).
        case connect
        /// The TLS handshake or the check of the certificate failed.
        case tls
        /// The proxy refused or could not open the connection.
        case proxy
        /// The request was cancelled before a connection was used.
        case cancelled
    }

    /// Why no complete answer arrived.
    package enum LostReason: String, Sendable, Hashable, CaseIterable {
        /// The time limit for the whole exchange was reached.
        case timeout
        /// The connection ended before the answer was complete.
        case connectionClosed = "connection_closed"
        /// The answer was not HTTP, or was larger than the limit.
        case unreadable
        /// The request was cancelled after it may have left.
        case cancelled
    }
}

extension TransportError: CustomStringConvertible {
    /// What happened, in words for an operator; holds neither token nor proxy credentials.
    package var description: String {
        switch self {
        case .notSent(let reason, let detail): "not sent (\(reason.rawValue)): \(detail)"
        case .lost(let reason, let detail): "answer lost (\(reason.rawValue)): \(detail)"
        }
    }
}
