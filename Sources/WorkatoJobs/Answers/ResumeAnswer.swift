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
    /// Any other 4xx with JSON that has a `message`, but for 408: nothing was applied, in the server's own words.
    ///
    /// Which answers tokens get that are unknown, used or expired is not documented. Source: reference, "Resume errors".
    case refused(status: Int, ServerMessage)
    /// Anything else, including other 2xx, which are not documented.
    case unknown(status: Int?, reason: String)

    /// Whether the request came too early for the server's limit.
    package var isThrottled: Bool {
        switch self {
        case .throttled: true
        case .resumed, .badRequest, .unauthorized, .notFound, .refused, .unknown: false
        }
    }

    /// The same answer without anything that the server wrote, for one that may repeat what must not be shown.
    ///
    /// - Parameter reason: what stands in place of the server's words.
    package func withoutWords(_ reason: String) -> ResumeAnswer {
        let message = ServerMessage(text: reason)
        return switch self {
        case .resumed, .throttled: self
        case .badRequest: .badRequest(message)
        case .unauthorized(let status, _): .unauthorized(status: status, message)
        case .notFound: .notFound(message)
        case .refused(let status, _): .refused(status: status, message)
        case .unknown(let status, _):
            .unknown(status: status, reason: status.map { "status \($0); \(reason)" } ?? reason)
        }
    }

    /// Reads a whole answer.
    package init(reading response: HTTPResponse) {
        switch WriteOutcome(response) {
        case .ok where response.status == 204: self = .resumed
        case .ok: self = .unknown(status: response.status, reason: "status \(response.status) instead of 204")
        case .throttled(let retryAfter): self = .throttled(retryAfter)
        case .badRequest(let message): self = .badRequest(message)
        case .unauthorized(let message): self = .unauthorized(status: response.status, message)
        case .notFound(let message): self = .notFound(message)
        case .unknown(let reason):
            let mayRefuse = (400..<500).contains(response.status) && response.status != 408
            let message = mayRefuse ? ServerMessage(documented: response) : nil
            self =
                message.map { .refused(status: response.status, $0) }
                ?? .unknown(status: response.status, reason: reason)
        }
    }
}
