import Testing

/// Questions on a real terminal.
@Suite(.serialized) struct QuestionTests {
    /// Lists take a second each, so that there is time to type while they are read.
    private func world() async throws -> ServedWorld {
        try await ServedWorld(jobs: 10, more: "faults: [{ on: list, effect: slow, by: 1s, times: 2 }]")
    }

    @Test(arguments: ["y\n", "y\ny\n", "y"])
    func `what is typed while lists are read approves nothing`(_ typed: String) async throws {
        let world = try await world()
        let terminal = try PseudoTerminal()
        let run = try world.start("run", "runbook.yaml", terminal: terminal)
        try await ToolProcess.until("a list is read") { try world.requests("list") > 0 }
        terminal.type(typed)
        try await terminal.until("Type y to approve, Enter to leave: ")
        // An empty answer is no; with what was typed before in front of it, it would be yes.
        terminal.type("\n")
        #expect(try await run.wait() == 6, "\(terminal.shown())")
        #expect(terminal.shown().contains("not approved"))
        #expect(try world.requests("repeat") == 0)
    }

    @Test func `an answer to the question approves`() async throws {
        let world = try await world()
        let terminal = try PseudoTerminal()
        let run = try world.start("run", "runbook.yaml", terminal: terminal)
        terminal.type("no\n")
        try await terminal.until("Type y to approve, Enter to leave: ")
        terminal.type("y\n")
        #expect(try await run.wait() == 0, "\(terminal.shown())")
        try world.expectOneRepeat(ofEach: 10)
    }

    @Test func `a plan from standard input is not asked about`() async throws {
        let world = try await world()
        let plan = try world.start("plan", "runbook.yaml", "-o", "p.plan.jsonl")
        #expect(try await plan.wait() == 0, "\(plan.errors)")
        let run = try world.start("run", "-", streams: "< p.plan.jsonl")
        #expect(try await run.wait() == 6)
        #expect(run.errors.contains("redrive run - --approve "), "\(run.errors)")
        let shown = try world.start("show", "-", streams: "< <(cat p.plan.jsonl)")
        #expect(try await shown.wait() == 0, "\(shown.errors)")
        #expect(shown.output.contains("10 jobs to repeat"))
    }
}
