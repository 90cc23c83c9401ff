package import WorkatoJobs

/// What a run does with a command: told to whoever gave it, once the command is durable.
package enum ControlAnswer: Sendable, Hashable {
    /// It is in force; this many write requests are on their way and will be answered.
    case taken(inFlight: Int)
    /// It was in force already, by the word of whoever gave it first; nil if nothing says who.
    case already(RunSettings.Word?)
    /// The plan has no such recipe.
    case noSuchRecipe(RecipeID)
    /// The plan has no such step.
    case noSuchStep
    /// The run is ending, and takes no more commands.
    case ending
}
