package import WorkatoJobs

/// What a write is about: the identity of a planned item, and the key under which a run finds it.
package enum Target: Sendable, Hashable {
    /// A recipe's job, by the master's id, which is unique within its recipe.
    case master(RecipeID, JobID)

    /// The recipe and the master.
    package var job: (recipe: RecipeID, master: JobID) {
        switch self {
        case .master(let recipe, let master): (recipe, master)
        }
    }
}
