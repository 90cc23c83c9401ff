import OrderedCollections
package import WorkatoJobs

/// The rows of one recipe that a listing asks for, in the order in which the recipe's lists show them.
///
/// Rows are handed on page by page. What is kept is ids, and the newest attempt of each master that was repeated: only the end of the
/// lists tells whether such a master is in the window.
struct RecipeRows: Sendable {
    /// A list that is read.
    private enum Task: Sendable {
        /// The repeats.
        case repeats
        /// The jobs of a status; nil for all.
        case jobs(StatusFilter?)
    }

    private enum State: Sendable {
        /// No list is being read. Can transition to: repeats, jobs.
        case between
        /// The repeats are being read. Can transition to: jobs, ended.
        case repeats(RepeatsWalkStateMachine)
        /// A list of jobs is being read. Can transition to: ended.
        case jobs(JobWalkStateMachine)
        /// All rows were handed on, or no more are wanted. Can transition to: nothing.
        case ended
    }

    /// A master with repeats.
    private struct RepeatedMaster: Sendable {
        var newest: JobRow
        var repeats: Set<JobID>
        /// Whether an attempt of the status asked for is in the window.
        var isInWindow: Bool
    }

    let recipe: RecipeID
    /// The page to read next; nil before `begin` and once all is read.
    private(set) var next: ListQuery?
    /// Rows that are ready, in order.
    var ready: ArraySlice<ListedRow> = []
    /// How the lists were read.
    private(set) var listings: [RecipeListing] = []
    /// Lists that could not be shown to be complete, in words.
    private(set) var warnings: [String] = []
    /// Whether reading ended because of `limit_per_recipe`.
    private(set) var isCut = false
    /// The most rows that a page had, here or in lists before.
    var pageSize = 0

    private let listing: JobListing
    private let lookback: Duration
    private var tasks: ArraySlice<Task>
    private var state = State.between
    private var masters: OrderedDictionary<JobID, RepeatedMaster> = [:]
    /// Rows that a second list may show again; of newest attempts, the masters that were handed on.
    ///
    /// A master may be repeated between the reading of the repeats and that of the jobs: its new attempt is not listed beside it.
    private var handedOn: Set<JobID> = []
    private var given = 0

    init(_ recipe: RecipeID, _ listing: JobListing, lookback: Duration) {
        self.recipe = recipe
        self.listing = listing
        self.lookback = lookback
        tasks = Self.tasks(of: listing)[...]
    }

    private static func tasks(of listing: JobListing) -> [Task] {
        let jobs: [Task] =
            switch listing.status {
            case .failed: [.jobs(.failed)]
            case .succeeded: [.jobs(.succeeded)]
            case .pending: [.jobs(.pending)]
            // A list that is sorted by the end of its jobs may have those that have not ended behind all others.
            case .any: listing.endsEarlyByEnd ? [.jobs(.pending), .jobs(nil)] : [.jobs(nil)]
            }
        return switch listing.rows {
        case .newestAttempts: [.repeats] + jobs
        case .attempts: jobs
        case .repeats: [.repeats]
        }
    }

    /// Whether nothing more will become ready.
    var isOver: Bool {
        switch state {
        case .ended: true
        case .between, .repeats, .jobs: false
        }
    }

    /// Begins to read the next list; later lists begin by themselves.
    mutating func begin() {
        guard let task = tasks.popFirst() else {
            handOnRepeated()
            handedOn = []
            next = nil
            state = .ended
            return
        }
        switch task {
        case .repeats:
            let bound = WalkBound(since: listing.since, clock: listing.clock, lookback: lookback)
            var walk = RepeatsWalkStateMachine(recipe: recipe, bound: bound, pageSize: pageSize)
            let action = walk.begin()
            state = .repeats(walk)
            act(action)
        case .jobs(let status):
            let clock = status == .pending ? TimeWindow.Clock.startedAt : listing.clock
            var walk = JobWalkStateMachine(
                query: ListQuery(recipe: recipe, status: status),
                bound: WalkBound(since: listing.since, clock: clock, lookback: lookback),
                pageSize: pageSize
            )
            let action = walk.begin()
            state = .jobs(walk)
            act(action)
        }
    }

    /// The page of `next` arrived.
    mutating func received(_ page: JobPage) {
        pageSize = max(pageSize, page.items.count)
        switch state {
        case .between, .ended: preconditionFailure("no page was asked for by the rows of recipe \(recipe)")
        case .repeats(var walk):
            // No other reference to the walk may exist while it changes, or its rows are copied for each page.
            state = .between
            let action = walk.received(page)
            takeRepeats(walk.newRows)
            if isFull { return stop() }
            state = .repeats(walk)
            act(action)
        case .jobs(var walk):
            state = .between
            let action = walk.received(page)
            takeJobs(walk.newRows)
            if isFull { return stop() }
            state = .jobs(walk)
            act(action)
        }
    }

    /// The server does not know what was asked for.
    ///
    /// - Returns: whether that was a cursor, so that the reading goes on; false if it was the recipe itself.
    mutating func notFound() -> Bool {
        switch state {
        case .between, .ended: return false
        case .repeats(var walk):
            guard let action = walk.cursorNotFound() else { return false }
            state = .repeats(walk)
            act(action)
        case .jobs(var walk):
            guard let action = walk.cursorNotFound() else { return false }
            state = .jobs(walk)
            act(action)
        }
        return true
    }

