import OrderedCollections
package import WorkatoJobs

/// Watches the list of one recipe, and tells which jobs have ended since the last look.
///
/// A look reads what is newer than the newest known row (`prev=true`). What order such a page has is not documented, nor whether it
/// begins at the cursor or at the top of the list, so a page is a set of rows: known ones are passed over, and a page that may have
/// left rows out is followed by one from the top of the list downwards, to the first row that was known before. The same is done when
/// the server does not know the cursor, and now and then in any case. Jobs that have not ended stand anywhere in the list: they are
/// read one by one, a few in each look.
///
/// Source: reference, "Order *inside* a `prev=true` page unknown".
package struct JobFollowStateMachine: Sendable {
    /// What a look wants done.
    package enum Action: Sendable, Hashable {
        /// Read one page.
        case list(ListQuery)
        /// Read one job.
        case job(JobID)
        /// The look is over; the next one begins with `look`.
        case rest
    }

    private enum State: Sendable, Hashable {
        /// No look is under way. Can transition to: newer, top.
        case resting
        /// A page of newer rows is on its way, after this many. Can transition to: top, pending, resting.
        case newer(pages: Int)
        /// A page from the top downwards is on its way, after this many. Can transition to: pending, resting.
        case top(pages: Int)
        /// A job that had not ended is on its way; this many are left to read. Can transition to: resting.
        case pending(JobID, left: Int)
    }

    /// A look reads at most this many pages in one direction.
    static let mostPages = 40
    /// How many jobs that have not ended a look reads.
    static let pendingInLook = 5
    /// The most jobs that are waited for.
    static let mostPending = 1000
    /// The most ids of ended jobs that are kept: far more than a look can show again.
    static let mostKnown = 20_000
    /// Each look of this number reads from the top in any case.
    static let topEvery = 6

    /// The recipe.
    package let recipe: RecipeID
    /// Whether more jobs have ended since the look before than a look can read.
    package private(set) var hasGap = false

    private var state = State.resting
    private var looks = 0
    /// Jobs that have ended and were told, the oldest first.
    private var known: OrderedSet<JobID> = []
    private var pending: OrderedSet<JobID> = []
    /// Rows that this look was the first to show.
    private var fresh: Set<JobID> = []
    /// Rows that this look has shown from the top downwards.
    private var fromTop: Set<JobID> = []
    /// When the first of the rows started that the first look has shown, and when the last of them ended: a row before both is old.
    private var beginning: (start: Timestamp, end: Timestamp)?
    private var ended: [JobRow] = []
    private var newest: (id: JobID, start: Timestamp)?
    private var pageSize = 0

    /// A watch that has not looked yet.
    package init(recipe: RecipeID) { self.recipe = recipe }

    /// Begins a look.
    package mutating func look() -> Action {
        guard state == .resting else { preconditionFailure("a look begins after the one before has ended") }
        looks += 1
        hasGap = false
        fresh = []
        fromTop = []
        guard let newest, looks % Self.topEvery != 0 else { return readTop(nil, pages: 0) }
        state = .newer(pages: 0)
        return .list(ListQuery(recipe: recipe, offset: newest.id, prev: true))
    }

    /// A page arrived.
    package mutating func received(_ page: JobPage) -> Action {
        switch state {
        case .resting, .pending: preconditionFailure("no page was asked for by a look that is \(state)")
        case .newer(let pages):
            let before = fresh.count
            take(page)
            let isFull = page.items.count >= pageSize
            guard fresh.count > before, isFull else {
                // A full page may have begun anywhere above the cursor.
                return pages > 0 || isFull && fresh.count > 0 ? readTop(nil, pages: 0) : readPending()
            }
            guard pages + 1 < Self.mostPages, let newest else { return readTop(nil, pages: 0) }
            state = .newer(pages: pages + 1)
            return .list(ListQuery(recipe: recipe, offset: newest.id, prev: true))
        case .top(let pages):
            let isFirst = looks == 1
            let reachedKnown = page.items.contains { isKnown($0.id) && !fresh.contains($0.id) }
            let before = fromTop.count
            fromTop.formUnion(page.items.lazy.map(\.id))
            take(page)
            if isFirst { begin(with: page) }
            guard !isFirst, !reachedKnown, fromTop.count > before, let oldest = page.oldest else {
                return readPending()
            }
            guard pages + 1 < Self.mostPages else {
                hasGap = true
                return readPending()
            }
            return readTop(oldest, pages: pages + 1)
        }
    }

    /// A single job arrived; nil if the server does not know it any more.
    package mutating func received(_ detail: JobDetail?) -> Action {
        guard case .pending(let job, let left) = state else {
            preconditionFailure("no job was asked for by a look that is \(state)")
        }
        pending.remove(job)
        if let detail, detail.row.id == job { take(detail.row) }
        return readPending(left: left - 1)
    }

    /// The server does not know what was asked for, or it could not be read: the look is over, but for a cursor that is lost.
    ///
    /// - Parameter isNotFound: whether the server answered that it does not know it.
    package mutating func failed(isNotFound: Bool) -> Action? {
        switch state {
        case .resting: preconditionFailure("nothing was asked for")
        case .newer where isNotFound: return readTop(nil, pages: 0)
        case .top(let pages) where isNotFound && pages > 0: return readPending()
        case .pending where isNotFound: return received(nil)
        case .newer, .top, .pending:
            state = .resting
            return nil
        }
    }

    /// The jobs that have ended, in the order in which they did; each is reported once.
    package mutating func takeEnded() -> [JobRow] {
        defer { ended = [] }
        return ended.enumerated().sorted { left, right in
            let (first, second) = (left.element.completedAt, right.element.completedAt)
            guard let first, let second, first != second else { return left.offset > right.offset }
            return first < second
        }.map(\.element)
    }

    private mutating func readTop(_ offset: JobID?, pages: Int) -> Action {
        state = .top(pages: pages)
        return .list(ListQuery(recipe: recipe, offset: offset))
    }

    private mutating func readPending(left: Int = JobFollowStateMachine.pendingInLook) -> Action {
        // Those that this look has shown are as they were shown.
        guard left > 0, looks > 1, let job = pending.first(where: { !fresh.contains($0) }) else {
            state = .resting
            if known.count > 2 * Self.mostKnown { known.removeFirst(known.count - Self.mostKnown) }
            return .rest
        }
        state = .pending(job, left: left)
        return .job(job)
    }

    private func isKnown(_ job: JobID) -> Bool { known.contains(job) || pending.contains(job) }

    private mutating func take(_ page: JobPage) {
        pageSize = max(pageSize, page.items.count)
        for row in page.items where row.recipeID.map({ $0 == recipe }) ?? true { take(row) }
    }

    private mutating func take(_ row: JobRow) {
        if let start = row.startedAt, newest.map({ $0.start <= start }) ?? true { newest = (row.id, start) }
        if !isKnown(row.id) { fresh.insert(row.id) }
        let hasEnded = row.completedAt != nil || row.status == .failed || row.status == .succeeded
        guard hasEnded else {
            // Whoever was read waits behind those that were not.
            pending.remove(row.id)
            if !known.contains(row.id), pending.count < Self.mostPending { pending.append(row.id) }
            if case .pending = state { fresh.insert(row.id) }
            return
        }
        pending.remove(row.id)
        if known.append(row.id).inserted, !isOld(row) { ended.append(row) }
    }

    private mutating func begin(with page: JobPage) {
        guard let start = page.items.compactMap(\.startedAt).min(),
            let end = page.items.compactMap(\.completedAt).max()
        else { return }
        beginning = (start, end)
    }

    /// Whether a row was there before the first look, which read one page and no more.
    private func isOld(_ row: JobRow) -> Bool {
        guard let beginning, let start = row.startedAt, let end = row.completedAt else { return false }
        return start < beginning.start && end <= beginning.end
    }
}

extension JobPage {
    /// The row that started first, whatever order the page has; the last one if no row says when it started.
    fileprivate var oldest: JobID? {
        let dated = items.compactMap { row in row.startedAt.map { (row.id, $0) } }
        return dated.min { $0.1 < $1.1 }?.0 ?? items.last?.id
    }
}
