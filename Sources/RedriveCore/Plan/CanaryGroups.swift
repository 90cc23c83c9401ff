package import WorkatoJobs

/// The groups of a step of which the first jobs are sent as canaries.
package struct CanaryGroups: Sendable, Hashable {
    /// What the jobs of a group have in common.
    package enum Name: Sendable, Hashable {
        /// An error signature, as an index into the plan's.
        case signature(Int)
        /// A recipe.
        case recipe(RecipeID)
        /// The whole step.
        case step
    }

    /// One group.
    package struct Group: Sendable, Hashable {
        /// What its jobs have in common.
        package var name: Name
        /// Its jobs as indices into the plan's jobs, in the plan's order; never empty.
        package var jobs: [Int]
    }

    /// With more error signatures than this, there is one group per recipe.
    ///
    /// Source: docs/guards.md, "canary".
    package static let mostSignatures = 50

    /// The groups, in the order of their first jobs.
    package let groups: [Group]
    /// How many jobs of each group are canaries.
    package let jobsPerGroup: Int
    /// Whether groups were asked for by signature, and are by recipe since there are too many signatures.
    package let isByRecipeInstead: Bool

    /// The groups of a step; nil for a step without canaries.
    package init?(ofStep step: Int, in plan: Plan) {
        guard let canary = plan.header.steps[step].conduct.rollout.canary else { return nil }
        let positions = plan.jobs.indices.filter { plan.jobs[$0].step == step }
        let signatures = Set(positions.lazy.map { plan.jobs[$0].signature }).count
        isByRecipeInstead = canary.per == .errorSignature && signatures > Self.mostSignatures
        jobsPerGroup = canary.jobs
        var groups: [Group] = []
        var places: [Name: Int] = [:]
        for position in positions {
            let job = plan.jobs[position]
            let name: Name =
                switch canary.per {
                case .step: .step
                case .recipe: .recipe(job.recipe)
                case .errorSignature:
                    if !isByRecipeInstead, let signature = job.signature {
                        .signature(signature)
                    } else {
                        .recipe(job.recipe)
                    }
                }
            if let place = places[name] {
                groups[place].jobs.append(position)
            } else {
                places[name] = groups.count
                groups.append(Group(name: name, jobs: [position]))
            }
        }
        self.groups = groups
    }

    /// The canaries of a group: its first jobs, but for those that will not be sent.
    ///
    /// - Parameter isOut: whether a job, by its index, will not be sent.
    package func canaries(of group: Group, without isOut: (Int) -> Bool = { _ in false }) -> [Int] {
        var canaries: [Int] = []
        for job in group.jobs where !isOut(job) {
            guard canaries.count < jobsPerGroup else { break }
            canaries.append(job)
        }
        return canaries
    }

    /// The canaries of all groups, in the plan's order.
    package func canaries(without isOut: (Int) -> Bool = { _ in false }) -> [Int] {
        groups.flatMap { canaries(of: $0, without: isOut) }.sorted()
    }
}
