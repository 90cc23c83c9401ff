import WorkatoJobs

/// Finds the jobs of a plan by what a record or a list says of them.
struct PlanIndex: Sendable {
    private var positions: [Target: Int] = [:]
    private var byRecipe: [RecipeID: [Int]] = [:]

    /// The index of a plan without jobs.
    init() {}

    /// The index of a plan.
    init(_ plan: Plan) {
        positions.reserveCapacity(plan.jobs.count)
        for (position, job) in plan.jobs.enumerated() { _ = insert(job, at: position) }
    }

    /// Takes in the plan's next job; false if the plan has it already.
    mutating func insert(_ job: PlannedJob, at position: Int) -> Bool {
        guard positions.updateValue(position, forKey: job.target) == nil else { return false }
        byRecipe[job.recipe, default: []].append(position)
        return true
    }

    /// The place of a target in the plan; nil for one that is not in it.
    func position(_ target: Target) -> Int? { positions[target] }

    /// The recipe's jobs, by index, ascending; empty for a recipe that is not in the plan.
    func jobs(of recipe: RecipeID) -> [Int] { byRecipe[recipe] ?? [] }

    /// The recipes with jobs in the plan.
    var recipes: some Sequence<RecipeID> { byRecipe.keys }
}

extension PlannedJob {
    /// What its repeat is about.
    package var target: Target { .master(recipe, master) }
}
