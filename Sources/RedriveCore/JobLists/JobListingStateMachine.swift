import WorkatoJobs

/// Lists jobs: reads page by page, hands on the rows that are asked for, and keeps none of them.
///
/// It changes nothing and can be thrown away at any moment. One request is open at a time: the limit on reads is what takes time.
package struct JobListingStateMachine: Sendable {
    /// In which order the recipes are read.
    package enum Order: Sendable, Hashable {
        /// One after another, as they are named.
        case recipeByRecipe
        /// Side by side, so that the rows of all recipes come newest first, provided that each list is in this order.
        case newestFirst
    }

    private enum State: Sendable {
        /// Nothing was asked. Can transition to: reading, naming, over.
        case idle
        /// A page of this recipe, by its place, is on its way. Can transition to: detailing, over.
        case reading(Int)
        /// The details of the first waiting row are on their way. Can transition to: reading, over.
        case detailing
        /// The first of the jobs that are named is on its way; the rest follows. Can transition to: over.
        case naming(JobQuery.ListedJob, rest: ArraySlice<JobQuery.ListedJob>)
        /// The last effect was given. Can transition to: nothing.
        case over
    }

    private let listing: JobListing
    private let order: Order
    private var state = State.idle
    private var recipes: [RecipeRows]
    /// The recipes that are still to be read, by their places.
    private var open: [Int]
    /// Rows whose details are still to be read.
    private var waiting: ArraySlice<ListedRow> = []
    private var pageSize = 0
    private var summary = ListingSummary()
    private var withoutDetails = 0

    /// A listing that was not begun.
    ///
    /// - Parameter lookback: how far beyond the window a list is read if its order cannot be proved.
    package init(_ listing: JobListing, order: Order = .recipeByRecipe, lookback: Duration) {
        self.listing = listing
        self.order = order
        switch listing.source {
        case .recipes(let ids): recipes = ids.map { RecipeRows($0, listing, lookback: lookback) }
        case .jobs, .query: recipes = []
        }
        open = Array(recipes.indices.reversed())
    }

    /// How many rows were given so far.
    package var rows: Int { summary.rows }
    /// How many requests were answered so far.
    package var requests: Int { summary.requests }

    /// The first effects.
    ///
    /// To be called once.
    package mutating func begin() -> [ListingEffect] {
        switch state {
        case .idle: break
        case .reading, .detailing, .naming, .over: preconditionFailure("a listing begins once")
        }
        switch listing.source {
        case .recipes, .query: return advance([])
        case .jobs(let jobs): return name(jobs[...], [])
        }
    }

    /// An answer came.
    package mutating func received(_ reply: ReadReply) -> [ListingEffect] {
        switch state {
        case .idle, .over: preconditionFailure("no answer is expected by a listing that is \(state)")
        case .reading(let place): return receivedPage(reply, of: place)
        case .detailing: return receivedDetails(reply)
        case .naming(let job, let rest): return receivedNamed(reply, job, rest)
        }
    }

    // MARK: lists

    private mutating func receivedPage(_ reply: ReadReply, of place: Int) -> [ListingEffect] {
        switch reply {
        case .job, .recipes, .recipe, .folders, .workspace:
            preconditionFailure("a job arrived where a page was asked for")
        case .page(let page):
            summary.requests += 1
            recipes[place].pageSize = pageSize
            recipes[place].received(page)
            pageSize = max(pageSize, recipes[place].pageSize)
        case .failed(let error):
            guard case .notFound = error, recipes[place].notFound() else { return fail(recipes[place].recipe, error) }
            summary.requests += 1
        }
        return advance([])
    }

    /// Hands on what is ready, and asks for what is missing.
    private mutating func advance(_ before: [ListingEffect]) -> [ListingEffect] {
        var effects = before
        while true {
            if isFull { return effects + finish() }
            if let first = waiting.first {
                state = .detailing
                return effects + [.job(first.recipe, first.row.id)]
            }
            switch order {
            case .recipeByRecipe:
                guard let place = open.last else { return effects + finish() }
                if let asked = ask(place) { return effects + [asked] }
                take(recipes[place].takeReady(), &effects)
                if recipes[place].isOver { leave(place) }
            case .newestFirst:
                for place in open {
                    if let asked = ask(place) { return effects + [asked] }
                    if recipes[place].isOver, recipes[place].ready.isEmpty { leave(place) }
                }
                guard !open.isEmpty else { return effects + finish() }
                take(takeNewest()[...], &effects)
            }
        }
    }

    /// The next page of a recipe; nil if it has rows that are ready, or is over.
    private mutating func ask(_ place: Int) -> ListingEffect? {
        guard recipes[place].ready.isEmpty, !recipes[place].isOver else { return nil }
        if recipes[place].next == nil {
            recipes[place].pageSize = pageSize
            recipes[place].begin()
        }
        guard let query = recipes[place].next else { return nil }
        state = .reading(place)
        return .list(query)
    }

    /// The rows that are newer than any row that is still to be read, provided that the lists are in order.
    private mutating func takeNewest() -> [ListedRow] {
        var rows: [ListedRow] = []
        while true {
            let heads = open.compactMap { place in recipes[place].ready.first.map { (place, $0.row.newness) } }
            guard let newest = heads.max(by: { $0.1 < $1.1 }), let row = recipes[newest.0].ready.popFirst() else {
                return rows
            }
            rows.append(row)
            if recipes[newest.0].ready.isEmpty, !recipes[newest.0].isOver { return rows }
        }
    }

    /// Gives rows, or lets them wait for their details.
    private mutating func take(_ rows: ArraySlice<ListedRow>, _ effects: inout [ListingEffect]) {
        guard !rows.isEmpty else { return }
        if listing.readsDetails {
            waiting = rows
        } else {
            effects.append(.rows(give(Array(rows))))
        }
    }

    private mutating func leave(_ place: Int) {
        open.removeAll { $0 == place }
        summary.listings += recipes[place].listings
        summary.warnings += recipes[place].warnings
        if recipes[place].isCut { summary.isCut = true }
    }

    // MARK: single jobs

    private mutating func receivedDetails(_ reply: ReadReply) -> [ListingEffect] {
        guard var row = waiting.popFirst() else { preconditionFailure("no row waits for its details") }
        switch reply {
        case .page, .recipes, .recipe, .folders, .workspace:
            preconditionFailure("a page arrived where a job was asked for")
        case .job(let detail):
            summary.requests += 1
            if detail.row.id == row.row.id {
                row = ListedRow(recipe: row.recipe, row: detail.row, lines: detail.lines)
            } else {
                withoutDetails += 1
            }
        case .failed(.notFound):
            // Erased since its list was read.
            summary.requests += 1
            withoutDetails += 1
        case .failed(let error): return fail(row.recipe, error, job: row.row.id)
        }
        return advance([.rows(give([row]))])
    }

    private mutating func name(
        _ jobs: ArraySlice<JobQuery.ListedJob>,
        _ effects: [ListingEffect]
    ) -> [ListingEffect] {
        var jobs = jobs
        guard !isFull, let job = jobs.popFirst() else { return effects + finish() }
        state = .naming(job, rest: jobs)
        return effects + [.job(job.recipe, job.job)]
    }

    private mutating func receivedNamed(
        _ reply: ReadReply,
        _ job: JobQuery.ListedJob,
        _ rest: ArraySlice<JobQuery.ListedJob>
    ) -> [ListingEffect] {
        switch reply {
        case .page, .recipes, .recipe, .folders, .workspace:
            preconditionFailure("a page arrived where a job was asked for")
        case .job(let detail):
            summary.requests += 1
            guard detail.row.id == job.job else {
                summary.unknown.append(job)
                return name(rest, [])
            }
            guard listing.admits(detail.row) else { return name(rest, []) }
            let lines = listing.readsDetails ? detail.lines : nil
            let row = ListedRow(recipe: job.recipe, row: detail.row, lines: lines)
            return name(rest, [.rows(give([row]))])
        case .failed(.notFound):
            summary.requests += 1
            summary.unknown.append(job)
            return name(rest, [])
        case .failed(let error): return fail(job.recipe, error, job: job.job)
        }
    }

    // MARK: the end

    private var isFull: Bool { listing.limit.map { summary.rows >= $0 } ?? false }

    /// Counts rows that are given, and cuts them at the limit.
    private mutating func give(_ rows: [ListedRow]) -> [ListedRow] {
        let most = listing.limit.map { $0 - summary.rows } ?? rows.count
        let given = rows.prefix(most)
        summary.rows += given.count
        return Array(given)
    }

    private mutating func finish() -> [ListingEffect] {
        state = .over
        if isFull { summary.isCut = true }
        for place in open where recipes[place].next != nil || recipes[place].isOver {
            summary.warnings += recipes[place].warnings
            summary.listings += recipes[place].listings
        }
        if withoutDetails > 0 { summary.warnings.append("the details of \(withoutDetails) jobs could not be read") }
        if !summary.unknown.isEmpty {
            summary.warnings.append(
                summary.unknown.count == 1
                    ? "the API does not know job \(summary.unknown[0].job) of recipe \(summary.unknown[0].recipe)"
                    : "the API does not know \(summary.unknown.count) of the jobs that are named"
            )
        }
        return [.finished(summary)]
    }

    private mutating func fail(_ recipe: RecipeID, _ error: ReadError, job: JobID? = nil) -> [ListingEffect] {
        state = .over
        return [.failed(ListingError(recipe: recipe, job: job, error: error))]
    }
}

extension JobRow {
    /// The time by which rows of several lists are compared.
    fileprivate var newness: Int64 { (startedAt ?? completedAt)?.milliseconds ?? .max }
}