    private mutating func act(_ action: WalkAction) {
        switch action {
        case .list(let query): next = query
        case .finished(let summary):
            let list: RecipeListing.List
            switch state {
            case .repeats: list = .repeats
            case .jobs, .between, .ended: list = .jobs
            }
            listings.append(
                RecipeListing(
                    recipe: recipe,
                    list: list,
                    requests: summary.requests,
                    rows: summary.rows,
                    completeness: summary.completeness
                )
            )
            if let warning = summary.warning {
                warnings.append("recipe \(recipe), list of \(list.rawValue): \(warning)")
            }
            state = .between
            begin()
        }
    }

    // MARK: rows

    /// Gives up the rows that are ready.
    mutating func takeReady() -> ArraySlice<ListedRow> {
        defer { ready = [] }
        return ready
    }

    private var isFull: Bool { listing.limitPerRecipe.map { given >= $0 } ?? false }

    /// As many rows as were asked for were found: what else there is does not matter.
    private mutating func stop() {
        isCut = true
        next = nil
        state = .ended
    }

    private mutating func takeRepeats(_ rows: [JobRow]) {
        let predicate = compiledPredicate()
        for row in rows where !row.isMaster {
            switch listing.rows {
            case .newestAttempts: takeAttempt(row)
            case .repeats:
                guard handedOn.insert(row.id).inserted, fits(row, predicate, repeats: 0) else { continue }
                handOn(row)
            case .attempts: preconditionFailure("repeats are not read for a list of all attempts")
            }
        }
    }

    private mutating func takeJobs(_ rows: [JobRow]) {
        let predicate = compiledPredicate()
        for row in rows {
            if listing.rows == .newestAttempts, !row.isMaster || isRepeated(row) {
                takeAttempt(row)
                continue
            }
            // Jobs that were pending in a list of their own are in the list of all jobs as well.
            if listing.endsEarlyByEnd, listing.status == .any, row.completedAt == nil,
                !handedOn.insert(row.id).inserted
            {
                continue
            }
            guard fits(row, predicate, repeats: 0) else { continue }
            // In some workspaces the master's own row and its repeats name it differently.
            if listing.rows == .newestAttempts {
                handedOn.insert(row.master)
                if row.master != row.id { handedOn.insert(row.id) }
            }
            handOn(row)
        }
    }

    private func isRepeated(_ row: JobRow) -> Bool { masters[row.master] != nil || masters[row.id] != nil }

    private mutating func takeAttempt(_ row: JobRow) {
        let key = masters[row.master] == nil && masters[row.id] != nil ? row.id : row.master
        let isInWindow = listing.asks(for: row.status) && isInWindow(row)
        let unseen = RepeatedMaster(newest: row, repeats: [], isInWindow: false)
        masters.updateValue(forKey: key, default: unseen) { entry in
            if !row.isMaster { entry.repeats.insert(row.id) }
            let isNewer = entry.newest.id == row.id || AttemptAge(entry.newest).isOlder(than: AttemptAge(row))
            if isNewer { entry.newest = row }
            entry.isInWindow = entry.isInWindow || isInWindow
        }
    }

    /// Hands on the masters that were repeated: all their attempts were seen.
    private mutating func handOnRepeated() {
        guard !masters.isEmpty else { return }
        let predicate = compiledPredicate()
        for (master, entry) in masters where !isFull && !handedOn.contains(master) {
            guard entry.isInWindow, listing.asks(for: entry.newest.status),
                holds(predicate, entry.newest, repeats: entry.repeats.count)
            else { continue }
            handOn(entry.newest)
        }
        masters = [:]
    }

    private mutating func handOn(_ row: JobRow) {
        guard !isFull else { return }
        given += 1
        ready.append(ListedRow(recipe: recipe, row: row))
    }

    private func fits(_ row: JobRow, _ predicate: CompiledPredicate?, repeats: Int) -> Bool {
        listing.asks(for: row.status) && isInWindow(row) && holds(predicate, row, repeats: repeats)
    }

    private func isInWindow(_ row: JobRow) -> Bool {
        listing.window.contains(startedAt: row.startedAt, completedAt: row.completedAt)
    }

    private func holds(_ predicate: CompiledPredicate?, _ row: JobRow, repeats: Int) -> Bool {
        predicate?.holds(for: PredicateSubject(row: row, master: row.master, reruns: repeats)) ?? true
    }

    /// Made anew for each page: compiled patterns cannot be sent between tasks, and this value can.
    private func compiledPredicate() -> CompiledPredicate? { listing.compiledPredicate() }
}

extension JobListing {
    /// Whether a list may be left before its end because of when jobs ended.
    var endsEarlyByEnd: Bool { since != nil && clock == .completedAt }

    /// The predicate, compiled; nil for none.
    func compiledPredicate() -> CompiledPredicate? {
        guard let predicate else { return nil }
        do {
            return try CompiledPredicate(predicate)
        } catch {
            preconditionFailure("there is no memory for the patterns of a listing: \(error)")
        }
    }
}

extension JobListing {
    /// Whether a single job, of whose repeats nothing is known, is listed.
    package func admits(_ row: JobRow) -> Bool {
        guard asks(for: row.status), window.contains(startedAt: row.startedAt, completedAt: row.completedAt) else {
            return false
        }
        let subject = PredicateSubject(row: row, master: row.master, reruns: 0)
        return compiledPredicate()?.holds(for: subject) ?? true
    }
}
