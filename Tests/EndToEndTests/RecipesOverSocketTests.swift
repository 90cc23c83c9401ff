import Testing

/// Recipes over a real socket: good, refused, lost and malformed answers.
@Suite(.serialized) struct RecipesOverSocketTests {
    private func recipes(_ world: ServedWorld) async throws -> (status: Int32, process: ToolProcess) {
        let process = try world.start("recipes", "--runbook", "runbook.yaml", "--no-color")
        return (try await process.wait(), process)
    }

    @Test func `recipes are listed, and a lost answer and a throttle are asked again`() async throws {
        let world = try await ServedWorld(
            jobs: 3,
            recipes: [100, 200],
            more: """
                faults:
                  - { on: recipes, nth: 1, effect: close, applied: none }
                  - { on: recipes, nth: 2, effect: garbage }
                  - { on: recipes, nth: 3, effect: throttle, retry_after: 1s }
                """,
            recipeKeys: [100: ", name: Orders, adapters: [salesforce]"]
        )
        let (status, process) = try await recipes(world)
        #expect(status == 0, "\(process.errors)")
        #expect(process.output.contains("100     Orders"), "\(process.output)")
        #expect(process.output.contains("200     Recipe 200"))
    }

    @Test func `a refusal ends with 77 and the privilege`() async throws {
        let world = try await ServedWorld(jobs: 1, more: "denied: [recipes]")
        let (status, process) = try await recipes(world)
        #expect(status == 77)
        #expect(process.errors.contains("GET /api/recipes"))
    }

    @Test func `a runbook with a query is planned and run`() async throws {
        let world = try await ServedWorld(
            jobs: 3,
            recipes: [100, 200],
            recipeKeys: [100: ", name: Orders, adapters: [salesforce]", 200: ", adapters: [netsuite]"]
        )
        let text = world.folder.text(of: "runbook.yaml")
            .replacing("recipes: [100, 200]", with: "recipes: { adapters: [salesforce] }")
            .replacing("recipes: [100]", with: "recipes: { adapters: [salesforce] }")
        try world.folder.write(text, to: "runbook.yaml")
        let run = try world.start("run", "runbook.yaml", "--yes")
        #expect(try await run.wait() == 0, "\(run.errors)")
        #expect(try world.enqueued().map(\.recipe) == [100, 100, 100])
    }

    @Test func `a list that cannot be shown to be complete makes no plan`() async throws {
        let world = try await ServedWorld(
            jobs: 1,
            recipes: [100, 200, 300],
            more: "recipe_lists: { page_size: 2, ignores: [since_id, page] }"
        )
        let (status, process) = try await recipes(world)
        #expect(status == 69)
        #expect(process.errors.contains("cannot be shown to be complete"), "\(process.errors)")
    }
}
