package import Transport

/// What came back from *List jobs from a recipe*.
package enum ListAnswer: Sendable, Hashable {
    /// 200 with a list of jobs, which may be empty.
    case page(JobPage)
    /// 429.
    case throttled(retryAfter: RetryAfter?)
    /// 401 or 403, whatever the body.
    case unauthorized(ServerMessage)
    /// 404 in the documented form: JSON with a `message`. The recipe does not exist, or the token does not reach it.
    case notFound(ServerMessage)
    /// Any other 4xx, a 404 of some proxy included.
    case refused(status: Int, ServerMessage)
    /// 5xx.
    case failed(status: Int, ServerMessage)
    /// Anything else, and a 200 whose body is no list of jobs: never to be taken as "no jobs".
    case unreadable(status: Int, reason: String)

    /// Reads a whole answer.
    package init(reading response: HTTPResponse) {
        switch ReadOutcome(response) {
        case .ok:
            switch JobPage.read(response) {
            case .success(let page): self = .page(page)
            case .failure(let fault): self = .unreadable(status: 200, reason: fault.reason)
            }
        case .throttled(let retryAfter): self = .throttled(retryAfter: retryAfter)
        case .unauthorized(let message): self = .unauthorized(message)
        case .notFound(let message): self = .notFound(message)
        case .refused(let message): self = .refused(status: response.status, message)
        case .failed(let message): self = .failed(status: response.status, message)
        case .unexpected(let reason): self = .unreadable(status: response.status, reason: reason)
        }
    }
}
