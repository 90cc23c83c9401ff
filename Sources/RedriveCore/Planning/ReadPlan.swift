import OrderedCollections
import WorkatoJobs

/// What has to be read for a runbook: each recipe once, with the widest of its steps' windows.
enum ReadPlan {
    /// The readings, recipes in the order in which the runbook first names them.
    static func readings(of runbook: Runbook, withTitles: Bool) -> [RecipeReading] {
        var shares: OrderedDictionary<RecipeID, [MasterIndex.StepShare]> = [:]
        for (number, step) in runbook.steps.enumerated() {
            guard let selection = step.kind.repeats else { continue }
            for recipe in selection.query.recipes {
                shares[recipe, default: []].append(MasterIndex.StepShare(step: number, selection: selection))
            }
        }
        return shares.map { recipe, shares in
            RecipeReading(
                book: MasterIndex(recipe: recipe, shares: shares, withTitles: withTitles),
                tasks: tasks(of: recipe, shares: shares, lookback: runbook.workspace.lookback)
            )
        }
    }

    private static func tasks(
        of recipe: RecipeID,
        shares: [MasterIndex.StepShare],
        lookback: Duration
    ) -> [RecipeReading.Task] {
        var tasks: [RecipeReading.Task] = []
        for status in JobQuery.Status.allCases {
            let queries = shares.filter { !$0.namesJobs && $0.query.status == status }
            guard let bound = widest(queries.map(\.query.window), lookback: lookback) else { continue }
            tasks.append(.jobs(status.filter, bound, until: nil))
        }
        let named = namedJobs(of: recipe, in: shares)
        for status in JobQuery.Status.allCases {
            let jobs = namedJobs(of: recipe, in: shares.filter { $0.query.status == status })
            let isListed = tasks.contains { task in
                if case .jobs(status.filter, _, _) = task { true } else { false }
            }
            guard !isListed, jobs.count > PlanningStateMachine.namedJobsReadSingly else { continue }
            tasks.append(
                .jobs(status.filter, WalkBound(since: nil, clock: .completedAt, lookback: lookback), until: Set(jobs))
            )
        }
        if let bound = widest(shares.map(\.query.window), lookback: lookback) { tasks.append(.repeats(bound)) }
        if !named.isEmpty { tasks.append(.named(named)) }
        return tasks
    }

    private static func namedJobs(of recipe: RecipeID, in shares: [MasterIndex.StepShare]) -> [JobID] {
        var jobs: OrderedSet<JobID> = []
        for share in shares {
            guard case .jobs(let listed) = share.query.source else { continue }
            for job in listed where job.recipe == recipe { jobs.append(job.job) }
        }
        return Array(jobs)
    }

    /// The bound that covers all windows.
    ///
    /// An attempt that started in a window ended after the window's first instant, so if the windows compare different
    /// times, the bound compares ends.
    private static func widest(_ windows: [TimeWindow], lookback: Duration) -> WalkBound? {
        guard let first = windows.first else { return nil }
        var since = first.since
        for window in windows.dropFirst() {
            if let known = since, let other = window.since { since = min(known, other) } else { since = nil }
        }
        let byStart = windows.allSatisfy { $0.clock == .startedAt }
        return WalkBound(since: since, clock: byStart ? .startedAt : .completedAt, lookback: lookback)
    }
}

extension JobQuery.Status {
    /// What the API calls it.
    var filter: StatusFilter {
        switch self {
        case .failed: .failed
        case .succeeded: .succeeded
        }
    }
}
