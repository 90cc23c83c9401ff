package import WorkatoJobs

/// Finds the repeats of one recipe.
///
/// `rerun_only=true` is walked to its end, unless its rows prove that repeats are listed by their own start. What the
/// parameter means is not documented: it may return the repeats, the masters that were repeated, both, or be ignored.
/// Where it shows jobs but no repeat, the repeats must be elsewhere, and the unfiltered list is walked in the same way. So it
/// is where the server counts more repeats than it shows. Source: reference, "What `rerun_only` returns".
package struct RepeatsWalkStateMachine: Sendable {
    /// The rows of the last page that no earlier page of the same list had shown.
    ///
    /// Rows that are not repeats may be among them.
    package private(set) var newRows: [JobRow] = []

    private enum State: Sendable {
        /// Nothing was asked. Can transition to: filtered.
        case idle
        /// A page of `rerun_only=true` is on its way. Can transition to: unfiltered, ended.
        case filtered
        /// A page of the whole list is on its way. Can transition to: ended.
        case unfiltered
        /// The summary was given. Can transition to: nothing.
        case ended
    }

    private var state = State.idle
    private var cursor: PageCursor
    private var order = RepeatsOrder()
    /// How many repeats were seen, in whatever list.
    private var repeats: Set<JobID> = []
    /// How many rows the filtered list was said to have, where it showed fewer.
    private var claim: (count: Int, isOfAllJobs: Bool)?
    private var wasContradicted = false
    private var hasLeftFilteredList = false
    private var earlierRequests = 0
    private var earlierRows = 0
    private let recipe: RecipeID
    private let bound: WalkBound

    /// A walk to the repeats of a recipe that started at or after `bound.since` or, where the bound compares ends, ended
    /// at or after it.
    ///
    /// - Parameter pageSize: the most rows that any page of the workspace had so far; it may save a request. 0 for none.
    package init(recipe: RecipeID, bound: WalkBound, pageSize: Int = 0) {
        self.recipe = recipe
        self.bound = bound
        cursor = PageCursor(query: ListQuery(recipe: recipe, rerunOnly: true), pageSize: pageSize)
    }

    /// The recipe whose repeats are sought.
    var recipeOfList: RecipeID { recipe }

    /// Takes up what an earlier walk through the same list has shown of its order; before the first page.
    mutating func carryOver(_ earlier: RepeatsOrder) { order = earlier }

    /// What the rows have shown of the order of the list of repeats; nil if the repeats had to be sought in the whole list.
    var orderOfRepeats: RepeatsOrder? { hasLeftFilteredList ? nil : order.carriedOver() }

    /// Why a run cannot read what is new of the recipe's repeats; nil if nothing that was seen speaks against it.
    var obstacle: RepeatsObstacle? {
        if hasLeftFilteredList { return repeats.isEmpty ? nil : .elsewhere }
        return order.isNotByStart ? .order : nil
    }

    /// Tells when a master ran: what contradicts that repeats stand beside their masters.
    ///
    /// Not needed, but it may save pages.
    package mutating func learn(master: JobID, startedAt: Timestamp?, completedAt: Timestamp?) {
        order.learn(master: master, startedAt: startedAt, completedAt: completedAt)
    }

    /// The first page.
    ///
    /// To be called once.
    package mutating func begin() -> WalkAction {
        switch state {
        case .idle: break
        case .filtered, .unfiltered, .ended: preconditionFailure("a walk begins once, not when it is \(state)")
        }
        state = .filtered
        return .list(cursor.first())
    }

    /// A page arrived.
    package mutating func received(_ page: JobPage) -> WalkAction {
        switch state {
        case .filtered, .unfiltered: break
        case .idle, .ended: preconditionFailure("no page was asked for by a walk that is \(state)")
        }
        let step = cursor.received(page)
        newRows = cursor.newRows
        for row in newRows where !row.isMaster { repeats.insert(row.id) }
        order.take(cursor.appendedRows)
        switch step {
        case .end: return listEnded(.endOfList, nil)
        case .stuck(let why): return listEnded(.unproven, why)
        case .next(let query):
            guard let ending = order.ending(within: bound) else { return .list(query) }
            return finish(ending, nil)
        }
    }

    /// The page was answered with 404.
    ///
    /// Nil where it was the first of a list: the recipe itself is not found. Otherwise the cursor was, and the walk
    /// goes on with another.
    package mutating func cursorNotFound() -> WalkAction? {
        switch state {
        case .filtered, .unfiltered: break
        case .idle, .ended: return nil
        }
        newRows = []
        guard let step = cursor.cursorNotFound() else { return nil }
        switch step {
        case .end: return listEnded(.endOfList, nil)
        case .stuck(let why): return listEnded(.unproven, why)
        case .next(let query): return .list(query)
        }
    }

    /// The most rows that any page is known to have had; to be given to the next walk.
    package var pageSize: Int { cursor.largestPage }
    /// How many pages were read.
    package var requests: Int { earlierRequests + cursor.requests }
    /// How many distinct rows were seen in each list.
    package var rowsSeen: Int { earlierRows + cursor.rowsSeen }

    private mutating func listEnded(_ completeness: RecipeListing.Completeness, _ warning: String?) -> WalkAction {
        guard case .filtered = state else { return unfilteredEnded(completeness, warning) }
        if let count = cursor.claim, count > cursor.rowsSeen { claim = (count, cursor.claimIsOfAllJobs) }
        // Jobs, but no repeat: these are the masters that were repeated, or the parameter was ignored.
        guard claim != nil || (repeats.isEmpty && cursor.rowsSeen > 0) else { return finish(completeness, warning) }
        earlierRequests = cursor.requests
        earlierRows = cursor.rowsSeen
        wasContradicted = cursor.isContradicted
        cursor = PageCursor(query: ListQuery(recipe: recipe), pageSize: cursor.largestPage)
        order.startOver()
        hasLeftFilteredList = true
        state = .unfiltered
        return .list(cursor.first())
    }

    /// What the whole list shows counts, but it does not make up for a filtered one that showed less than it counted.
    ///
    /// Whatever hides rows of one list may hide them of the other. Only a count that turns out to be that of all jobs contradicts
    /// nothing.
    private mutating func unfilteredEnded(
        _ completeness: RecipeListing.Completeness,
        _ warning: String?
    ) -> WalkAction {
        guard let claim, !claim.isOfAllJobs || cursor.rowsSeen < claim.count else {
            return finish(completeness, warning)
        }
        let counted =
            "the list of repeated jobs counts \(claim.count) and shows \(earlierRows); the whole list shows \(repeats.count)"
        return finish(.unproven, [counted, warning].compactMap { $0 }.joined(separator: "; "))
    }

    private mutating func finish(_ completeness: RecipeListing.Completeness, _ warning: String?) -> WalkAction {
        state = .ended
        var summary = cursor.summary(completeness, warning)
        summary.requests += earlierRequests
        summary.rows += earlierRows
        summary.isContradicted = summary.isContradicted || wasContradicted
        return .finished(summary)
    }
}

/// Why what is new of a recipe's repeats cannot be read, so that each look reads all of them.
enum RepeatsObstacle: Sendable, Hashable {
    /// They are not listed by their own start.
    case order
    /// `rerun_only=true` does not show all of them: they have to be sought among all jobs.
    case elsewhere
}
