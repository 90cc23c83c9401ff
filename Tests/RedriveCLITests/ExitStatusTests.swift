import RedriveCLI
import Testing

@Suite struct ExitStatusTests {
    /// A workspace and a runbook, and what a run on them exits with.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var scenario: String
        var runbook = Scenarios.runbook
        var status: RedriveCLI.ExitStatus
        var says: String

        var testDescription: String { name }
    }

    static func faulty(_ fault: String) -> String { Scenarios.outage + "\nfaults: [\(fault)]\n" }

    static let cases = [
        Case(
            name: "repeats fail again",
            scenario: Scenarios.outage.replacing("repeats: { succeed: 1", with: "repeats: { fail_same: 1"),
            runbook: Scenarios.runbook.replacing("verify: {", with: "stop_when: off\n    verify: {"),
            status: .unfinishedJobs,
            says: "35 repeated: 35 failed again with the same error"
        ),
        Case(
            name: "a guard stops",
            scenario: Scenarios.outage.replacing("repeats: { succeed: 1", with: "repeats: { fail_same: 1"),
            runbook: Scenarios.runbook.replacing(
                "verify: {",
                with: "stop_when: { failed_again: 3 }\n    pace: 20 jobs/min\n    verify: {"
            ),
            status: .guardTripped,
            says: "stopped: step 'orders' by its guard failed_again"
        ),
        Case(
            name: "a lost answer is held if the runbook says so",
            scenario: faulty("{ on: repeat, nth: 1, effect: silence, applied: none }"),
            runbook: Scenarios.runbook.replacing("max_jobs: 500", with: "max_jobs: 500\non_unknown: hold"),
            status: .undecided,
            says: "--on-unknown resend"
        ),
        Case(
            name: "a lost answer is settled",
            scenario: faulty("{ on: repeat, nth: 1, effect: silence, applied: all }"),
            status: .done,
            says: "35 repeated: 35 recovered"
        ),
        Case(
            name: "the token is not accepted any more",
            scenario: faulty("{ on: repeat, from: 2, effect: unauthorized }"),
            status: .noToken,
            says: "the token is not accepted"
        ),
    ]

    @Test(arguments: cases)
    func `a run exits as it ended`(_ test: Case) throws {
        let bench = try Bench(test.scenario)
        bench.put(test.runbook, at: "crm.yaml")
        let result = try bench.run(["run", "crm.yaml", "--yes"])
        #expect(result.status == test.status, "\(result.output)\(result.error)")
        #expect(result.output.contains(test.says), "\(result.output)")
    }

    @Test func `held jobs are sent again on a person's word`() throws {
        let bench = try Bench(Self.faulty("{ on: repeat, nth: 1, effect: silence, applied: none }"))
        bench.put(Scenarios.runbook.replacing("max_jobs: 500", with: "max_jobs: 500\non_unknown: hold"), at: "crm.yaml")
        let first = try bench.run(["run", "crm.yaml", "--yes", "--state", "s.state.jsonl"])
        #expect(first.status == .undecided)
        #expect(first.output.contains("    redrive resume s.state.jsonl --on-unknown resend\n"))
        #expect(try bench.run(["resume", "s.state.jsonl"]).status == .undecided)
        let second = try bench.run(["resume", "s.state.jsonl", "--on-unknown", "resend"])
        #expect(second.status == .done, "\(second.output)\(second.error)")
        #expect(second.output.contains("35 repeated: 35 recovered"))
    }
}
