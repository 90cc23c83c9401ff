/// Sends one request to the workspace and waits for the whole answer.
///
/// The border between what Redrive decides and what a socket does. There are two real implementations: async-http-client
/// and the simulated world.
///
/// An implementation never sends a request twice, never follows a redirect, and never answers from a cache: repeating a
/// job is not idempotent. A POST goes out on a connection that has carried no other request, and that carries none after
/// it: an answer that came late or was made up would otherwise be taken for its own.
package protocol HTTPTransport: Sendable {
    /// Sends `request` once and returns the whole answer.
    ///
    /// - Parameters:
    ///   - request: what to send.
    ///   - timeout: how long the whole exchange may take, the body of the answer included.
    /// - Throws: `TransportError`, which says whether the request can have reached the server.
    func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportError) -> HTTPResponse

    /// Waits until the next write could go out at once, or until it is clear that it could not.
    ///
    /// A write goes out on a connection that has carried no other request, so that an answer belongs to it. Opening one
    /// takes several round trips: whoever waits for a turn opens it before. Nothing is sent to the server. What goes
    /// wrong is reported by the write itself, which opens a connection if there is none.
    func connectAhead() async
}

extension HTTPTransport {
    /// Nothing is needed.
    package func connectAhead() async {}
}

/// Why there is no answer.
///
/// The one distinction that decides whether a write may be sent again.
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
        /// The sending was given up before a connection was used.
        case cancelled
    }

    /// Why an answer never came whole.
    package enum LostReason: String, Sendable, Hashable, CaseIterable {
        /// The time for the whole exchange was over.
        case timeout
        /// The connection ended before the answer was whole.
        case connectionClosed = "connection_closed"
        /// The answer was not HTTP, or was larger than is accepted.
        case unreadable
        /// The sending was given up after the request may have left.
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
