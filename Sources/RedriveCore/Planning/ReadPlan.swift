import WorkatoJobs

/// What has to be read for a runbook: each recipe once, with the widest of the windows that its steps have.
enum ReadPlan {
    /// The readings, recipes in the order in which the runbook first names them.
    static func readings(of runbook: Runbook, withTitles: Bool) -> [RecipeReading] {
        var order: [RecipeID] = []
        var slots: [RecipeID: [MasterIndex.Slot]] = [:]
        for (number, step) in runbook.steps.enumerated() {
            for recipe in step.selection.recipes {
                if slots[recipe] == nil { order.append(recipe) }
                slots[recipe, default: []].append(MasterIndex.Slot(step: number, selection: step.selection))
            }
        }
        return order.map { recipe in
            let slots = slots[recipe] ?? []
            return RecipeReading(
                book: MasterIndex(recipe: recipe, slots: slots, withTitles: withTitles),
                tasks: tasks(of: recipe, slots: slots, lookback: runbook.workspace.lookback)
            )
        }
    }

    private static func tasks(
        of recipe: RecipeID,
        slots: [MasterIndex.Slot],
        lookback: Duration
    ) -> [RecipeReading.Task] {
        var tasks: [RecipeReading.Task] = []
        for status in Selection.Status.allCases {
            let queries = slots.filter { !$0.namesJobs && $0.selection.status == status }
            guard let bound = widest(queries.map(\.selection), lookback: lookback) else { continue }
            tasks.append(.jobs(status.filter, bound, until: nil))
        }
        let named = namedJobs(of: recipe, in: slots)
        for status in Selection.Status.allCases {
            let jobs = namedJobs(of: recipe, in: slots.filter { $0.selection.status == status })
            let isListed = tasks.contains { task in
                if case .jobs(status.filter, _, _) = task { true } else { false }
            }
            guard !isListed, jobs.count > PlanningStateMachine.namedJobsReadSingly else { continue }
            tasks.append(
                .jobs(status.filter, WalkBound(since: nil, clock: .completedAt, lookback: lookback), until: Set(jobs))
            )
        }
        if let bound = widest(slots.map(\.selection), lookback: lookback) { tasks.append(.repeats(bound)) }
        if !named.isEmpty { tasks.append(.named(named)) }
        return tasks
    }

    private static func namedJobs(of recipe: RecipeID, in slots: [MasterIndex.Slot]) -> [JobID] {
        var seen: Set<JobID> = []
        var jobs: [JobID] = []
        for slot in slots {
            guard case .jobs(let listed) = slot.selection.source else { continue }
            for job in listed where job.recipe == recipe && seen.insert(job.job).inserted { jobs.append(job.job) }
        }
        return jobs
    }

    /// The bound that covers all: an attempt that started in a window ended after the window's beginning, so where the
    /// clocks differ the end is compared.
    private static func widest(_ selections: [Selection], lookback: Duration) -> WalkBound? {
        guard let first = selections.first else { return nil }
        var since = first.since
        for selection in selections.dropFirst() {
            if let known = since, let other = selection.since { since = min(known, other) } else { since = nil }
        }
        let byStart = selections.allSatisfy { $0.clock == .startedAt }
        return WalkBound(since: since, clock: byStart ? .startedAt : .completedAt, lookback: lookback)
    }
}

extension Selection.Status {
    /// What the API calls it.
    var filter: StatusFilter {
        switch self {
        case .failed: .failed
        case .succeeded: .succeeded
        }
    }
}
