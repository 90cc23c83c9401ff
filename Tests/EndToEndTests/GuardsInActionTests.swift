import Testing

/// Canary, ramp, `max_pending` and `stop_when` of the real binary, judged by the workspace's own ledger.
@Suite(.serialized) struct GuardsInActionTests {
    private func repeated(_ recipe: Int, _ world: ServedWorld) throws -> Int {
        try world.enqueued().count { $0.recipe == recipe }
    }

    @Test func `canaries go first, a closed group is held over a kill, and a person's word sends it`() async throws {
        let world = try await ServedWorld(
            jobs: 30,
            recipes: [100, 200],
            recipeKeys: [200: ", repeats: { fail_same: 1, after: 500ms-1s }"],
            keys: "    canary: { jobs: 2, per: recipe }\n    ramp: [10, 100%]\n    stop_when: off"
        )
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(2, "answered")
        #expect(try world.enqueued().count <= 4, "canaries only")
        run.signal(9)
        _ = try await run.wait()
        let state = try world.stateFile()
        let resumed = try world.start("resume", state)
        #expect(try await resumed.wait() == 5, "\(resumed.output)\n\(resumed.errors)")
        #expect(try repeated(200, world) == 2)
        #expect(try repeated(100, world) == 30)
        #expect(resumed.output.contains("--release canary"), "\(resumed.output)")

        let released = try world.start("resume", state, "--release", "canary")
        #expect(try await released.wait() == 1, "\(released.output)\n\(released.errors)")
        try world.expectOneRepeat(ofEach: 60)
        #expect(try world.violations() == [])
    }

    @Test func `a stage in which nothing recovers stops the run after exactly its jobs`() async throws {
        let world = try await ServedWorld(
            jobs: 40,
            recipeKeys: [100: ", repeats: { fail_same: 1, after: 500ms-1s }"],
            keys: "    ramp: [3, 50%, 100%]\n    stop_when: off"
        )
        let run = try world.start("run", "runbook.yaml", "--yes")
        #expect(try await run.wait() == 3, "\(run.output)\n\(run.errors)")
        #expect(try world.enqueued().count == 3)
        let resumed = try world.start("resume", try world.stateFile())
        #expect(try await resumed.wait() == 3)
        #expect(try world.enqueued().count == 20, "the next stage, half of the jobs")
    }

    @Test func `a guard stops at exactly the Nth failure, also over a resume`() async throws {
        // One job a request, and each outcome is known before the next one goes.
        let world = try await ServedWorld(
            jobs: 12,
            recipeKeys: [100: ", repeats: { fail_same: 1, after: 100ms }"],
            workspace: "  limits: { jobs_per_request: 1 }",
            keys: "    max_pending: 1\n    stop_when: { failed_again: 3 }"
        )
        let run = try world.start("run", "runbook.yaml", "--yes")
        #expect(try await run.wait() == 3, "\(run.output)\n\(run.errors)")
        #expect(try world.enqueued().count == 3)
        let state = try world.stateFile()
        let resumed = try world.start("resume", state)
        #expect(try await resumed.wait() == 3)
        #expect(try world.enqueued().count == 6, "what was seen before the person went on does not count again")
        try world.expectOneRepeat(ofEach: 6)
    }

    @Test func `never more repeats of a recipe run at once than max_pending`() async throws {
        let world = try await ServedWorld(
            jobs: 30,
            recipes: [100, 200],
            recipeKeys: [
                100: ", repeats: { succeed: 1, after: 2s-3s }", 200: ", repeats: { succeed: 1, after: 2s-3s }",
            ],
            keys: "    max_pending: 7"
        )
        let run = try world.start("run", "runbook.yaml", "--yes")
        #expect(try await run.wait() == 0, "\(run.output)\n\(run.errors)")
        try world.expectOneRepeat(ofEach: 60)
        for recipe in [100, 200] { #expect(try world.mostRunning(recipe) <= 7) }
        #expect(try world.mostRunning(100) == 7, "and as many as may")
    }

    @Test func `repeats that do not end stop a run that may not have more of them`() async throws {
        let world = try await ServedWorld(
            jobs: 10,
            recipeKeys: [100: ", repeats: { stay_pending: 1 }"],
            keys: "    max_pending: 4\n    verify: { within: 3s }"
        )
        let run = try world.start("run", "runbook.yaml", "--yes")
        #expect(try await run.wait() == 3, "\(run.output)\n\(run.errors)")
        #expect(try world.enqueued().count == 4)
        #expect((run.output + run.errors).contains("max_pending"))
    }
}
