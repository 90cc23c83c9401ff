import RedriveCLI
import RedriveTestSupport
import Testing

/// `-` in place of a file.
@Suite struct StandardStreamTests {
    private func bench() throws -> Bench {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        return bench
    }

    @Test(arguments: [
        (["show", "-"], "p.plan.jsonl"), (["show", "-", "--json", "--jobs"], "p.plan.jsonl"),
        (["diff", "-", "p.plan.jsonl"], "p.plan.jsonl"), (["diff", "p.plan.jsonl", "-"], "p.plan.jsonl"),
        (["run", "-", "--dry-run"], "p.plan.jsonl"), (["validate", "-", "crm.yaml"], "crm.yaml"),
        (["run", "-", "--dry-run"], "crm.yaml"), (["plan", "crm.yaml", "--simulate", "-"], "scenario.yaml"),
    ]) func `what is read from standard input is as good as a file`(_ arguments: [String], _ file: String) throws {
        let bench = try bench()
        let piped = try bench.run(arguments, input: bench.text(file))
        #expect(piped.status == .done, "\(piped.error)")
        let named = try self.bench().run(arguments.map { $0 == "-" ? file : $0 })
        // Names aside: of the file, and of plans that were made at another moment.
        func shape(_ text: String) -> String { text.filter { $0.isWhitespace || $0 == ":" } }
        if arguments[0] != "diff", arguments[0] != "validate" { #expect(shape(piped.output) == shape(named.output)) }
        #expect(named.status == .done)
    }

    @Test func `a runbook from standard input is planned, and its mistakes are shown`() throws {
        let bench = try bench()
        let planned = try bench.run(["plan", "-", "-o", "q.plan.jsonl"], input: Scenarios.runbook)
        #expect(planned.status == .done, "\(planned.error)")
        #expect(planned.output.contains("35 jobs to repeat"))
        let wrong = try bench.run(["plan", "-"], input: Scenarios.runbook.replacing("max_jobs", with: "max_job"))
        #expect(wrong.status == .invalidData)
        #expect(wrong.error.contains("--> standard input:4:1"), "\(wrong.error)")
    }

    @Test func `a plan from standard input is approved by its id, and nobody is asked`() throws {
        let bench = try bench()
        let plan = try bench.text("p.plan.jsonl")
        let id = try #require(Events(bench.run(["show", "p.plan.jsonl", "--json"])).last.planID)
        let asked = try bench.run(
            ["run", "-", "--no-color"],
            terminal: .person(),
            answers: [String(id.prefix(4))],
            input: plan
        )
        #expect(asked.status == .refused)
        #expect(asked.error.contains("standard input was read as a file ('-')"), "\(asked.error)")
        #expect(asked.error.contains("    redrive run - --approve \(id)\n"), "\(asked.error)")
        #expect(bench.workspace.writes.isEmpty)
        let approved = try bench.run(["run", "-", "--approve", id], input: plan)
        #expect(approved.status == .done, "\(approved.error)")
    }

    @Test(arguments: [
        ["diff", "-", "-"], ["plan", "-", "--inputs", "-"], ["run", "-", "--simulate", "-"], ["validate", "-", "-"],
        ["resume", "-"], ["resume", "-", "--dry-run"], ["status", "-"], ["run", "crm.yaml", "--yes", "--state", "-"],
    ]) func `standard input is read once, and is no state file`(_ arguments: [String]) throws {
        let bench = try bench()
        let result = try bench.run(arguments, input: Scenarios.runbook)
        #expect(result.status == .usage, "\(result.output)\(result.error)")
        #expect(bench.workspace.writes.isEmpty)
    }
}
