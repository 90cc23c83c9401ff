package import RedriveCore
package import Transport
package import WorkatoJobs

/// A read that `redrive doctor` sends to see how the API answers.
///
/// There is no case for a write.
package enum ProbedRead: Sendable, Hashable {
    /// The token's own workspace.
    case workspace
    /// One page of a job list.
    case list(ListQuery)
    /// One job.
    case job(RecipeID, JobID)
    /// One page of the recipes.
    case recipes(RecipeListQuery)
    /// One page of a folder's folders.
    case folders(FolderListQuery)

    /// The limit that counts it.
    var lane: PacingGate.Lane {
        switch self {
        case .workspace, .list, .job: .reads
        case .recipes, .folders: .recipes
        }
    }
}

/// What a probed read came to.
package struct Probe: Sendable {
    /// The answer as it came, or why there is none.
    package var result: Result<HTTPResponse, TransportError>
    /// When the request that was answered had its turn.
    package var sentAt: Moment
    /// When the answer was complete.
    package var answeredAt: Moment
    /// How many times the server answered 429 before.
    package var throttled: Int

    /// A probe from its parts.
    package init(result: Result<HTTPResponse, TransportError>, sentAt: Moment, answeredAt: Moment, throttled: Int) {
        self.result = result
        self.sentAt = sentAt
        self.answeredAt = answeredAt
        self.throttled = throttled
    }
}

extension WorkspaceClient {
    /// How often a probed read is sent again after a 429.
    private static let mostThrottles = 3

    /// Sends a read once and returns what came back, whatever it is; paced like every read.
    ///
    /// Only a 429 is waited for and sent again.
    ///
    /// - Throws: as `list`.
    package func probe(_ read: ProbedRead) async throws(SharedPacing.PacingError) -> Probe {
        let plain =
            switch read {
            case .workspace: api.currentWorkspace()
            case .list(let query): api.list(query)
            case .job(let recipe, let job): api.job(recipe, job)
            case .recipes(let query): api.recipes(query)
            case .folders(let query): api.folders(query)
            }
        let request = api.authorized(plain, token: token)
        var machine = ReadStateMachine()
        var throttled = 0
        while true {
            try await pacing.take(read.lane)
            let sentAt = clock.now()
            let result: Result<HTTPResponse, TransportError>
            do {
                result = .success(try await transport.send(request, timeout: Self.readTimeout))
            } catch {
                result = .failure(error)
            }
            if Task.isCancelled { throw .cancelled }
            let answeredAt = clock.now()
            if case .success(let response) = result, response.status == 429, throttled < Self.mostThrottles {
                throttled += 1
                let action = machine.answered(.throttled(RetryAfter(of: response)), jitter: jitter(), at: answeredAt)
                if case .holdLane(let pause) = action {
                    try await pacing.throttled(read.lane, holdFor: pause)
                    continue
                }
            }
            return Probe(result: result, sentAt: sentAt, answeredAt: answeredAt, throttled: throttled)
        }
    }
}
