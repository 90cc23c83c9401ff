@testable import RedriveCLI
import RedriveCore
import Testing
import WorkatoJobs

/// `plan --from-run`: the next plan from what a run has left.
@Suite struct LeftoverPlanTests {
    private static let path = "s.state.jsonl"

    /// A machine with a run of which a third has failed again.
    private static func bench() throws -> Bench {
        let bench = try Bench(Scenarios.outage.replacing("succeed: 1,", with: "succeed: 2, fail_same: 1,"))
        bench.put(
            Scenarios.runbook.replacing("verify: { within: 5m }", with: "stop_when: off"),
            at: "run.yaml"
        )
        _ = try bench.run(["run", "run.yaml", "--yes", "--state", path])
        return bench
    }

    private static func masters(_ state: RunState, _ outcome: Outcome) -> Set<JobID> {
        Set(state.jobs.indices.filter { state.jobs[$0].outcome == outcome }.map { state.plan.jobs[$0].master })
    }

    @Test func `the plan has the jobs of the classes, the run's workspace, and the newest attempts`() throws {
        let bench = try Self.bench()
        let state = try bench.state(Self.path)
        let failed = Self.masters(state, .failedSame)
        #expect(!failed.isEmpty && failed.count < 35)
        let transcript = try bench.run(["plan", "--from-run", Self.path, "--class", "failed_same", "-o", "next"])
        #expect(transcript.status == .done, "\(transcript.error)")
        let plan = try bench.plan("next").plan
        #expect(Set(plan.jobs.map(\.master)) == failed)
        #expect(plan.header.workspace == state.plan.header.workspace && plan.header.reason == "INC-4211")
        #expect(plan.header.steps[0].conduct == state.plan.header.steps[0].conduct)
        for job in plan.jobs {
            let position = try #require(state.position(recipe: job.recipe, master: job.master))
            guard case .enqueued(let new?, _) = state.jobs[position] else { continue }
            #expect(job.newestAttempt == new && job.earlierRepeats >= 1)
        }
        // The plan is one like any other.
        let planID = try bench.plan("next").planID
        #expect(try bench.run(["run", "next", "--approve", planID]).status != .refused)
    }

    @Test func `what has recovered since is left out`() throws {
        let bench = try Self.bench()
        _ = try bench.run(["plan", "--from-run", Self.path, "--class", "failed_same", "-o", "next"])
        let planID = try bench.plan("next").planID
        _ = try bench.run(["run", "next", "--approve", planID, "--state", "second.state.jsonl"])
        let second = try bench.state("second.state.jsonl")
        _ = try bench.run(["plan", "--from-run", Self.path, "--class", "failed_same", "-o", "third"])
        #expect(Set(try bench.plan("third").plan.jobs.map(\.master)) == Self.masters(second, .failedSame))
    }

    @Test func `a runbook narrows it further, and has to be about the same workspace`() throws {
        let bench = try Self.bench()
        let only = Scenarios.runbook.replacing("[28904, 51325710]", with: "[28904]")
            .replacing(
                "since: 2026-11-23T00:00:00Z",
                with: "since: 2026-11-23T00:00:00Z, where: { error_type: Timeout }"
            )
        bench.put(only, at: "only.yaml")
        bench.put(only.replacing("workato.example.com", with: "other.example.com"), at: "other.yaml")
        let transcript = try bench.run([
            "plan", "only.yaml", "--from-run", Self.path, "--class", "failed_same", "-o", "next",
        ])
        #expect(transcript.status == .done, "\(transcript.error)")
        let plan = try bench.plan("next").plan
        #expect(!plan.jobs.isEmpty && plan.jobs.allSatisfy { $0.recipe == 28904 })
        #expect(plan.jobs.allSatisfy { $0.signature.map { plan.signatures[$0].errorType } == "Timeout" })
        #expect(Set(plan.jobs.map(\.master)).isSubset(of: Self.masters(try bench.state(Self.path), .failedSame)))
        #expect(try bench.run(["plan", "other.yaml", "--from-run", Self.path]).status == .refused)
    }

    @Test func `nothing left is an empty plan, never everything`() throws {
        let bench = try Self.bench()
        let transcript = try bench.run(["plan", "--from-run", Self.path, "--class", "held", "-o", "next"])
        #expect(transcript.status == .done, "\(transcript.error)")
        #expect(try bench.plan("next").plan.jobs.isEmpty)
    }

    @Test(
        arguments: [
            (["plan", "--from-run", "s.state.jsonl", "--class", "recovered"], "nothing is left to do"),
            (["plan", "--from-run", "s.state.jsonl", "--class", "unknown"], "'redrive resume' first"),
            (["plan", "--from-run", "s.state.jsonl", "--class", "faild_same"], "did you mean 'failed_same'?"),
            (["plan", "run.yaml", "--class", "held"], "'--from-run'"),
            (["plan", "--from-run", "s.state.jsonl", "--url", "https://x.example.com"], "workspace of the run"),
            (["plan"], "runbook"),
        ] as [([String], String)]
    )
    func `what cannot be planned is wrong usage`(_ arguments: [String], _ words: String) throws {
        let transcript = try Self.bench().run(arguments)
        #expect(transcript.status == .usage)
        #expect(transcript.error.contains(words), "\(transcript.error)")
    }
}
