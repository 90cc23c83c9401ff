@testable import RedriveCLI
import RedriveCore
import Testing

@Suite struct ShowCommandTests {
    /// A run with a job in each class that a list of jobs is for.
    private func bench() throws -> Bench {
        let scenario = """
            scenario: 1
            seed: 5
            repeats: { succeed: 6, fail_same: 2, fail: { type: Mapping, message: "no field 7", weight: 2 }, after: 2s-5s }
            faults: [{ on: repeat, nth: 2, effect: silence, applied: none }]
            recipes:
              - id: 11
                failed: { count: 30, between: [-5h, -2h], refused: 3, recovered: 2, errors: [{ type: Timeout, message: "30 s" }] }
              - id: 22
                failed: { count: 20, between: [-4h, -3h], errors: [{ type: Timeout, message: "30 s" }] }
            """
        let bench = try Bench(scenario)
        bench.put(
            """
            redrive: 1
            name: crm
            max_jobs: 500
            on_unknown: hold
            workspace: { data_center: eu, name: production }
            steps: [{ repeat_jobs: { recipes: [11, 22], since: 2026-11-23T00:00:00Z }, stop_when: off }]
            """,
            at: "crm.yaml"
        )
        let run = try bench.run(["run", "crm.yaml", "--yes", "--state", "s.state.jsonl"])
        #expect(run.status == .undecided, "\(run.output)\(run.error)")
        return bench
    }

    @Test func `of a run each job has its class, outcome, new id and why, in text and events alike`() throws {
        let bench = try bench()
        let state = try bench.state("s.state.jsonl")
        let totals = RunTotals(state)
        let events = try Events(bench.run(["show", "s.state.jsonl", "--jobs", "--json"])).all("job")
        let text = try bench.run(["show", "s.state.jsonl", "--jobs"]).lines
        for jobClass in JobClass.allCases {
            #expect(events.count { $0.jobClass == jobClass.rawValue } == totals.count(jobClass), "\(jobClass)")
        }
        for outcome in [Outcome.recovered, .failedSame, .failedOther] {
            #expect(totals.count(outcome) > 0)
            #expect(events.count { $0.outcome == outcome.rawValue } == totals.count(outcome))
            #expect(text.count { $0.contains("  \(outcome.rawValue)  ") } == totals.count(outcome))
        }
        #expect(text.contains { $0.contains("failed_other") && $0.hasSuffix("Mapping · no field #") })
        #expect(text.contains { $0.contains("refused") && $0.contains("Job can not be repeated") })
        #expect(text.contains { $0.contains("held") && $0.hasSuffix("'on_unknown' is hold") })
        #expect(events.allSatisfy { ($0.included == false) == ($0.reason != nil) })
    }

    @Test func `classes, outcomes, reasons and recipes can be asked for, alone and together`() throws {
        let bench = try bench()
        let totals = RunTotals(try bench.state("s.state.jsonl"))
        func jobs(_ options: String...) throws -> [Events.Event] {
            try Events(bench.run(["show", "s.state.jsonl", "--json"] + options)).all("job")
        }
        #expect(try jobs("--class", "held").count == totals.count(.held))
        #expect(try jobs("--class", "held,refused").count == totals.count(.held) + totals.count(.refused))
        #expect(try jobs("--class", "failed_same").count == totals.count(.failedSame))
        #expect(
            try jobs("--class", "recovered").count == totals.count(.recovered) + 2,
            "two were left out as recovered"
        )
        #expect(try jobs("--recipe", "22").count == 20)
        let both = try jobs("--recipe", "11", "--class", "refused")
        #expect(both.count == totals.count(.refused))
        let none = try bench.run(["show", "s.state.jsonl", "--class", "dropped"])
        #expect(none.status == .done)
        #expect(none.output.hasSuffix("no job\n"))
    }

    @Test func `a name that is no class is refused with what was meant`() throws {
        let bench = try bench()
        let result = try bench.run(["show", "s.state.jsonl", "--class", "faild_same"])
        #expect(result.status == .usage)
        #expect(result.error.contains("did you mean 'failed_same'?"))
        #expect(try bench.run(["show", "s.state.jsonl", "--recipe", "x"]).status == .usage)
        #expect(try bench.run(["show", "s.state.jsonl", "--by-recipe"]).status == .usage)
    }

    @Test func `errors are added up over recipes, and by recipe on request`() throws {
        let bench = try bench()
        let all = try bench.run(["show", "s.state.jsonl", "--errors"])
        #expect(all.lines.contains("  48  salesforce · Timeout · # s  in 2 recipes, for example " + (try example(all))))
        let each = try bench.run(["show", "s.state.jsonl", "--errors", "--by-recipe"])
        #expect(each.lines.contains { $0.hasPrefix("  28  salesforce · Timeout · # s  in 11") })
        #expect(each.lines.contains { $0.hasPrefix("  20  salesforce · Timeout · # s  in 22") })
    }

    private func example(_ result: Bench.Transcript) throws -> String {
        String(try #require(result.lines.last?.split(separator: " ").last))
    }

    @Test func `the summary says which jobs, why, and where to look at them`() throws {
        let bench = try bench()
        let held = try Events(bench.run(["show", "s.state.jsonl", "--class", "held", "--json"])).all("job")
        let first = try #require(held.first)
        let status = try bench.run(["status", "s.state.jsonl"])
        let master = try #require(first.masterJobID)
        let recipe = try #require(first.recipeID)
        #expect(status.output.contains("jobs need your decision"), "\(status.output)")
        #expect(status.output.contains("\(master)  https://app.eu.workato.com/recipes/\(recipe)/job/\(master)"))
        #expect(status.output.contains("1 job refused\n  1  err.job.repeat.not_repeatable: "))
        #expect(status.output.contains("more: redrive show s.state.jsonl --class held"))
    }
}
