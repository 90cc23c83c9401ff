import RedriveCLI
import RedriveTestSupport
import Testing

/// Names of files to be written: what they cannot be is said before anything is read.
@Suite struct OutputNameTests {
    private func bench() throws -> Bench {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        return bench
    }

    @Test(arguments: [
        ["plan", "crm.yaml", "-o", "missing/p.plan.jsonl"], ["run", "crm.yaml", "--yes", "--state", "missing/s"],
    ]) func `a folder that is not there is seen before the first request`(_ arguments: [String]) throws {
        let bench = try bench()
        let before = bench.files.paths
        let result = try bench.run(arguments)
        #expect(result.status == .fileFailure)
        #expect(result.error.contains("cannot create 'missing/"), "\(result.error)")
        #expect(result.error.contains("nothing was read and nothing was sent"))
        #expect(bench.workspace.sent.isEmpty)
        #expect(bench.files.paths == before)
    }

    @Test func `a state file that is there already is seen before the first request`() throws {
        let bench = try bench()
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let id = try #require(Events(bench.run(["show", "p.plan.jsonl", "--json"])).last.planID)
        bench.put("precious", at: "taken")
        bench.put("precious", at: "crm-outage-\(id).state.jsonl")
        let sent = bench.workspace.sent.count
        for arguments in [
            ["run", "crm.yaml", "--yes", "--state", "taken"],
            ["run", "p.plan.jsonl", "--approve", id, "--state", "taken"], ["run", "p.plan.jsonl", "--approve", id],
        ] {
            let result = try bench.run(arguments)
            #expect(result.status == .refused)
            #expect(result.error.contains("already exists and is not overwritten"), "\(result.error)")
            #expect(bench.workspace.sent.count == sent)
        }
        #expect(try bench.text("taken") == "precious")
    }

    @Test func `a state file of the same plan leads to its resume`() throws {
        let bench = try bench()
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let id = try #require(Events(bench.run(["show", "p.plan.jsonl", "--json"])).last.planID)
        let run = ["run", "p.plan.jsonl", "--approve", id, "--state", "s"]
        #expect(try bench.run(run).status == .done)
        // On another machine nobody knows that the plan was run.
        for path in bench.files.paths where path.hasPrefix("/state/redrive/runs/") { try bench.files.remove(path) }
        let again = try bench.run(run)
        #expect(again.status == .refused)
        #expect(again.error.contains("    redrive resume s\n"), "\(again.error)")
        #expect(bench.workspace.writes.count == 3)
    }

    @Test func `a dry run makes no file to find out`() throws {
        let bench = try bench()
        let before = bench.files.paths.filter { !$0.hasPrefix("/state") }
        let result = try bench.run(["run", "crm.yaml", "--dry-run", "--state", "missing/s"])
        #expect(result.status == .done)
        #expect(bench.files.paths.filter { !$0.hasPrefix("/state") } == before)
    }

    @Test func `nothing is left behind if planning fails`() throws {
        let bench = try bench()
        bench.put(Scenarios.runbook.replacing("51325710", with: "777"), at: "crm.yaml")
        let before = bench.files.paths.filter { !$0.hasPrefix("/state") }
        #expect(try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"]).status == .unreachable)
        #expect(try bench.run(["run", "crm.yaml", "--yes"]).status == .unreachable)
        #expect(bench.files.paths.filter { !$0.hasPrefix("/state") } == before)
    }

    @Test func `a plan goes to standard output, and its preview to standard error`() throws {
        let bench = try bench()
        let piped = try bench.run(["plan", "crm.yaml", "-o", "-"])
        #expect(piped.status == .done)
        #expect(piped.error.contains("35 jobs to repeat"))
        #expect(piped.error.contains("written to standard output"))
        #expect(!bench.files.paths.contains("-"))
        let shown = try bench.run(["show", "-", "--json"], input: piped.output)
        #expect(shown.status == .done, "\(shown.output)")
        let id = try #require(Events(shown).last.planID)
        #expect(try bench.run(["run", "-", "--approve", id], input: piped.output).status == .done)
        #expect(try bench.run(["plan", "crm.yaml", "-o", "-", "--json"]).status == .usage)
        #expect(try bench.run(["plan", "crm.yaml", "-o", "-", "--quiet"]).error.isEmpty)
    }

    @Test func `a plan above max_jobs is shown and refused, and nothing is written`() throws {
        let bench = try bench()
        bench.put(Scenarios.runbook.replacing("500", with: "34"), at: "crm.yaml")
        let planned = try bench.run(["plan", "crm.yaml"])
        #expect(planned.status == .refused)
        #expect(planned.output.contains("recipe 28904     27 jobs in 2 requests"), "\(planned.output)")
        let run = try bench.run(["run", "crm.yaml", "--yes"])
        #expect(run.status == .refused)
        let preview = try #require(run.error.firstRange(of: "recipe 28904     27 jobs"))
        let refusal = try #require(run.error.firstRange(of: "error: the plan has 35 jobs, and max_jobs is 34"))
        #expect(preview.lowerBound < refusal.lowerBound)
        let events = try Events(bench.run(["run", "crm.yaml", "--yes", "--json"]))
        #expect(events.all("plan").count == 1)
        #expect(try events.last.exit == 6)
        #expect(bench.workspace.writes.isEmpty)
        #expect(!bench.files.paths.contains { $0.hasSuffix(".jsonl") })
    }
}
