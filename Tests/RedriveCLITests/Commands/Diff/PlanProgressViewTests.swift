@testable import RedriveCLI
import RedriveCore
import Testing

/// `diff` of a plan and the state file of a run.
@Suite struct PlanProgressViewTests {
    /// A machine with the plan `p.plan.jsonl` of two recipes' 35 jobs.
    private static func bench() throws -> Bench {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        return bench
    }

    /// Runs the plan, with the state file `s`.
    private static func run(_ bench: Bench, interrupts: [Duration] = []) throws {
        let id = try bench.plan("p.plan.jsonl").planID
        _ = try bench.run(["run", "p.plan.jsonl", "--approve", "\(id)", "--state", "s"], interrupts: interrupts)
    }

    @Test func `a run that did everything leaves nothing of its plan to do`() throws {
        let bench = try Self.bench()
        try Self.run(bench)
        let result = try bench.run(["diff", "p.plan.jsonl", "s"])
        #expect(result.status == .done)
        #expect(result.lines.first?.hasSuffix("35 jobs, in its run") == true, "\(result.output)")
        #expect(result.output.contains("  35  repeated: recovered"))
        #expect(result.lines.last == "nothing of the plan is left to do")
    }

    @Test func `jobs that a stopped run has not sent are counted and listed`() throws {
        let bench = try Self.bench()
        try Self.run(bench, interrupts: [.milliseconds(1_500)])
        let state = try bench.state("s")
        let open = state.jobs.indices.filter { state.jobs[$0].jobClass == .notSent }
        #expect(!open.isEmpty && open.count < 20)
        let result = try bench.run(["diff", "p.plan.jsonl", "s"])
        #expect(result.output.contains("\(open.count) jobs of the plan are still to do"), "\(result.output)")
        let listed = open.map { "    \(state.plan.jobs[$0].recipe)  \(state.plan.jobs[$0].master)  not_sent" }
        #expect(Array(result.lines.suffix(open.count)) == listed)
        let events = try bench.run(["diff", "p.plan.jsonl", "s", "--json"]).lines
        #expect(events.count { $0.contains(#""class":"not_sent""#) } == open.count)
    }

    @Test func `jobs that the run's plan does not have are told apart`() throws {
        let bench = try Self.bench()
        bench.put(Scenarios.runbook.replacing("[28904, 51325710]", with: "[28904]"), at: "less.yaml")
        _ = try bench.run(["run", "less.yaml", "--yes", "--state", "s"])
        let run = try bench.state("s")
        let result = try bench.run(["diff", "p.plan.jsonl", "s"])
        #expect(result.lines.first?.hasSuffix("35 jobs, in the run of plan \(run.planID)") == true, "\(result.output)")
        #expect(result.output.contains("  8  not in the run's plan"))
        #expect(result.output.contains("8 jobs of the plan are still to do"))
    }
}
