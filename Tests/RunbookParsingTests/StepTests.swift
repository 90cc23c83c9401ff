import RedriveCore
import Testing
import WorkatoJobs

@Suite struct StepTests {
    private func step(_ keys: String) throws -> Step { try read(runbook(step: keys)).steps[0] }

    @Test func `verify is off or within a time`() throws {
        #expect(try step("name: a").conduct.verifyWithin == .seconds(600))
        #expect(try step("verify: off").conduct.verifyWithin == nil)
        #expect(try step("verify: 'off'").conduct.verifyWithin == nil)
        #expect(try step("verify: { within: 1h30m }").conduct.verifyWithin == .seconds(5400))
        expect(
            runbook(step: "verify: «10m»"),
            gives: "'verify' must be off, or a mapping with 'within'; this is '10m' = write { within: 10m }"
        )
        expect(
            runbook(step: "verify: { within: «8d» }"),
            gives: "'within' must be a duration from 1s to 7d; this is '8d'"
        )
        expect(
            runbook(step: "verify: { within: «10» }"),
            gives:
                "'within' must be a duration such as 30s, 10m, 2h, 30d or 1h30m; this is 10 = add the unit, as in 10s or 10m"
        )
        expect(runbook(step: "verify: «{}»"), gives: "verify needs the key 'within'")
    }

    @Test func `a bound of stop_when that is left out keeps its default`() throws {
        #expect(try step("name: a").conduct.guards == .default)
        #expect(try step("stop_when: off").conduct.guards == .off)
        #expect(
            try step("stop_when: { failed_again: 20%, refused: 10, same_error: 5, unknown: 20, min_sample: 20 }")
                .conduct.guards
                == Guards(
                    failedAgain: .percent(20),
                    refused: .jobs(10),
                    sameError: 5,
                    unknown: .jobs(20),
                    minSample: 20
                )
        )
        #expect(
            try step("stop_when: { refused: off, unknown: 1% }").conduct.guards
                == Guards(failedAgain: .percent(50), refused: nil, unknown: .percent(1), minSample: 25)
        )
    }

    @Test func `a bound is a number of jobs, a percentage, or off`() {
        let rule = "a number of jobs from 1 to 1000000, a percentage from 1% to 100%, or off"
        expect(
            runbook(step: "stop_when: { failed_again: «0», refused: «101%», unknown: «2.5%», same_error: «3%» }"),
            gives: "'failed_again' must be \(rule); this is 0",
            "'refused' must be \(rule); this is '101%'",
            "'unknown' must be \(rule); this is '2.5%'",
            "'same_error' must be a whole number from 1 to 1000000; this is '3%'"
        )
        expect(runbook(step: "stop_when: «on»"), gives: "'stop_when' must be off, or a mapping of bounds; this is 'on'")
        expect(
            runbook(step: "stop_when: «{}»"),
            gives: "'stop_when' must have at least one bound; this is empty = for none, write stop_when: off"
        )
        expect(
            runbook(step: "stop_when: { «failed»: 3 }"),
            gives: "'failed' is not a key of stop_when"
        )
    }

    @Test func `a bound on outcomes that are not looked at is a warning`() {
        expect(
            runbook(step: "{}").replacing(
                "{}",
                with: "verify: off\n    stop_when: { «failed_again»: 5%, refused: 5, «same_error»: 3 }"
            ),
            gives: "warning: 'failed_again' never stops a step whose outcomes are not read",
            "warning: 'same_error' never stops a step whose outcomes are not read"
        )
        #expect(complaints(runbook(step: "verify: off\n    stop_when: { failed_again: off }")) == "")
    }

    @Test func `pace is in jobs, and says so`() throws {
        #expect(try step("pace: 300 jobs/min").conduct.pace == Rate(count: 300, per: .seconds(60)))
        #expect(try step("pace: 1 job/s").conduct.pace == Rate(count: 1, per: .seconds(1)))
        #expect(try step("pace: 10 jobs/h").conduct.pace == Rate(count: 10, per: .seconds(3600)))
        let rule = "a pace such as 5 jobs/s, 300 jobs/min or 100 jobs/h, with a number from 1 to 100000"
        expect(
            runbook(step: "pace: «300/min»"),
            gives: "'pace' must be \(rule); this is '300/min' = write 300 jobs/min"
        )
        expect(runbook(step: "pace: «0 jobs/s»"), gives: "'pace' must be \(rule); this is '0 jobs/s'")
        expect(runbook(step: "pace: «5 jobs/day»"), gives: "'pace' must be \(rule); this is '5 jobs/day'")
    }

    @Test func `on_failure is stop or continue`() throws {
        #expect(try step("name: a").conduct.onFailure == .stop)
        #expect(try step("on_failure: continue").conduct.onFailure == .continue)
        expect(runbook(step: "on_failure: «go»"), gives: "'on_failure' must be one of stop, continue; this is 'go'")
    }

    @Test func `a name belongs to one step`() throws {
        #expect(try step("name: approvals that wait").name == "approvals that wait")
        let selection = "repeat_jobs: { recipes: 1, since: 6h ago }"
        func steps(_ names: [String]) -> String {
            "redrive: 1\nname: x\nsteps:\n"
                + names.map { "  - {\($0.isEmpty ? "" : " name: \($0),") \(selection) }\n" }.joined()
        }
        expect(steps(["a", "«a»"]), gives: "the name of a step must be unique; 'a' is the name of another one")
        expect(
            steps(["", "«step-1»"]),
            gives:
                "the name of a step must be unique; 'step-1' is the name of another one, which is named after its number"
        )
        expect(
            steps(["«step-2»", ""]),
            gives:
                "the name of a step must be unique; 'step-2' is the name of another one, which is named after its number"
        )
        expect(
            steps(["«\"a\\tb\"»"]),
            gives: "'name' must be text on one line without control characters; this has some"
        )
    }

    @Test func `a key of another kind of step is refused, and says where it belongs`() {
        expect(
            """
            redrive: 1
            name: x
            steps:
              - repeat_jobs: { recipes: 1, since: 6h ago, «rerun_only»: true }
            """,
            gives: "'rerun_only' is not a key of repeat_jobs = it belongs to 'list_jobs'"
        )
    }

    @Test func `a list of steps has an end`() {
        let step = "  - repeat_jobs: { recipes: 1, since: 6h ago }\n"
        let text = "redrive: 1\nname: x\nsteps:\n" + String(repeating: step, count: 101)
        #expect(complaints(text).contains("'steps' must be a list of at most 100; this has 101"))
    }
}
