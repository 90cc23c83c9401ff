import RedriveCLI
import RedriveEngine
import RedriveTestSupport
import Testing
import WorkatoSimulator

@Suite struct RunCommandTests {
    private func bench(_ scenario: String = Scenarios.outage, _ runbook: String = Scenarios.runbook) throws -> Bench {
        let bench = try Bench(scenario)
        bench.put(runbook, at: "crm.yaml")
        return bench
    }

    @Test func `a run reports the outcome of every job`() throws {
        let bench = try bench()
        let result = try bench.run(["run", "crm.yaml", "--yes"])
        #expect(result.status == .done, "\(result.error)")
        #expect(
            result.output.contains(
                "35 jobs planned: 35 repeated\n35 repeated: 35 recovered\n3 requests; 2026-11-23T12:00:00Z to "
            )
        )
        #expect(
            result.output.contains(
                "salesforce · Timeout · could not reach host after # s  in 28904\n    -> 23 recovered"
            )
        )
    }

    @Test func `a dry run prints method, path and body of each write, and sends none`() throws {
        let bench = try bench()
        let result = try bench.run(["run", "crm.yaml", "--dry-run"])
        #expect(result.status == .done)
        #expect(bench.workspace.writes.isEmpty)
        #expect(result.lines.count { $0.hasPrefix("POST /api/recipes/") } == 3)
        #expect(result.lines.count { $0.hasPrefix("{\"job_ids\":[\"j-") } == 3)
        #expect(result.output.hasSuffix("dry run: 3 requests with 35 jobs would be sent; none was\n"))
        #expect(!bench.files.paths.contains { $0.hasSuffix(".jsonl") })
    }

    @Test func `a plan that was run is refused with the command that resumes`() throws {
        let bench = try bench()
        _ = try bench.run(["plan", "crm.yaml"])
        let plan = try bench.path(ending: ".plan.jsonl")
        let id = String(plan.dropFirst("crm-outage-".count).prefix(12))
        #expect(try bench.run(["run", plan, "--approve", id]).status == .done)
        let writes = bench.workspace.writes.count
        let again = try bench.run(["run", plan, "--approve", id, "--state", "other.state.jsonl"])
        #expect(again.status == .refused)
        #expect(again.error.contains("redrive resume crm-outage-\(id).state.jsonl"))
        #expect(bench.workspace.writes.count == writes)
    }

    @Test func `an old plan is refused, unless more is allowed`() throws {
        let bench = try bench()
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        try bench.pass(.seconds(25 * 3600))
        let refused = try bench.run(["run", "p.plan.jsonl", "--dry-run"])
        #expect(refused.status == .refused)
        #expect(refused.error.contains("the plan is 1d 1h old; at most 1d are allowed"))
        let allowed = try bench.run(["run", "p.plan.jsonl", "--dry-run", "--max-age", "48h"])
        #expect(allowed.status == .done)
        #expect(allowed.error.contains("warning: the plan is 1d 1h old"))
    }

    @Test(arguments: [
        ["--set", "a=b"], ["--inputs", "in.yaml"], ["--url", "https://example.com"], ["--token-env", "T"],
        ["--simulate", "scenario.yaml"],
    ])
    func `with a plan, what would change it is wrong usage`(_ options: [String]) throws {
        let bench = try bench()
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let result = try bench.run(["run", "p.plan.jsonl"] + options)
        #expect(result.status == .usage)
        #expect(result.error.hasPrefix("error: '\(options[0])' does not go with a plan file"))
    }

    @Test func `an altered plan is not valid`() throws {
        let bench = try bench()
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        bench.put(try bench.text("p.plan.jsonl").replacing("INC-4211", with: "INC-4212"), at: "q.plan.jsonl")
        #expect(try bench.run(["run", "q.plan.jsonl", "--dry-run"]).status == .invalidData)
        #expect(try bench.run(["show", "q.plan.jsonl"]).status == .invalidData)
    }

    @Test func `an interrupted run is resumed and repeats no job twice`() throws {
        let bench = try bench()
        let first = try bench.run(
            ["run", "crm.yaml", "--yes", "--state", "run.state.jsonl"],
            interrupts: [.milliseconds(1400)]
        )
        #expect(first.status == .interrupted, "\(first.output)\(first.error)")
        #expect(first.output.contains("    redrive resume run.state.jsonl"))
        let before = try bench.text("run.state.jsonl")
        let writes = bench.workspace.writes.count
        let dry = try bench.run(["resume", "run.state.jsonl", "--dry-run"])
        #expect(dry.status == .done)
        #expect(dry.output.contains("would be sent; none was"))
        #expect(try bench.text("run.state.jsonl") == before)
        #expect(bench.workspace.writes.count == writes)
        let second = try bench.run(["resume", "run.state.jsonl"])
        #expect(second.status == .done, "\(second.error)")
        #expect(second.output.contains("35 repeated: 35 recovered"))
        let masters = bench.workspace.ledger.entries.compactMap { entry in
            if case .enqueued(let new) = entry { new.master } else { nil }
        }
        #expect(masters.count == 35)
        #expect(Set(masters).count == 35)
    }

    @Test func `only the chosen steps run, and the rest can follow`() throws {
        let steps = """
              - name: first
                repeat_jobs: { recipes: [28904], since: 2026-11-23T00:00:00Z }
              - name: second
                repeat_jobs: { recipes: [51325710], since: 2026-11-23T00:00:00Z }

            """
        let head = try #require(Scenarios.runbook.split(separator: "  - name").first)
        let bench = try bench(Scenarios.outage, head + steps)
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let id = try #require(Events(bench.run(["show", "p.plan.jsonl", "--json"])).last.planID)
        let wrong = try bench.run(["run", "p.plan.jsonl", "--approve", id, "--only", "secnd"])
        #expect(wrong.status == .usage)
        #expect(wrong.error.contains("a step with a similar name is 'second'"))
        let part = try bench.run([
            "run", "p.plan.jsonl", "--approve", id, "--from", "second", "--state", "s.state.jsonl",
        ])
        #expect(part.status == .done)
        #expect(part.output.contains("35 jobs planned: 8 repeated, 27 not sent"))
        #expect(part.output.contains("27 jobs of other steps were left out"))
        #expect(part.output.contains("redrive resume s.state.jsonl --only first"))
        // What was approved for one step is not sent for another, unless a person names it.
        let same = try bench.run(["resume", "s.state.jsonl"])
        #expect(same.output.contains("35 jobs planned: 8 repeated, 27 not sent"))
        let rest = try bench.run(["resume", "s.state.jsonl", "--only", "first"])
        #expect(rest.output.contains("35 jobs planned: 35 repeated"))
    }

    @Test func `a run on a simulated workspace sends nothing elsewhere and is not resumed`() throws {
        let bench = try bench()
        let result = try bench.run(
            ["run", "crm.yaml", "--simulate", "scenario.yaml", "--yes", "--state", "s.state.jsonl"],
            variables: [:]
        )
        #expect(result.status == .done, "\(result.error)")
        #expect(result.output.contains("35 repeated: 35 recovered"))
        #expect(bench.workspace.sent.isEmpty)
        #expect(try bench.run(["resume", "s.state.jsonl"]).status == .refused)
        let plan = try bench.run(["plan", "crm.yaml", "--simulate", "scenario.yaml", "-o", "p.plan.jsonl"])
        #expect(plan.status == .done)
        #expect(try bench.run(["run", "p.plan.jsonl"]).status == .refused)
    }

    @Test func `a run that another process holds is refused with who holds it`() throws {
        let bench = try bench()
        _ = try bench.run(["run", "crm.yaml", "--yes", "--state", "s.state.jsonl"], interrupts: [.milliseconds(1400)])
        let holder = try bench.files.open("s.state.jsonl", for: .writing)
        #expect(try holder.tryLock())
        let refused = try bench.run(["resume", "s.state.jsonl"], pid: 4712)
        #expect(refused.status == .refused)
        #expect(refused.error.contains("it is process 4711 on ops-1"))
        let status = try bench.run(["status", "s.state.jsonl"])
        #expect(status.output.contains("running (process 4711 on ops-1)"))
        holder.close()
        #expect(try bench.run(["status", "s.state.jsonl"]).output.contains("stopped by a person or a signal"))
    }

    @Test func `a run of another machine is taken over only on a person's word`() throws {
        let bench = try bench()
        _ = try bench.run(["run", "crm.yaml", "--yes", "--state", "s.state.jsonl"], interrupts: [.milliseconds(1400)])
        let writes = bench.workspace.writes.count
        let refused = try bench.run(["resume", "s.state.jsonl"], host: "ops-2")
        #expect(refused.status == .refused)
        #expect(refused.error.contains("by process 4711 on ops-1, at 2026-11-23T12:00:0"))
        #expect(
            try bench.run(["resume", "s.state.jsonl"], terminal: .person(), answers: ["n"], host: "ops-2").status
                == .refused
        )
        #expect(bench.workspace.writes.count == writes)
        #expect(try bench.run(["resume", "s.state.jsonl", "--take-over"], host: "ops-2").status == .done)
    }

    @Test func `the token is in no output and no file`() throws {
        let bench = try bench()
        let result = try bench.run(["run", "crm.yaml", "--yes", "--verbose", "--json"])
        #expect(result.error.contains("POST /api/recipes/28904/repeat_jobs 200 100 ms"))
        for text in [result.output, result.error] { #expect(!text.contains(Bench.token)) }
        for path in bench.files.paths where path != "scenario.yaml" {
            #expect(!(try bench.text(path)).contains(Bench.token), "\(path)")
        }
    }

    @Test func `a run ends after the longest time that was allowed`() throws {
        let slow = Scenarios.outage.replacing("after: 2s-5s", with: "after: 40s-50s")
        let bench = try bench(slow)
        let result = try bench.run(["run", "crm.yaml", "--yes", "--max-duration", "10s", "--state", "s.state.jsonl"])
        #expect(result.status == .interrupted)
        #expect(result.output.contains("35 repeats may still be running at Workato"))
        #expect(try bench.run(["resume", "s.state.jsonl"]).status == .done)
    }

    @Test func `jobs that somebody repeated since the plan are dropped, or stop the run if asked to`() throws {
        let bench = try bench()
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let id = try #require(Events(bench.run(["show", "p.plan.jsonl", "--json"])).last.planID)
        _ = try bench.run(["run", "crm.yaml", "--yes", "--state", "a.state.jsonl"])
        let writes = bench.workspace.writes.count
        let strict = ["run", "p.plan.jsonl", "--approve", id, "--max-drift", "10%", "--state", "b.state.jsonl"]
        #expect(try bench.run(strict).status == .guardTripped)
        let rest = try bench.run(["resume", "b.state.jsonl"])
        #expect(rest.status == .done)
        #expect(rest.output.contains("35 jobs planned: 35 dropped\n0 requests"), "\(rest.output)")
        #expect(bench.workspace.writes.count == writes)
    }

    @Test func `the command line says where the token is`() throws {
        let bench = try bench()
        let options = ["--token-env", "OTHER_TOKEN", "--url", "https://other.example.com", "--reason", "INC-1"]
        let result = try bench.run(["plan", "crm.yaml"] + options, variables: ["OTHER_TOKEN": Bench.token])
        #expect(result.status == .done)
        #expect(result.output.hasPrefix("production · https://other.example.com · workspace 17423 (outage)\n"))
        #expect(result.output.contains("\nINC-1; lists read at 2026-11-23T12:00:00Z\n"))
    }
}
