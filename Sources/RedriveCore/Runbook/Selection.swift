package import WorkatoJobs

/// Which jobs a step repeats.
package struct Selection: Sendable, Hashable {
    /// Where candidates come from.
    package enum Source: Sendable, Hashable {
        /// The job lists of these recipes; at least one, each once, in the order written.
        case recipes([RecipeID])
        /// These jobs and no others, by recipe in the order written; each with the place it was named at, for messages.
        case jobs([ListedJob])
    }

    /// A job that the runbook or its `jobs_file` names.
    package struct ListedJob: Sendable, Hashable {
        /// The recipe that it belongs to.
        package var recipe: RecipeID
        /// The job: a master, or any attempt of it.
        package var job: JobID
        /// Where it was named, as `file:line`.
        package var place: String

        /// A listed job from its parts.
        package init(recipe: RecipeID, job: JobID, place: String) {
            self.recipe = recipe
            self.job = job
            self.place = place
        }
    }

    /// The status of the newest attempt.
    package enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// Jobs that failed.
        case failed
        /// Jobs that succeeded.
        case succeeded
    }

    /// The time that the window compares.
    package enum Clock: String, Sendable, Hashable, Codable, CaseIterable {
        /// The end of an attempt.
        case completedAt = "completed_at"
        /// The start of an attempt.
        case startedAt = "started_at"
    }

    /// In which order jobs are sent, and which are kept when there is a limit.
    package enum Order: String, Sendable, Hashable, Codable, CaseIterable {
        /// By the compared time of the newest attempt, ascending.
        case oldestFirst = "oldest_first"
        /// The same, descending.
        case newestFirst = "newest_first"
    }

    /// Which jobs are read one by one through *Get a job* before there is a plan.
    package enum Inspect: String, Sendable, Hashable, Codable, CaseIterable {
        /// None; costs nothing.
        case none
        /// A few of each error signature.
        case sample
        /// Every job that would be taken.
        case all
    }

    /// Where candidates come from.
    package var source: Source
    /// The status asked for.
    package var status: Status
    /// The first instant of the window, included; nil for `beginning` (and for listed jobs without a window).
    package var since: Timestamp?
    /// The end of the window, excluded.
    package var until: Timestamp
    /// The time that the window compares.
    package var clock: Clock
    /// What else must hold of the newest attempt; nil for nothing.
    package var predicate: Predicate?
    /// Jobs never to be taken: masters or any attempt of them.
    package var excludeJobs: Set<JobID>
    /// Classes that are brought back although they are left out by default.
    package var include: Set<LeftOutReason>
    /// The order.
    package var order: Order
    /// At most so many jobs in the step; nil for no bound.
    package var limit: Int?
    /// At most so many jobs of one recipe; nil for no bound.
    package var limitPerRecipe: Int?
    /// Which jobs are read one by one before there is a plan.
    package var inspect: Inspect

    /// A selection from its parts.
    package init(
        source: Source,
        status: Status = .failed,
        since: Timestamp?,
        until: Timestamp,
        clock: Clock = .completedAt,
        predicate: Predicate? = nil,
        excludeJobs: Set<JobID> = [],
        include: Set<LeftOutReason> = [],
        order: Order = .oldestFirst,
        limit: Int? = nil,
        limitPerRecipe: Int? = nil,
        inspect: Inspect = .none
    ) {
        self.source = source
        self.status = status
        self.since = since
        self.until = until
        self.clock = clock
        self.predicate = predicate
        self.excludeJobs = excludeJobs
        self.include = include
        self.order = order
        self.limit = limit
        self.limitPerRecipe = limitPerRecipe
        self.inspect = inspect
    }

    /// The recipes of the source, each once, in the order written.
    package var recipes: [RecipeID] {
        switch source {
        case .recipes(let recipes): recipes
        case .jobs(let jobs):
            jobs.reduce(into: (seen: Set<RecipeID>(), list: [RecipeID]())) { result, job in
                if result.seen.insert(job.recipe).inserted { result.list.append(job.recipe) }
            }.list
        }
    }
}

/// Why a job that was seen is not in the plan.
///
/// The first that applies, in this order.
package enum LeftOutReason: String, Sendable, Hashable, Codable, CaseIterable {
    /// The compared time is not in the window.
    case outsideWindow = "outside_window"
    /// `where` does not hold.
    case filtered
    /// Named in `exclude_jobs`.
    case excludeJobs = "exclude_jobs"
    /// A failed poll, not a run of the recipe.
    case pollError = "poll_error"
    /// A test run, known only where *Get a job* was read.
    case testJob = "test_job"
    /// Another row of the same master was taken, here or in an earlier step.
    case duplicate
    /// The newest attempt of its master is pending.
    case inFlight = "in_flight"
    /// The newest attempt of its master ended in a status that is neither succeeded nor failed, such as canceled or
    /// aborted.
    case otherStatus = "other_status"
    /// The newest attempt of its master succeeded.
    case recovered
    /// The parent's repeat runs it again.
    case child
    /// The master has been repeated `DocumentedLimits.repeatsPerJob` times, up to what was seen.
    case repeatLimit = "repeat_limit"
    /// Its data is past retention.
    case expired
    /// Cut by `limit` or `limit_per_recipe`, after the order.
    case overLimit = "over_limit"

    /// Whether `include:` may bring the class back.
    package var canBeIncluded: Bool {
        switch self {
        case .pollError, .testJob, .otherStatus, .recovered, .child, .repeatLimit, .expired: true
        case .outsideWindow, .filtered, .excludeJobs, .duplicate, .inFlight, .overLimit: false
        }
    }
}
