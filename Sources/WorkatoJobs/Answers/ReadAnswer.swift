package import Transport

/// The answer to a read of the API.
package enum ReadAnswer<Value: Sendable & Hashable>: Sendable, Hashable {
    /// 200 with the requested value.
    case value(Value)
    /// 429.
    case throttled(retryAfter: RetryAfter?)
    /// 401 or 403, whatever the body.
    case unauthorized(status: Int, ServerMessage)
    /// 404 in the documented form: JSON with a `message`. The recipe or job does not exist, or the token does not reach
    /// it.
    case notFound(ServerMessage)
    /// Any other 4xx, including a 404 from a proxy.
    case refused(status: Int, ServerMessage)
    /// 5xx; `retryAfter` is when a 503 asks for the next try.
    case failed(status: Int, retryAfter: RetryAfter? = nil, ServerMessage)
    /// Anything else, including a 200 whose body is not the requested value: must never be read as "no jobs".
    case unreadable(status: Int, reason: String)

    /// Reads a whole answer.
    ///
    /// - Parameter value: reads the body of an answer with status 200.
    init(_ response: HTTPResponse, _ value: (HTTPResponse) -> Result<Value, ReadingError>) {
        switch ReadOutcome(response) {
        case .ok:
            switch value(response) {
            case .success(let value): self = .value(value)
            case .failure(let error): self = .unreadable(status: 200, reason: error.reason)
            }
        case .throttled(let retryAfter): self = .throttled(retryAfter: retryAfter)
        case .unauthorized(let message): self = .unauthorized(status: response.status, message)
        case .notFound(let message): self = .notFound(message)
        case .refused(let message): self = .refused(status: response.status, message)
        case .failed(let message):
            let retryAfter = response.status == 503 ? RetryAfter(of: response) : nil
            self = .failed(status: response.status, retryAfter: retryAfter, message)
        case .unexpected(let reason): self = .unreadable(status: response.status, reason: reason)
        }
    }
}

/// The answer to *List jobs from a recipe*; the page may have no jobs.
package typealias ListAnswer = ReadAnswer<JobPage>

/// The answer to *Get a job*.
package typealias JobAnswer = ReadAnswer<JobDetail>

/// The answer to *List recipes*; the page may have no recipes.
package typealias RecipesAnswer = ReadAnswer<RecipePage>

/// The answer to *Get a recipe*.
package typealias RecipeAnswer = ReadAnswer<RecipeRow>

/// The answer to *List folders*; the page may have no folders.
package typealias FoldersAnswer = ReadAnswer<FolderPage>

extension ListAnswer {
    /// Reads the answer to a list request.
    package init(reading response: HTTPResponse) { self.init(response, { JobPage.read($0) }) }
}

extension JobAnswer {
    /// Reads the answer to a request for one job.
    package init(reading response: HTTPResponse) { self.init(response, { JobDetail.read($0) }) }
}

extension RecipesAnswer {
    /// Reads the answer to a request for recipes.
    package init(reading response: HTTPResponse) { self.init(response, { RecipePage.read($0) }) }
}

extension RecipeAnswer {
    /// Reads the answer to a request for one recipe.
    package init(reading response: HTTPResponse) { self.init(response, { RecipeRow.read($0) }) }
}

extension FoldersAnswer {
    /// Reads the answer to a request for folders.
    package init(reading response: HTTPResponse) { self.init(response, { FolderPage.read($0) }) }
}
