package import RedriveCore
package import WorkatoJobs

/// Reads what the machines for recipes want to know, as fast as the pacing gate lets it.
package struct RecipeReader: Sendable {
    private let client: WorkspaceClient

    /// A reader that reads through `client`.
    package init(client: WorkspaceClient) { self.client = client }

    /// The runbook with ids instead of queries for recipes, and the names of its recipes as far as they are known.
    ///
    /// - Parameter progress: told before each request.
    /// - Throws: `EngineError.planning` if it cannot be said which recipes are meant, `.file` if the shared pacing cannot
    ///   be used, `.cancelled` if the task was.
    package func resolve(
        _ runbook: Runbook,
        readsNames: Bool,
        progress: @Sendable (RecipeReadingProgress) -> Void = { _ in }
    ) async throws(EngineError) -> (runbook: Runbook, names: [RecipeID: String]) {
        var machine = RecipeResolutionStateMachine(runbook, readsNames: readsNames)
        var told = RecipeReadingProgress()
        var action = machine.begin()
        while true {
            switch action {
            case .read(let read): action = machine.answered(try await reply(to: read, &told, progress))
            case .done: return (machine.resolved, machine.names)
            case .failed(let error): throw .planning(.recipes(error))
            }
        }
    }

    /// The recipes that a query means, by descending id.
    ///
    /// - Parameter progress: told before each request.
    /// - Throws: as `resolve`.
    package func recipes(
        _ query: RecipeQuery,
        progress: @Sendable (RecipeReadingProgress) -> Void = { _ in }
    ) async throws(EngineError) -> [RecipeRow] {
        var machine = RecipeLookupStateMachine(query)
        var told = RecipeReadingProgress()
        var action = machine.begin()
        while true {
            switch action {
            case .read(let read): action = machine.answered(try await reply(to: read, &told, progress))
            case .found(let rows): return rows
            case .failed(let error): throw .planning(.recipes(error))
            }
        }
    }

    private func reply(
        to read: RecipeRead,
        _ told: inout RecipeReadingProgress,
        _ progress: @Sendable (RecipeReadingProgress) -> Void
    ) async throws(EngineError) -> ReadReply {
        told.next(read)
        progress(told)
        let reply = try await reply(to: read)
        told.take(reply)
        return reply
    }

    private func reply(to read: RecipeRead) async throws(EngineError) -> ReadReply {
        do throws(SharedPacing.PacingError) {
            switch read {
            case .recipes(let query): return try await client.recipes(query)
            case .recipe(let recipe): return try await client.recipe(recipe)
            case .folders(let query): return try await client.folders(query)
            }
        } catch {
            switch error {
            case .cancelled: throw .cancelled
            case .file(let failure): throw .file(failure)
            }
        }
    }
}
