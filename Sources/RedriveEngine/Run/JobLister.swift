package import RedriveCore
package import WorkatoJobs

/// Lists jobs and watches lists: reads what a machine wants to know, as fast as the pacing gate lets it.
package struct JobLister: Sendable {
    private let client: WorkspaceClient
    private let clock: any TimeSource

    /// A lister that reads through `client`.
    package init(client: WorkspaceClient, clock: any TimeSource) {
        self.client = client
        self.clock = clock
    }

    /// Why a list ended before its end.
    package enum Failure: Error, Sendable {
        /// It could not be read.
        case listing(ListingError)
        /// The task was cancelled, or the shared pacing cannot be used.
        case engine(EngineError)
    }

    /// Reads until all rows were given.
    ///
    /// - Parameters:
    ///   - machine: what is listed; not begun.
    ///   - give: takes the next rows.
    ///   - progress: told how many rows were given, and after how many requests.
    package func list(
        _ machine: JobListingStateMachine,
        give: ([ListedRow]) throws(EngineError) -> Void,
        progress: (_ rows: Int, _ requests: Int) -> Void = { _, _ in }
    ) async throws(Failure) -> ListingSummary {
        var machine = machine
        var effects = machine.begin()
        while true {
            var reply: ReadReply?
            for effect in effects {
                switch effect {
                case .rows(let rows):
                    do throws(EngineError) {
                        try give(rows)
                    } catch {
                        throw .engine(error)
                    }
                case .list(let query): reply = try await page(query)
                case .job(let recipe, let job): reply = try await self.job(recipe, job)
                case .finished(let summary): return summary
                case .failed(let error): throw .listing(error)
                }
            }
            guard let reply else { preconditionFailure("a listing wants nothing and has not ended") }
            effects = machine.received(reply)
            progress(machine.rows, machine.requests)
        }
    }

    /// Makes one look at the list of a recipe.
    ///
    /// - Returns: the jobs that have ended since the look before, in the order in which they did, and why the look did not end well; nil
    ///   if it did.
    package func look(
        _ machine: inout JobFollowStateMachine
    ) async throws(Failure) -> (ended: [JobRow], error: ReadError?) {
        var action = machine.look()
        while true {
            let reply: ReadReply
            switch action {
            case .rest: return (machine.takeEnded(), nil)
            case .list(let query): reply = try await page(query)
            case .job(let job): reply = try await self.job(machine.recipe, job)
            }
            switch reply {
            case .page(let page): action = machine.received(page)
            case .recipes, .recipe, .folders:
                preconditionFailure("\(reply) arrived where a job or a page was asked for")
            case .job(let detail): action = machine.received(detail)
            case .workspace:
                preconditionFailure("the token's workspace arrived where a list or a job was asked for")
            case .failed(let error):
                let isNotFound = if case .notFound = error { true } else { false }
                guard let next = machine.failed(isNotFound: isNotFound) else { return (machine.takeEnded(), error) }
                action = next
            }
        }
    }

    /// The repeats of a job, as far as the recipe's list of repeats shows them.
    ///
    /// - Parameters:
    ///   - since: when the master started; nil if that is not known.
    ///   - lookback: how far beyond that a list is read if its order cannot be proved.
    ///   - mostRequests: how many pages are read.
    /// - Returns: the rows, in the order in which they were shown; whether the list was read to where no further one can be; and why it
    ///   could not be read.
    package func repeats(
        of master: JobID,
        in recipe: RecipeID,
        since: Timestamp?,
        lookback: Duration,
        mostRequests: Int
    ) async throws(Failure) -> (rows: [JobRow], isComplete: Bool, error: ReadError?) {
        let bound = WalkBound(since: since, clock: .startedAt, lookback: lookback)
        var walk = RepeatsWalkStateMachine(recipe: recipe, bound: bound)
        var rows: [JobRow] = []
        var action = walk.begin()
        while true {
            switch action {
            case .finished(let summary): return (rows, summary.completeness != .unproven, nil)
            case .list where walk.requests >= mostRequests: return (rows, false, nil)
            case .list(let query):
                switch try await page(query) {
                case .page(let page):
                    action = walk.received(page)
                    for row in walk.newRows where !row.isMaster && row.master == master {
                        if !rows.contains(where: { $0.id == row.id }) { rows.append(row) }
                    }
                case .failed(let error):
                    guard case .notFound = error, let next = walk.cursorNotFound() else { return (rows, false, error) }
                    action = next
                case .job, .recipes, .recipe, .folders, .workspace:
                    preconditionFailure("a job arrived where a page was asked for")
                }
            }
        }
    }

    private func page(_ query: ListQuery) async throws(Failure) -> ReadReply {
        do throws(SharedPacing.PacingError) {
            return try await client.list(query, priority: .verifying)
        } catch {
            throw Self.failure(error)
        }
    }

    private func job(_ recipe: RecipeID, _ job: JobID) async throws(Failure) -> ReadReply {
        do throws(SharedPacing.PacingError) {
            return try await client.job(recipe, job, priority: .verifying)
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: SharedPacing.PacingError) -> Failure {
        switch error {
        case .cancelled: .engine(.cancelled)
        case .file(let failure): .engine(.file(failure))
        }
    }
}
