package import WorkatoJobs

/// Pages through one list of one recipe until no further row of its jobs can matter.
///
/// The end is believed only on evidence (see `PageCursor`), and an earlier end only where every order that the rows have
/// not contradicted excludes a later row of interest (see `ListOrder`). Repeats may stand anywhere in a list, so they
/// neither prove an order nor hold up its end: `RepeatsWalkStateMachine` finds them.
package struct JobWalkStateMachine: Sendable {
    /// The rows of the last page that no earlier page had shown, in the order of the list.
    package private(set) var newRows: [JobRow] = []

    private enum State: Sendable {
        /// Nothing was asked. Can transition to: walking, ended.
        case idle
        /// A page is on its way. Can transition to: ended.
        case walking
        /// The summary was given. Can transition to: nothing.
        case ended
    }

    private var state = State.idle
    private var cursor: PageCursor
    private var order = ListOrder()
    private let bound: WalkBound

    /// A walk through the list of a query; a cursor in the query is ignored.
    ///
    /// - Parameter pageSize: the most rows that any page of the workspace had so far; it may save a request. 0 for none.
    package init(query: ListQuery, bound: WalkBound, pageSize: Int = 0) {
        self.bound = bound
        cursor = PageCursor(query: query, pageSize: pageSize)
    }

    /// The first page.
    ///
    /// To be called once.
    package mutating func begin() -> WalkAction {
        switch state {
        case .idle: break
        case .walking, .ended: preconditionFailure("a walk begins once, not when it is \(state)")
        }
        state = .walking
        return .list(cursor.first())
    }

    /// A page arrived.
    package mutating func received(_ page: JobPage) -> WalkAction {
        switch state {
        case .walking: break
        case .idle, .ended: preconditionFailure("no page was asked for by a walk that is \(state)")
        }
        let step = cursor.received(page)
        newRows = cursor.newRows
        order.take(cursor.appendedRows)
        switch step {
        case .end: return finish(.endOfList)
        case .stuck(let why): return finish(.unproven, why)
        case .next(let query):
            guard let ending = order.ending(within: bound) else { return .list(query) }
            return finish(ending)
        }
    }

    /// The page was answered with 404.
    ///
    /// Nil where it was the first of a list: the recipe itself is not found. Otherwise the cursor was, and the walk
    /// goes on with another.
    package mutating func cursorNotFound() -> WalkAction? {
        switch state {
        case .walking: break
        case .idle, .ended: return nil
        }
        newRows = []
        guard let step = cursor.cursorNotFound() else { return nil }
        switch step {
        case .end: return finish(.endOfList)
        case .stuck(let why): return finish(.unproven, why)
        case .next(let query): return .list(query)
        }
    }

    /// Ends the walk, since the consumer has seen what it wanted.
    ///
    /// The page on its way, if any, is to be ignored.
    package mutating func stop() -> WalkSummary {
        state = .ended
        return WalkSummary(
            requests: cursor.requests,
            rows: cursor.rowsSeen,
            completeness: .unproven,
            stoppedByConsumer: true
        )
    }

    /// The number of rows that the server says the list has; nil if it does not say.
    package var expectedRows: Int? { cursor.scope }
    /// The most rows that any page is known to have had; to be given to the next walk.
    package var pageSize: Int { cursor.largestPage }
    /// How many pages were read.
    package var requests: Int { cursor.requests }
    /// How many distinct rows were seen.
    package var rowsSeen: Int { cursor.rowsSeen }

    private mutating func finish(_ completeness: RecipeListing.Completeness, _ warning: String? = nil) -> WalkAction {
        state = .ended
        return .finished(cursor.summary(completeness, warning))
    }
}
