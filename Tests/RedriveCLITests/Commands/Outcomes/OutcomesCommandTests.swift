@testable import RedriveCLI
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import WorkatoJobs
import WorkatoSimulator

@Suite struct OutcomesCommandTests {
    private static let path = "s.state.jsonl"

    /// A machine with a run whose repeats were not followed to their ends.
    private static func bench(verify: String = "off", after: String = "60s-90s") throws -> Bench {
        let scenario = Scenarios.outage.replacing("after: 2s-5s", with: "after: \(after)")
            .replacing("succeed: 1,", with: "succeed: 3, fail_same: 1,")
        let bench = try Bench(scenario)
        bench.put(
            Scenarios.runbook.replacing("verify: { within: 5m }", with: "verify: \(verify)\n    stop_when: off"),
            at: "run.yaml"
        )
        _ = try bench.run(["run", "run.yaml", "--yes", "--state", path])
        return bench
    }

    private static func writes(_ bench: Bench) -> Int { bench.workspace.ledger.requests(.repeat).count }

    @Test(arguments: ["off", "{ within: 5s }"])
    func `repeats that had not ended are looked at again, recorded, and nothing is sent`(_ verify: String) throws {
        let bench = try Self.bench(verify: verify)
        let writes = Self.writes(bench)
        let open = RunTotals(try bench.state(Self.path))
        #expect(open.count(.recovered) == 0 && open.count(.enqueued) == 35)
        try bench.pass(.seconds(3 * 86_400))
        let first = try bench.run(["outcomes", Self.path])
        #expect(first.status == .unfinishedJobs, "\(first.error)")
        let totals = RunTotals(try bench.state(Self.path))
        #expect(totals.count(.recovered) + totals.count(.failedSame) == 35)
        #expect(totals.count(.recovered) > 0 && totals.count(.failedSame) > 0)
        #expect(first.output.contains("35 of 35 open repeats have another outcome now"))
        #expect(Self.writes(bench) == writes)
        // What is recorded says how each repeat really ended.
        for (position, job) in try bench.state(Self.path).jobs.enumerated() {
            guard case .enqueued(let new?, let followed?) = job else { continue }
            let recipe = try bench.state(Self.path).plan.jobs[position].recipe.value
            let end = bench.workspace.ledger.end(of: new.text, recipe: recipe)
            #expect((followed.outcome == .recovered) == (end == .succeeded), "\(new)")
        }
        let before = try bench.text(Self.path)
        let second = try bench.run(["outcomes", Self.path])
        #expect(second.output.contains("no outcome was open"))
        #expect(try bench.text(Self.path) == before)
    }

    @Test func `what is still running is recorded once, and found later`() throws {
        let bench = try Self.bench(after: "2h-3h")
        _ = try bench.run(["outcomes", Self.path])
        #expect(RunTotals(try bench.state(Self.path)).count(.stillPending) == 35)
        let before = try bench.text(Self.path)
        let again = try bench.run(["outcomes", Self.path])
        #expect(again.output.contains("nothing has changed, of 35 open repeats"))
        #expect(try bench.text(Self.path) == before)
        try bench.pass(.seconds(4 * 3600))
        _ = try bench.run(["outcomes", Self.path])
        #expect(RunTotals(try bench.state(Self.path)).count(.stillPending) == 0)
    }

    @Test func `a terminal shows which list is being read, and nothing of it stays`() throws {
        let bench = try Self.bench()
        try bench.pass(.seconds(600))
        let looked = try bench.run(["outcomes", Self.path, "--no-color"], terminal: .person(width: 100))
        let shown = looked.written.map(\.text).joined()
        #expect(shown.contains("0/2 recipes read  0/35 ended  repeats of recipe 28904"))
        #expect(shown.contains("1/2 recipes read  27/35 ended  repeats of recipe 51325710"))
        #expect(!looked.pane(.person(width: 100)).all.contains { $0.contains("recipes read") })
    }

    @Test func `events name each change`() throws {
        let bench = try Self.bench()
        try bench.pass(.seconds(600))
        let events = try Events(try bench.run(["outcomes", Self.path, "--json"]))
        #expect(events.all("job").count == 35)
        #expect(events.all("job").allSatisfy { $0.outcome == "recovered" || $0.outcome == "failed_same" })
        #expect(try events.last.exit == 1)
    }

    @Test func `a state file does not decide where the token goes`() throws {
        let bench = try Self.bench()
        let planID = try bench.state(Self.path).planID
        let reads = bench.workspace.ledger.requests(.list).count
        let elsewhere = ["WORKATO_API_TOKEN": Bench.token, "XDG_STATE_HOME": "/another"]
        let refused = try bench.run(["outcomes", Self.path], variables: elsewhere)
        #expect(refused.status == .refused && refused.error.contains("https://workato.example.com"))
        #expect(refused.error.contains("--approve \(planID)"))
        let other = try bench.run(["outcomes", Self.path, "--approve", "000000000000"], variables: elsewhere)
        #expect(other.status == .refused)
        let plan = try bench.run(["plan", "--from-run", Self.path], variables: elsewhere)
        #expect(plan.status == .refused)
        #expect(bench.workspace.ledger.requests(.list).count == reads)
        let asked = try bench.run(["outcomes", Self.path], terminal: .person(), answers: ["no"], variables: elsewhere)
        #expect(asked.status == .refused && asked.error.contains("Read its lists?"))
        #expect(bench.workspace.ledger.requests(.list).count == reads)
        let approved = try bench.run(["outcomes", Self.path, "--approve", planID], variables: elsewhere)
        #expect(approved.status == .unfinishedJobs, "\(approved.error)")
    }

    @Test func `a run that is live is left alone`() throws {
        let bench = try Self.bench()
        let lock = try bench.files.open(Self.path, for: .writing)
        defer { lock.close() }
        #expect(try lock.tryLock())
        let before = try bench.text(Self.path)
        #expect(try bench.run(["outcomes", Self.path]).status == .refused)
        #expect(try bench.run(["plan", "--from-run", Self.path]).status == .refused)
        #expect(try bench.text(Self.path) == before)
    }

    @Test func `a file that cannot be written keeps what it says`() throws {
        for operation in 1...40 {
            let bench = try Self.bench()
            try bench.pass(.seconds(600))
            let transcript = try bench.run(["outcomes", Self.path], failAt: operation)
            #expect([.fileFailure, .unfinishedJobs].contains(transcript.status), "\(operation): \(transcript.error)")
            // Whatever failed: the next look finishes the work.
            #expect(try bench.run(["outcomes", Self.path]).status == .unfinishedJobs, "operation \(operation)")
            #expect(RunTotals(try bench.state(Self.path)).count(.unverified) == 0)
        }
    }
}
