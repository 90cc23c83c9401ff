import RedriveCLI
import RedriveTestSupport
import Testing

/// Clocks that do not agree: of the machine that made a plan and the one that runs it, or of one that was set.
@Suite struct ClockTests {
    private func bench(at time: Duration = .zero) throws -> Bench {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        if time > .zero { try bench.pass(time) }
        return bench
    }

    /// A file that a machine whose clock is ahead has written, on one whose clock is right.
    private func bench(with file: String, ofClockAhead ahead: Duration, _ arguments: [String]) throws -> Bench {
        let other = try bench(at: ahead)
        _ = try other.run(arguments)
        let bench = try bench()
        bench.put(try other.text(file), at: file)
        return bench
    }

    private func approval(_ bench: Bench) throws -> [String] {
        ["--approve", try #require(Events(bench.run(["show", "p.plan.jsonl", "--json"])).last.planID)]
    }

    @Test(arguments: [301, 3 * 3600, 40 * 86_400])
    func `a plan from the future is refused, whatever age is allowed`(_ seconds: Int) throws {
        let bench = try bench(
            with: "p.plan.jsonl",
            ofClockAhead: .seconds(seconds),
            ["plan", "crm.yaml", "-o", "p.plan.jsonl"]
        )
        for more in [[], ["--max-age", "100d"], ["--dry-run"]] {
            let result = try bench.run(["run", "p.plan.jsonl"] + approval(bench) + more)
            #expect(result.status == .refused, "\(result.output)")
            #expect(result.error.contains("the plan is from the future: it was made at 20"))
            #expect(result.error.contains("and this machine's clock says 2026-11-23T12:00:"))
            #expect(result.error.contains("nothing was sent"))
        }
        #expect(bench.workspace.sent.isEmpty)
        #expect(try bench.run(["show", "p.plan.jsonl"]).status == .done)
    }

    @Test func `a plan that is a little ahead counts as new, with a warning`() throws {
        let bench = try bench(
            with: "p.plan.jsonl",
            ofClockAhead: .seconds(90),
            ["plan", "crm.yaml", "-o", "p.plan.jsonl"]
        )
        let result = try bench.run(["run", "p.plan.jsonl"] + approval(bench))
        #expect(result.status == .done)
        #expect(result.error.contains("warning: the plan is 1m 30s ahead: it was made at"), "\(result.error)")
    }

    @Test func `a plan that is too old says both times`() throws {
        let bench = try bench()
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        try bench.pass(.seconds(30 * 3600))
        let result = try bench.run(["run", "p.plan.jsonl"] + approval(bench))
        #expect(result.status == .refused)
        #expect(result.error.contains("made at 2026-11-23T12:00:00Z, and this machine's clock says 2026-11-24T18:00:"))
    }

    @Test func `a state file from the future is reported as one`() throws {
        let bench = try bench(
            with: "s.state.jsonl",
            ofClockAhead: .seconds(2 * 3600),
            ["run", "crm.yaml", "--yes", "--state", "s.state.jsonl", "--max-duration", "1s"]
        )
        let status = try bench.run(["status", "s.state.jsonl"])
        #expect(status.output.contains("ahead of this machine's clock\n"), "\(status.output)")
        let resumed = try bench.run(["resume", "s.state.jsonl"])
        #expect(resumed.error.contains("warning: the last record is from the future"), "\(resumed.error)")
    }
}
