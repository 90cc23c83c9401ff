import Glibc
import Testing

/// Processes that share a machine: one plan is run once, and the limits hold over all of them.
@Suite(.serialized) struct SharedMachineTests {
    @Test(arguments: ["other", "same"])
    func `of two processes that begin the same plan at once, one runs it and the other is refused`(
        _ name: String
    ) async throws {
        let world = try await ServedWorld(jobs: 60)
        let id = try await plan(world)
        let processes = try ["same", name].map {
            try world.start("run", "test.plan.jsonl", "--approve", id, "--state", "\($0).state.jsonl")
        }
        var ends: [Int32] = []
        for process in processes { ends.append(try await process.wait()) }
        #expect(ends.sorted() == [0, 6], "\(processes.map(\.errors))")
        #expect(world.folder.names().count { $0.hasSuffix(".state.jsonl") } == 1, "\(world.folder.names())")
        try world.expectOneRepeat(ofEach: 60)
    }

    struct Spelling: Sendable {
        /// Of a server on 127.0.0.1, from its port.
        var url: @Sendable (UInt16) -> String
        var name: String?
    }

    static let spellings = [
        Spelling(url: { "http://127.0.0.1:\($0)" }, name: "production"),
        Spelling(url: { "http://localhost:\($0)" }),
        Spelling(url: { "HTTP://127.0.0.1:0\($0)/api/" }),
    ]

    @Test(arguments: spellings.indices)
    func `two runs of one recipe do not meet, however its workspace is written`(index: Int) async throws {
        let spelling = Self.spellings[index]
        let world = try await ServedWorld(jobs: 60)
        let first = try world.start("run", "runbook.yaml", "--yes", "--state", "first.state.jsonl")
        try await world.untilRecorded(1, "answered")
        let name = spelling.name.map { "  name: \($0)" } ?? ""
        try world.writeRunbook(url: spelling.url(world.port), workspace: name)
        let second = try world.start("run", "runbook.yaml", "--yes", "--state", "second.state.jsonl")
        #expect(try await second.wait() == 6, "\(second.output)\n\(second.errors)")
        #expect(try await first.wait() == 0, "\(first.errors)")
        try world.expectOneRepeat(ofEach: 60)
    }

    @Test func `a plan that was run is refused, with the command that goes on with its run`() async throws {
        let world = try await ServedWorld(jobs: 30)
        let id = try await plan(world)
        let run = try world.start("run", "test.plan.jsonl", "--approve", id)
        #expect(try await run.wait() == 0, "\(run.errors)")
        let state = try world.stateFile()
        for arguments in [[], ["--state", "again.state.jsonl"]] {
            let again = try ToolProcess(["run", "test.plan.jsonl", "--approve", id] + arguments, in: world.folder)
            #expect(try await again.wait() == 6)
            #expect(again.errors.contains("redrive resume "), "\(again.errors)")
            #expect(again.errors.contains(state), "\(again.errors)")
        }
        try world.expectOneRepeat(ofEach: 30)
    }

    @Test func `plan, run, kill and resume together stay within the window for reads`() async throws {
        // Two reads for each recipe make a plan: with 56 of 60 a run has four left for the rest of the minute.
        let recipes = Array(100..<128)
        let world = try await ServedWorld(jobs: 1, recipes: recipes)
        try world.writeRunbook(url: world.url, recipes: recipes)
        let id = try await plan(world)
        let planned = try world.requests("list")
        #expect((50..<60).contains(planned))
        let run = try world.start("run", "test.plan.jsonl", "--approve", id)
        try await world.untilRecorded(1, "answered")
        run.signal(SIGKILL)
        #expect(try await run.wait() == 128 + SIGKILL)
        let resumed = try world.start("resume", try world.stateFile())
        try await ToolProcess.until("the window is used up") { try world.windowReads() >= 60 }
        // What comes too soon would come at once: the rest of the reads is due.
        let clock = ContinuousClock()
        let end = clock.now + .seconds(2)
        try await ToolProcess.until("two seconds have passed") { clock.now >= end }
        resumed.signal(SIGINT)
        #expect(try await resumed.wait() == 4, "\(resumed.errors)")
        #expect(try world.windowReads() == 60)
        #expect(try world.violations() == [])
    }

    @Test func `two runs of different recipes at once keep the limit of their workspace together`() async throws {
        let world = try await ServedWorld(jobs: 110, recipes: [100, 200])
        let runbook = world.folder.text(of: "runbook.yaml")
        for recipe in [100, 200] {
            let own = runbook.replacing("recipes: [100, 200]", with: "recipes: [\(recipe)]")
            try world.folder.write(own.replacing("name: test", with: "name: run-\(recipe)"), to: "\(recipe).yaml")
        }
        let runs = try [100, 200].map { try world.start("run", "\($0).yaml", "--yes") }
        for run in runs { #expect(try await run.wait() == 0, "\(run.errors)") }
        try world.expectOneRepeat(ofEach: 220)
        #expect(try world.violations() == [])
    }

    @Test func `a run of more recipes than a process usually has files open holds all of their locks`() async throws {
        let recipes = Array(100..<250)
        let world = try await ServedWorld(
            jobs: 1,
            recipes: recipes,
            more: "limits: { repeat_jobs: off, other: off }",
            workspace: "  limits: { repeat_jobs: 100/s, other: 60000/min }"
        )
        let run = try world.start("run", "runbook.yaml", "--yes", openFiles: 64)
        #expect(try await run.wait() == 0, "\(run.errors)")
        try world.expectOneRepeat(ofEach: 150)
    }

    /// - Returns: the id of the plan in `test.plan.jsonl`.
    private func plan(_ world: ServedWorld) async throws -> String {
        let plan = try world.start("plan", "runbook.yaml", "-o", "test.plan.jsonl", "--json")
        #expect(try await plan.wait() == 0, "\(plan.errors)")
        let begin = try #require(plan.output.firstRange(of: "\"plan_id\":\"")).upperBound
        return String(plan.output[begin...].prefix { $0 != "\"" })
    }
}
