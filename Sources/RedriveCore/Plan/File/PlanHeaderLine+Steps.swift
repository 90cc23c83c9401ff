import WorkatoJobs

extension PlanHeaderLine {
    /// What a step repeats.
    struct RepeatsEntry: Codable {
        var recipes: [RecipeID]
        var status: JobQuery.Status
        var since: Timestamp?
        var until: Timestamp
        var by: TimeWindow.Clock
        var include: [LeftOutReason]
        var order: JobQuery.Order
        var conditions: [String]?
        var limit: Int?
        var limitPerRecipe: Int?
        var namedJobs: Int?
        var excludedJobs: Int?
        var recipeQuery: RecipeQueryEntry?

        enum CodingKeys: String, CodingKey {
            case recipes, status, since, until, by, include, order, limit
            case conditions = "where"
            case limitPerRecipe = "limit_per_recipe"
            case namedJobs = "named_jobs"
            case excludedJobs = "excluded_jobs"
            case recipeQuery = "recipe_query"
        }

        init(_ repeats: PlannedRepeats) {
            recipes = repeats.recipes
            status = repeats.status
            since = repeats.window.since
            until = repeats.window.until
            by = repeats.window.clock
            include = LeftOutReason.allCases.filter(repeats.include.contains)
            order = repeats.order
            conditions = repeats.limits.conditions.isEmpty ? nil : repeats.limits.conditions
            limit = repeats.limits.jobs
            limitPerRecipe = repeats.limits.jobsPerRecipe
            namedJobs = repeats.limits.namedJobs
            excludedJobs = repeats.limits.excludedJobs == 0 ? nil : repeats.limits.excludedJobs
            recipeQuery = repeats.limits.recipes.map(RecipeQueryEntry.init)
        }

        func repeats() throws(WrongPlanValue) -> PlannedRepeats {
            try WrongPlanValue.check(Set(recipes).count == recipes.count, "recipes", "recipes that are named once each")
            try WrongPlanValue.check(include.allSatisfy(\.canBeIncluded), "include", "classes that can be included")
            let counts = [("limit", limit), ("limit_per_recipe", limitPerRecipe), ("named_jobs", namedJobs)]
            for (key, count) in counts {
                try WrongPlanValue.check(count.map { $0 >= 1 } ?? true, key, "a whole number from 1")
            }
            try WrongPlanValue.check(excludedJobs.map { $0 >= 1 } ?? true, "excluded_jobs", "a whole number from 1")
            return PlannedRepeats(
                recipes: recipes,
                status: status,
                window: TimeWindow(since: since, until: until, clock: by),
                include: Set(include),
                order: order,
                limits: PlannedRepeats.Limits(
                    conditions: conditions ?? [],
                    jobs: limit,
                    jobsPerRecipe: limitPerRecipe,
                    namedJobs: namedJobs,
                    excludedJobs: excludedJobs ?? 0,
                    recipes: try recipeQuery?.resolved()
                )
            )
        }
    }

    /// How a step is carried out.
    struct ConductEntry: Codable {
        var verifyWithin: SecondsText?
        var stopWhen: GuardsEntry
        var pace: RateEntry?
        var canary: CanaryEntry?
        var ramp: [GuardsEntry.ThresholdEntry]?
        var maxPending: Int?
        var onFailure: StepConduct.OnFailure

        enum CodingKeys: String, CodingKey {
            case pace, canary, ramp
            case verifyWithin = "verify_within"
            case stopWhen = "stop_when"
            case maxPending = "max_pending"
            case onFailure = "on_failure"
        }

        init(_ conduct: StepConduct) {
            verifyWithin = conduct.verifyWithin.map(SecondsText.init)
            stopWhen = GuardsEntry(conduct.guards)
            pace = conduct.pace.map(RateEntry.init)
            canary = conduct.rollout.canary.map(CanaryEntry.init)
            let stages = conduct.rollout.ramp.map(GuardsEntry.ThresholdEntry.init)
            ramp = stages.isEmpty ? nil : stages
            maxPending = conduct.maxPending
            onFailure = conduct.onFailure
        }

        func conduct() throws(WrongPlanValue) -> StepConduct {
            try WrongPlanValue.check(maxPending.map { $0 >= 1 } ?? true, "max_pending", "a whole number from 1")
            let isStaged = canary != nil || ramp != nil || maxPending != nil
            try WrongPlanValue.check(
                !isStaged || verifyWithin != nil,
                "verify_within",
                "set where outcomes are waited for"
            )
            try WrongPlanValue.check(
                ramp?.count ?? 1 <= Rollout.mostStages,
                "ramp",
                "at most \(Rollout.mostStages) stages"
            )
            var stages: [Rollout.Total] = []
            for stage in ramp ?? [] { stages.append(try stage.total("ramp")) }
            return StepConduct(
                verifyWithin: verifyWithin?.duration,
                guards: try stopWhen.guards(),
                pace: try pace?.rate("pace"),
                rollout: Rollout(canary: try canary?.canary(), ramp: stages),
                maxPending: maxPending,
                onFailure: onFailure
            )
        }
    }
}
