import RedriveCore
import WorkatoJobs

/// The jobs and requests of one recipe in a step.
struct RecipeCount: Sendable, Hashable {
    /// The recipe.
    var recipe: RecipeID
    /// How many of its jobs the step repeats.
    var jobs: Int
    /// How many requests that takes.
    var requests: Int

    /// The counts of a step's recipes, those with the most jobs first.
    static func all(of plan: Plan, step: Int) -> [RecipeCount] {
        var counts: [RecipeID: RecipeCount] = [:]
        for chunk in plan.batches(ofStep: step) {
            counts[chunk.recipe, default: RecipeCount(recipe: chunk.recipe, jobs: 0, requests: 0)].add(chunk)
        }
        return counts.values.sorted { ($1.jobs, $0.recipe) < ($0.jobs, $1.recipe) }
    }

    private mutating func add(_ chunk: Batch) {
        jobs += chunk.jobs.count
        requests += 1
    }
}
