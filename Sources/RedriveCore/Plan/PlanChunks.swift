package import WorkatoJobs

/// Jobs of one recipe that go out as one request, in the order sent.
package struct PlanChunk: Sendable, Hashable {
    /// The index of the step.
    package var step: Int
    /// The recipe.
    package var recipe: RecipeID
    /// The jobs, as indices into the plan's jobs, ascending; 1 to `jobsPerRequest`.
    package var jobs: [Int]

    /// A chunk from its parts.
    package init(step: Int, recipe: RecipeID, jobs: [Int]) {
        self.step = step
        self.recipe = recipe
        self.jobs = jobs
    }
}

extension Plan {
    /// The requests of a step: its jobs by recipe, full requests first and one shorter at the end of each recipe, the
    /// recipes in the order of their first job.
    ///
    /// Each job of the step is in exactly one.
    ///
    /// - Parameter jobsPerRequest: nil for the workspace's limit.
    package func chunks(ofStep step: Int, jobsPerRequest: Int? = nil) -> [PlanChunk] {
        let most = max(1, jobsPerRequest ?? header.workspace.limits.jobsPerRequest)
        var order: [RecipeID] = []
        var jobsOf: [RecipeID: [Int]] = [:]
        for (position, job) in jobs.enumerated() where job.step == step {
            if jobsOf[job.recipe] == nil { order.append(job.recipe) }
            jobsOf[job.recipe, default: []].append(position)
        }
        return order.flatMap { recipe -> [PlanChunk] in
            let all = jobsOf[recipe] ?? []
            return stride(from: 0, to: all.count, by: most).map { begin in
                PlanChunk(step: step, recipe: recipe, jobs: Array(all[begin..<min(begin + most, all.count)]))
            }
        }
    }
}
