/// Sends one request to the workspace and waits for the whole answer.
///
/// The border between what Redrive decides and what a socket does. There are two real implementations: async-http-client
/// and the simulated world.
///
/// An implementation never sends a request twice, never follows a redirect, and never answers from a cache: repeating a
/// job is not idempotent.
public protocol HTTPTransport: Sendable {
    /// Sends `request` once and returns the whole answer.
    ///
    /// - Parameters:
    ///   - request: what to send.
    ///   - timeout: how long the whole exchange may take, the body of the answer included.
    /// - Throws: `TransportFailure`, which says whether the request can have reached the server.
    func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportFailure) -> HTTPResponse
}

/// Why there is no answer.
///
/// The one distinction that decides whether a write may be sent again.
public enum TransportFailure: Error, Sendable, Hashable {
    /// No byte of the request left this machine: it was certainly not applied.
    case notSent(NotSentReason, detail: String)

    /// The request may have arrived: whether it was applied is unknown.
    case lost(LostReason, detail: String)

    /// Why a request never left.
    public enum NotSentReason: String, Sendable, Hashable, CaseIterable {
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
    public enum LostReason: String, Sendable, Hashable, CaseIterable {
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

extension TransportFailure: CustomStringConvertible {
    /// What happened, in words for an operator; holds neither token nor proxy credentials.
    public var description: String {
        switch self {
        case .notSent(let reason, let detail): "not sent (\(reason.rawValue)): \(detail)"
        case .lost(let reason, let detail): "answer lost (\(reason.rawValue)): \(detail)"
        }
    }
}
