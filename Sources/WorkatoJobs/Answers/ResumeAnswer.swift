package import Transport

/// The answer to *Resume a job*; `unknown` if it proves nothing.
package enum ResumeAnswer: Sendable, Hashable {
    /// 204. Source: *Resume a job*: "returns HTTP status code 204, indicating successful request processing".
    case resumed
    /// 429: nothing was applied.
    case throttled(RetryAfter?)
    /// 400 in the documented form, JSON with a `message`: nothing was applied.
    case badRequest(ServerMessage)
    /// 401 or 403, whatever the body: nothing was applied.
    case unauthorized(status: Int, ServerMessage)
    /// 404 in the documented form, JSON with a `message`: nothing was applied.
    case notFound(ServerMessage)
    /// Anything else, including other 2xx, which are not documented.
    case unknown(status: Int?, reason: String)

    /// Reads a whole answer.
    package init(reading response: HTTPResponse) {
        switch WriteOutcome(response) {
        case .ok where response.status == 204: self = .resumed
        case .ok: self = .unknown(status: response.status, reason: "status \(response.status) instead of 204")
        case .throttled(let retryAfter): self = .throttled(retryAfter)
        case .badRequest(let message): self = .badRequest(message)
        case .unauthorized(let message): self = .unauthorized(status: response.status, message)
        case .notFound(let message): self = .notFound(message)
        case .unknown(let reason): self = .unknown(status: response.status, reason: reason)
        }
    }
}
