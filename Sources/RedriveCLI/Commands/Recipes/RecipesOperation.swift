import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Lists recipes.
struct RecipesOperation: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: RecipesCommand

    /// Reads the list of recipes.
    ///
    /// - Returns: the recipes that the query means, by descending id, possibly none; nil if nobody reads the output any
    ///   more.
    /// - Throws: with exit status 4 if it was interrupted, 65 if the workspace, a folder or a tag is not valid, 69 if the
    ///   list cannot be read, 77 if the token may not list recipes.
    func run() async throws(ToolError) -> [RecipeRow]? {
        try context.refuseSecondInput([command.workspace.runbook, command.workspace.simulate])
        let workspace = try command.workspace.workspace(context)
        let query = command.query
        return try await WorkspaceAccess.with(
            workspace,
            scenario: command.workspace.simulate,
            writes: false,
            context
        ) { access async throws(ToolError) -> [RecipeRow]? in
            let reader = RecipeReader(client: access.client)
            let display = ProgressDisplay(context.console, clock: context.environment.clock)
            let (pacing, limit) = (access.client.pacing, workspace.limits.recipes)
            return try await context.whileRead { () async throws(ToolError) -> [RecipeRow] in
                do throws(EngineError) {
                    return try await display.run { () async throws(EngineError) -> [RecipeRow] in
                        try await reader.recipes(query) { progress in
                            display.update(isUrgent: true) { now in
                                progress.snapshot(at: now, waitsUntil: pacing.waitsUntil(.recipes), limit: limit)
                            }
                        }
                    }
                } catch {
                    if case .planning(.recipes(.nothingFound)) = error { return [] }
                    throw ToolError(error, doing: "the recipes cannot be listed", meaning: "nothing was listed")
                }
            }
        }
    }
}
