package import WorkatoJobs

/// One step of a plan: what it does, and how it is carried out.
package struct PlannedStep: Sendable, Hashable {
    /// The name; unique in the plan.
    package var name: String
    /// What the step does.
    package var kind: PlannedKind
    /// How the step is carried out, as the runbook says.
    package var conduct: StepConduct

    /// A step from its parts.
    package init(name: String, kind: PlannedKind, conduct: StepConduct = StepConduct()) {
        self.name = name
        self.kind = kind
        self.conduct = conduct
    }

    /// The recipes whose jobs the step may touch, each once, in the runbook's order.
    package var recipes: [RecipeID] {
        switch kind {
        case .repeatJobs(let repeats): repeats.recipes
        case .resumeJobs: []
        case .listJobs(let listing): listing.recipes
        }
    }

    /// The list that the step makes; nil for a step of another kind.
    package var listing: JobListing? {
        switch kind {
        case .repeatJobs, .resumeJobs: nil
        case .listJobs(let listing): listing
        }
    }
}

extension Plan {
    /// Whether a run of these steps has anything to do.
    ///
    /// - Parameter names: the names of the steps that take part; nil for all.
    package func hasWork(inSteps names: [String]?) -> Bool {
        header.steps.indices.contains { number in
            let step = header.steps[number]
            guard names?.contains(step.name) ?? true else { return false }
            return step.listing != nil || jobs.contains { $0.step == number }
                || tokens.contains { $0.step == number }
        }
    }
}

/// What a step of a plan does.
package enum PlannedKind: Sendable, Hashable {
    /// Repeats the jobs of the plan that name the step.
    case repeatJobs(PlannedRepeats)
    /// Resumes the suspended jobs of the plan's tokens that name the step.
    case resumeJobs(TokensSource)
    /// Lists jobs: the query is run when the step's turn comes.
    case listJobs(JobListing)

    /// What a plan keeps of a runbook's kind of step.
    init(_ kind: StepKind) {
        switch kind {
        case .repeatJobs(let selection): self = .repeatJobs(PlannedRepeats(selection))
        case .resumeJobs(let selection): self = .resumeJobs(selection.source)
        case .listJobs(let listing): self = .listJobs(listing)
        }
    }
}

/// What a plan keeps of a selection of jobs to repeat; the jobs themselves are the plan's `jobs`.
package struct PlannedRepeats: Sendable, Hashable {
    /// The recipes that were asked for, each once, in the runbook's order.
    package var recipes: [RecipeID]
    /// The status that was selected.
    package var status: JobQuery.Status
    /// The window that was asked for; for people, since the jobs are fixed.
    package var window: TimeWindow
    /// The classes that `include:` brought back.
    ///
    /// A run must not drop a job because of a class that the plan included on purpose.
    package var include: Set<LeftOutReason>
    /// The order of sending.
    package var order: JobQuery.Order
    /// What else narrowed the selection; for people, since the jobs are fixed.
    package var limits: Limits

    /// What narrowed a selection besides recipes, status and window.
    package struct Limits: Sendable, Hashable {
        /// The conditions of `where` in words; all of them held.
        package var conditions: [String]
        /// The most jobs in all; nil for no bound.
        package var jobs: Int?
        /// The most jobs of one recipe; nil for no bound.
        package var jobsPerRecipe: Int?
        /// How many jobs the runbook names instead of a query; nil for a query.
        package var namedJobs: Int?
        /// How many jobs `exclude_jobs` names.
        package var excludedJobs: Int
        /// What came of the query for recipes; nil if the runbook lists them by id.
        package var recipes: ResolvedRecipes?

        /// Limits from their parts; there are none by default.
        package init(
            conditions: [String] = [],
            jobs: Int? = nil,
            jobsPerRecipe: Int? = nil,
            namedJobs: Int? = nil,
            excludedJobs: Int = 0,
            recipes: ResolvedRecipes? = nil
        ) {
            self.conditions = conditions
            self.jobs = jobs
            self.jobsPerRecipe = jobsPerRecipe
            self.namedJobs = namedJobs
            self.excludedJobs = excludedJobs
            self.recipes = recipes
        }

        /// What a plan says of a selection.
        init(_ selection: RepeatSelection) {
            let named: Int? =
                switch selection.query.source {
                case .recipes, .query: nil
                case .jobs(let jobs): jobs.isEmpty ? nil : jobs.count
                }
            self.init(
                conditions: selection.query.predicate?.conditionsInWords ?? [],
                jobs: selection.query.limit,
                jobsPerRecipe: selection.query.limitPerRecipe,
                namedJobs: named,
                excludedJobs: selection.excludeJobs.count,
                recipes: selection.query.resolved
            )
        }
    }

    /// Planned repeats from their parts.
    package init(
        recipes: [RecipeID],
        status: JobQuery.Status = .failed,
        window: TimeWindow,
        include: Set<LeftOutReason> = [],
        order: JobQuery.Order = .oldestFirst,
        limits: Limits = Limits()
    ) {
        self.recipes = recipes
        self.status = status
        self.window = window
        self.include = include
        self.order = order
        self.limits = limits
    }

    /// What a plan keeps of a selection.
    init(_ selection: RepeatSelection) {
        self.init(
            recipes: selection.query.recipes,
            status: selection.query.status,
            window: selection.query.window,
            include: selection.include,
            order: selection.query.order,
            limits: Limits(selection)
        )
    }
}
