package import OrderedCollections
package import WorkatoJobs

/// Jobs of one recipe that go out as one request.
package struct Batch: Sendable, Hashable {
    /// The recipe.
    package var recipe: RecipeID
    /// The jobs as indices into the plan's jobs, in the order sent; 1 to the limit of jobs per request.
    package var jobs: [Int]

    /// A batch from its parts.
    package init(recipe: RecipeID, jobs: [Int]) {
        self.recipe = recipe
        self.jobs = jobs
    }
}

/// Groups the jobs of a step into requests: by recipe, full requests first and a shorter one at the end of each recipe, the
/// recipes in the order of their first job.
///
/// The only place that does so: preview, estimate, expiry, dry run, a resume's dry run and the run itself all draw their requests
/// from here, so that what is previewed is what is sent.
package struct Batches: Sendable {
    private struct Line: Sendable {
        var jobs: [Int]
        var next = 0
    }

    private var lines: OrderedDictionary<RecipeID, Line> = [:]
    /// The lines before this one have no job left.
    private var firstLine = 0
    private let size: Int

    /// Batches of the given jobs of a plan, in their order.
    ///
    /// - Parameter size: jobs per request, at least 1; nil for the workspace's limit.
    package init(_ jobs: some Sequence<Int>, of plan: Plan, size: Int? = nil) {
        self.size = max(1, size ?? plan.header.workspace.limits.jobsPerRequest)
        for job in jobs { lines[plan.jobs[job].recipe, default: Line(jobs: [])].jobs.append(job) }
    }

    /// Adds jobs behind those that are there; they share no request with jobs that were taken before.
    mutating func add(_ jobs: some Sequence<Int>, of plan: Plan) {
        for job in jobs {
            let recipe = plan.jobs[job].recipe
            lines[recipe, default: Line(jobs: [])].jobs.append(job)
            if let place = lines.index(forKey: recipe) { firstLine = min(firstLine, place) }
        }
    }

    /// The recipes that ever had jobs here, in the order of their first job.
    package var recipes: OrderedSet<RecipeID> { lines.keys }

    /// How many requests the recipe's remaining jobs take at most; 0 for a recipe without jobs.
    package func requestsLeft(of recipe: RecipeID) -> Int {
        guard let line = lines[recipe] else { return 0 }
        return (line.jobs.count - line.next + size - 1) / size
    }

    /// Whether the recipe has a remaining job that is still to be sent.
    ///
    /// - Parameter isOpen: whether a job, by its index, is still to be sent.
    package func hasJobs(of recipe: RecipeID, where isOpen: (Int) -> Bool) -> Bool {
        guard let line = lines[recipe] else { return false }
        return line.jobs[line.next...].contains(where: isOpen)
    }

    /// Takes the recipe's next request; jobs that are not to be sent any more are passed over.
    ///
    /// - Parameters:
    ///   - most: the most jobs, if that is fewer than a request may have; at least 1.
    ///   - isOpen: whether a job, by its index, is still to be sent.
    /// - Returns: nil if the recipe has no job left.
    package mutating func next(
        of recipe: RecipeID,
        most: Int = .max,
        where isOpen: (Int) -> Bool = { _ in true }
    ) -> Batch? {
        guard let index = lines.index(forKey: recipe) else { return nil }
        let line = lines.values[index]
        var (next, jobs) = (line.next, [Int]())
        while next < line.jobs.count, jobs.count < min(size, most) {
            if isOpen(line.jobs[next]) { jobs.append(line.jobs[next]) }
            next += 1
        }
        lines.values[index].next = next
        return jobs.isEmpty ? nil : Batch(recipe: recipe, jobs: jobs)
    }

    /// Takes the next request of the first recipe that may be sent to.
    ///
    /// - Parameters:
    ///   - room: how many jobs of a recipe may be sent now; 0 for none.
    ///   - allowsPart: whether a recipe with less room than its next request takes is sent what fits.
    ///   - isOpen: whether a job, by its index, is still to be sent.
    /// - Returns: nil if no such recipe has a job left.
    package mutating func next(
        room: (RecipeID) -> Int = { _ in .max },
        allowsPart: Bool = true,
        where isOpen: (Int) -> Bool = { _ in true }
    ) -> Batch? {
        while firstLine < lines.count, lines.values[firstLine].next >= lines.values[firstLine].jobs.count {
            firstLine += 1
        }
        for place in firstLine..<lines.count {
            let left = lines.values[place].jobs.count - lines.values[place].next
            let recipe = lines.keys[place]
            guard left > 0, case let room = room(recipe), room > 0, allowsPart || room >= min(size, left) else {
                continue
            }
            if let batch = next(of: recipe, most: room, where: isOpen) { return batch }
        }
        return nil
    }

    /// Takes every remaining request, in the order of sending.
    package consuming func all() -> [Batch] {
        var batches = self
        var all: [Batch] = []
        for recipe in batches.recipes {
            while let batch = batches.next(of: recipe) { all.append(batch) }
        }
        return all
    }
}
