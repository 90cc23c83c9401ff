import RedriveCLI
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import WorkatoJobs

/// What a refused run leaves behind, and how a run that ended can be resumed.
@Suite struct RefusedRunTests {
    private func bench() throws -> Bench {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        return bench
    }

    private func directory(_ bench: Bench) throws -> StateDirectory {
        try StateDirectory(
            environment: ["XDG_STATE_HOME": "/state"],
            machine: MachineIdentity(host: "ops-1", pid: 1, bootID: "boot"),
            fileSystem: bench.files
        )
    }

    /// A plan, and its id.
    private func plan(_ bench: Bench) throws -> String {
        let plan = try bench.run(["plan", "crm.yaml", "-o", "p", "--json"])
        return try #require(Events(plan).last.planID)
    }

    private func stateFiles(_ bench: Bench) -> [String] {
        bench.files.paths.filter { $0.hasSuffix(".state.jsonl") || $0.hasSuffix(".tmp") }
    }

    @Test func `a run whose recipe is locked leaves no state file, and the command that it prints runs it later`()
        throws
    {
        let bench = try bench()
        let id = try plan(bench)
        let contents = try PlanFile.read("p", fileSystem: bench.files)
        let locks = try directory(bench)
            .lock(contents.plan.jobs.map(\.recipe), of: contents.plan.header.workspace, statePath: "/other")
        let arguments = ["run", "p", "--approve", id, "--state", "s.state.jsonl"]
        let refused = try bench.run(arguments)
        #expect(refused.status == .refused)
        #expect(stateFiles(bench) == [], "\(bench.files.paths)")
        #expect(refused.error.contains("redrive run p --state s.state.jsonl --approve \(id)"), "\(refused.error)")
        #expect(!refused.error.contains("redrive resume"), "\(refused.error)")
        let result = try bench.run(arguments + ["--json"])
        #expect(try Events(result).last.resume == nil)
        locks.release()
        #expect(try bench.run(arguments).status == .done)
    }

    @Test func `a plan that another process runs while a person is asked leaves no state file`() throws {
        let bench = try bench()
        let id = try plan(bench)
        let directory = try directory(bench)
        let refused = try bench.run(
            ["run", "p", "--state", "s.state.jsonl"],
            terminal: .person(),
            answers: [String(id.prefix(4))],
            whileAsked: { try? directory.record(PlanRun(planID: id, statePath: "/first.state.jsonl")) }
        )
        #expect(refused.status == .refused)
        #expect(stateFiles(bench) == [], "\(bench.files.paths)")
        #expect(refused.error.contains("redrive resume /first.state.jsonl"), "\(refused.error)")
        #expect(bench.workspace.writes.isEmpty)
    }

    @Test func `a state file whose run never started is distinguished from the run of its plan`() throws {
        let bench = try bench()
        #expect(try bench.run(["run", "crm.yaml", "--yes", "--state", "s.state.jsonl"]).status == .done)
        let lines = try bench.text("s.state.jsonl").split(separator: "\n", omittingEmptySubsequences: false)
        let begun = try #require(lines.firstIndex { $0.contains(#""type":"session""#) })
        bench.put(lines[..<begun].joined(separator: "\n") + "\n", at: "t.state.jsonl")
        let refused = try bench.run(["resume", "t.state.jsonl"])
        #expect(refused.status == .refused)
        #expect(refused.error.contains("redrive resume s.state.jsonl"), "\(refused.error)")
        #expect(!refused.error.contains("redrive resume t.state.jsonl"), "\(refused.error)")
        #expect(refused.error.replacing("\n ", with: "").contains("that file can be deleted"), "\(refused.error)")
    }

    @Test func `an empty state file is said to be one of a run that never began`() throws {
        let bench = try bench()
        bench.put("", at: "s.state.jsonl")
        for command in ["resume", "status"] {
            let result = try bench.run([command, "s.state.jsonl"])
            #expect(result.status == .invalidData)
            #expect(result.error.contains("it is empty"), "\(result.error)")
            #expect(result.error.contains("before anything is sent"), "\(result.error)")
            #expect(!result.error.contains("would be sent again"), "\(result.error)")
        }
    }

    // MARK: the command that resumes, for programs

    private let json = ["run", "crm.yaml", "--yes", "--state", "s.state.jsonl", "--json"]
    private let resume = ["redrive", "resume", "s.state.jsonl"]

    @Test func `the summary of a run that can be resumed has the command, and no other summary has one`() throws {
        let bench = try bench()
        let run = try bench.run(json, interrupts: [.milliseconds(700)])
        #expect(run.status == .interrupted)
        #expect(try Events(run).last.resume == resume)
        let noToken = try bench.run(["resume", "s.state.jsonl", "--json"], variables: [:])
        #expect(noToken.status == .noToken)
        let resumed = try bench.run(["resume", "s.state.jsonl", "--json"])
        #expect(resumed.status == .done)
        #expect(try Events(resumed).last.resume == nil)
        #expect(try #require(resumed.lines.last).contains(#""resume":null"#))
        #expect(try Events(bench.run(["plan", "crm.yaml", "--json"])).last.resume == nil)
    }

    @Test func `the summary of a run that a file failure ends has the command`() async throws {
        var broken = 0
        for operation in 55..<80 {
            await Task.yield()
            let bench = try bench()
            let result = try bench.run(json, failAt: operation)
            guard result.status == .fileFailure, bench.files.paths.contains("s.state.jsonl") else { continue }
            broken += 1
            #expect(try Events(result).last.resume == resume, "operation \(operation)")
        }
        #expect(broken > 10)
    }

    @Test func `a run on a simulated workspace has no such command`() throws {
        let bench = try bench()
        let run = try bench.run(json + ["--simulate", "scenario.yaml"], interrupts: [.milliseconds(700)])
        #expect(run.status == .interrupted)
        #expect(try Events(run).last.resume == nil)
    }
}
