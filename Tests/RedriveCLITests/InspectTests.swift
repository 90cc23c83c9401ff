import RedriveCLI
import RedriveTestSupport
import Testing
import Transport

/// `inspect`: jobs are read one by one before there is a plan.
@Suite struct InspectTests {
    /// 12 failed jobs, of which 4 are tests, that failed behind six steps that had succeeded.
    private static let scenario = """
        scenario: 1
        latency: 100ms
        recipes:
          - id: 28904
            failed:
              count: 12
              between: [-5h, -2h]
              test_jobs: 4
              errors: [{ type: Timeout, adapter: salesforce, message: "could not reach host after 30 s", step: 7 }]
        """

    private func bench(_ keys: String, scenario: String = scenario) throws -> Bench {
        let bench = try Bench(scenario)
        let selection = "{ recipes: [28904], since: 2026-11-23T00:00:00Z\(keys) }"
        bench.put(
            Scenarios.runbook.replacing(
                "{ recipes: [28904, 51325710], since: 2026-11-23T00:00:00Z }",
                with: selection
            ),
            at: "crm.yaml"
        )
        return bench
    }

    private func words(_ result: Bench.Transcript) -> String {
        result.output.split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
    }

    private func singleReads(_ bench: Bench) -> Int {
        bench.workspace.sent.count { $0.method == .get && $0.target.contains("/jobs/") }
    }

    @Test func `without it no job is read, and test jobs are taken for jobs`() throws {
        let bench = try bench("")
        let result = try bench.run(["plan", "crm.yaml"])
        #expect(result.status == .done, "\(result.error)")
        #expect(result.output.contains("12 jobs to repeat"))
        #expect(!result.output.contains("warning"))
        #expect(singleReads(bench) == 0)
    }

    @Test func `'all' leaves the test jobs out and warns of steps that run again`() throws {
        let bench = try bench(", inspect: all")
        let result = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        #expect(result.status == .done, "\(result.error)")
        #expect(result.output.contains("8 jobs to repeat"))
        #expect(result.output.contains("left out 4: 4 test jobs\n"))
        #expect(
            words(result).contains(
                "warning: recipe 28904, 'could not reach host after # s': 8 of the 8 jobs read with this error failed at "
                    + "step 7; repeating runs steps 1 to 6 again"
            ),
            "\(result.output)"
        )
        #expect(singleReads(bench) == 12)
        #expect(bench.workspace.writes.isEmpty)
        let plan = try bench.text("p.plan.jsonl")
        #expect(plan.contains(#""list":"details","requests":12,"rows":12,"complete_because":"end_of_list""#))
        #expect(!plan.contains("log_message"))
        #expect(try bench.run(["show", "p.plan.jsonl"]).output == result.output)
    }

    @Test func `'sample' reads three jobs of the error, and says if test jobs were among them`() throws {
        let scenario = Self.scenario.replacing("test_jobs: 4", with: "test_jobs: 11")
        let bench = try bench(", inspect: sample", scenario: scenario)
        let result = try bench.run(["plan", "crm.yaml"])
        #expect(result.status == .done, "\(result.error)")
        #expect(singleReads(bench) == 3)
        #expect(result.output.contains(" test jobs"))
        #expect(
            words(result).contains("of the 3 jobs read are test jobs; there may be more among the 9 that were not read")
        )
    }

    @Test func `a limit is filled with jobs that are no tests, which the server would refuse`() throws {
        let bench = try bench(", inspect: all, limit: 8")
        let result = try bench.run(["run", "crm.yaml", "--yes"])
        #expect(result.status == .done, "\(result.output)\(result.error)")
        #expect(bench.workspace.writes.count == 1)
        #expect(try bench.run(["show", bench.path(ending: ".state.jsonl"), "--json"]).output.contains(#""jobs":8"#))
    }
}
