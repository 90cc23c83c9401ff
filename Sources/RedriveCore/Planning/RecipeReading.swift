import WorkatoJobs

/// Reads what planning needs of one recipe, one request at a time: lists of jobs, the repeats, single jobs.
struct RecipeReading: Sendable {
    /// One thing to read.
    enum Task: Sendable {
        /// The list of a status. `until` are jobs after which reading may stop; nil for up to the bound.
        case jobs(StatusFilter, WalkBound, until: Set<JobID>?)
        /// The repeats.
        case repeats(WalkBound)
        /// Jobs that the runbook names and no list has shown.
        case named([JobID])
    }

    /// What is to be read next.
    enum Action: Sendable {
        case list(ListQuery)
        case job(JobID)
        /// All is read.
        case done
    }

    private enum Stage: Sendable {
        /// No request is open. Can transition to: jobs, repeats, named.
        case between
        /// A page of jobs is being read. Can transition to: jobs, repeats, named, between.
        case jobs(JobWalkStateMachine, wanted: Set<JobID>?)
        /// A page of repeats is being read. Can transition to: jobs, repeats, named, between.
        case repeats(RepeatsWalkStateMachine)
        /// A single job is being read; the rest follows. Can transition to: jobs, repeats, named, between.
        case named(JobID, rest: ArraySlice<JobID>)
    }

    /// Everything seen.
    var book: MasterIndex
    /// How the lists were read.
    private(set) var listings: [RecipeListing] = []
    /// Lists that could not be shown to be complete, in words.
    private(set) var warnings: [String] = []
    /// Why a run will have to read all repeats at each look; nil if nothing speaks for that.
    private(set) var obstacle: RepeatsObstacle?
    /// Named jobs that the API does not know.
    private(set) var unknown: [JobID] = []
    /// What was read last; for people.
    private(set) var progress: (list: RecipeListing.List, requests: Int, rows: Int, expected: Int?) = (.jobs, 0, 0, nil)

    /// The most rows that a page had, in this reading or in those before it.
    var pageSize = 0

    private var tasks: ArraySlice<Task>
    private var stage = Stage.between
    private var namedRequests = 0
    private var namedRows = 0

    init(book: MasterIndex, tasks: [Task]) {
        self.book = book
        self.tasks = tasks[...]
    }

    var recipe: RecipeID { book.recipe }

    /// The next thing to read.
    ///
    /// To be called once; later tasks start by themselves.
    mutating func begin() -> Action {
        switch stage {
        case .between: break
        case .jobs, .repeats, .named: preconditionFailure("a reading goes on by itself, not when it is \(stage)")
        }
        guard let task = tasks.popFirst() else { return .done }
        switch task {
        case .jobs(let status, let bound, let wanted):
            var walk = JobWalkStateMachine(
                query: ListQuery(recipe: recipe, status: status),
                bound: bound,
                pageSize: pageSize
            )
            let action = walk.begin()
            stage = .jobs(walk, wanted: wanted)
            return act(action)
        case .repeats(let bound):
            var walk = RepeatsWalkStateMachine(recipe: recipe, bound: bound, pageSize: pageSize)
            for record in book.records where !record.newestIsRepeat {
                walk.learn(master: record.master, startedAt: record.startedAt, completedAt: record.completedAt)
            }
            let action = walk.begin()
            stage = .repeats(walk)
            return act(action)
        case .named(let jobs):
            return nextNamed(jobs[...])
        }
    }

    /// A page arrived.
    mutating func received(_ page: JobPage) -> Action {
        pageSize = max(pageSize, page.items.count)
        switch stage {
        case .jobs(var walk, var wanted):
            // No other reference to the walk may exist while it changes, or its rows are copied for each page.
            stage = .between
            let action = walk.received(page)
            book.take(walk.newRows)
            for row in walk.newRows { wanted?.remove(row.id) }
            progress = (.jobs, walk.requests, walk.rowsSeen, walk.expectedRows)
            // Named jobs are read one by one once that takes no more requests than the list has taken.
            if case .list = action, let wanted, walk.requests >= wanted.count {
                note(walk.stop(), .jobs)
                return begin()
            }
            stage = .jobs(walk, wanted: wanted)
            return act(action)
        case .repeats(var walk):
            stage = .between
            let action = walk.received(page)
            book.take(walk.newRows)
            progress = (.repeats, walk.requests, walk.rowsSeen, nil)
            stage = .repeats(walk)
            return act(action)
        case .between, .named:
            preconditionFailure("a page arrived although none was asked for")
        }
    }

    /// The server does not know what was asked for.
    ///
    /// Nil if it was the recipe itself, and not a cursor or a single job.
    mutating func notFound() -> Action? {
        switch stage {
        case .between: return nil
        case .named: return received(nil)
        case .jobs(var walk, let wanted):
            guard let action = walk.cursorNotFound() else { return nil }
            stage = .jobs(walk, wanted: wanted)
            return act(action)
        case .repeats(var walk):
            guard let action = walk.cursorNotFound() else { return nil }
            stage = .repeats(walk)
            return act(action)
        }
    }

    /// A single job arrived; nil if the API does not know it.
    mutating func received(_ detail: JobDetail?) -> Action {
        guard case .named(let job, let rest) = stage else {
            preconditionFailure("a job arrived although none was asked for")
        }
        namedRequests += 1
        progress = (.jobs, namedRequests, namedRows, nil)
        if let detail {
            namedRows += 1
            book.take(CollectionOfOne(detail.row))
            if detail.row.isTest ?? false { book.markTest(detail.row.id) }
            if book.position(of: job) == nil {
                warnings.append("recipe \(recipe): job '\(job)' was answered with job '\(detail.row.id)'")
                unknown.append(job)
            }
        } else {
            unknown.append(job)
        }
        return nextNamed(rest)
    }

    private mutating func nextNamed(_ jobs: ArraySlice<JobID>) -> Action {
        var jobs = jobs
        while let job = jobs.popFirst() {
            if book.position(of: job) != nil { continue }
            stage = .named(job, rest: jobs)
            return .job(job)
        }
        if namedRequests > 0 {
            listings.append(
                RecipeListing(
                    recipe: recipe,
                    list: .jobs,
                    requests: namedRequests,
                    rows: namedRows,
                    completeness: .endOfList
                )
            )
        }
        stage = .between
        return begin()
    }

    private mutating func act(_ action: WalkAction) -> Action {
        switch action {
        case .list(let query): return .list(query)
        case .finished(let summary):
            let list: RecipeListing.List
            switch stage {
            case .repeats(let walk):
                list = .repeats
                obstacle = walk.obstacle
            case .jobs, .between, .named: list = .jobs
            }
            note(summary, list)
            return begin()
        }
    }

    private mutating func note(_ summary: WalkSummary, _ list: RecipeListing.List) {
        stage = .between
        if summary.stoppedByConsumer {
            // Jobs that the list did not show are read one by one, so none is missing.
            namedRequests += summary.requests
            namedRows += summary.rows
            return
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
        if let warning = summary.warning { warnings.append("recipe \(recipe), list of \(list.rawValue): \(warning)") }
    }
}
