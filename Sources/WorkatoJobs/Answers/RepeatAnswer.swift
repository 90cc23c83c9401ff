package import Transport

/// The answer to *Repeat jobs*.
///
/// Any answer that does not prove the outcome of the request is `unknown`: the request may have been applied.
/// Source: docs/failures.md, "What the server says".
package enum RepeatAnswer: Sendable, Hashable {
    /// 200 with results.
    case results(RepeatResults)
    /// 429: nothing was applied.
    case throttled(RetryAfter?)
    /// 400 in the documented form, JSON with a `message`: nothing was applied.
    case badRequest(ServerMessage)
    /// 401 or 403, whatever the body: nothing was applied.
    case unauthorized(status: Int, ServerMessage)
    /// 404 in the documented form, JSON with a `message`: nothing was applied.
    case notFound(ServerMessage)
    /// Anything else: 5xx, a proxy's 400 or 404, any other status, or a 200 that cannot be read or contradicts itself.
    case unknown(status: Int?, reason: String)

    /// Whether the request came too early for the server's limit.
    package var isThrottled: Bool {
        switch self {
        case .throttled: true
        case .results, .badRequest, .unauthorized, .notFound, .unknown: false
        }
    }

    /// Reads a whole answer.
    package init(reading response: HTTPResponse) {
        switch WriteOutcome(response) {
        case .ok where response.status == 200:
            switch RepeatResults.read(response) {
            case .success(let results): self = .results(results)
            case .failure(let fault): self = .unknown(status: 200, reason: fault.reason)
            }
        case .ok: self = .unknown(status: response.status, reason: "status \(response.status) instead of 200")
        case .throttled(let retryAfter): self = .throttled(retryAfter)
        case .badRequest(let message): self = .badRequest(message)
        case .unauthorized(let message): self = .unauthorized(status: response.status, message)
        case .notFound(let message): self = .notFound(message)
        case .unknown(let reason): self = .unknown(status: response.status, reason: reason)
        }
    }
}
