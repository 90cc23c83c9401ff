import RedriveCLI
import RedriveTestSupport
import Testing

@Suite struct PlanCommandTests {
    private func bench(_ scenario: String = Scenarios.outage, _ runbook: String = Scenarios.runbook) throws -> Bench {
        let bench = try Bench(scenario)
        bench.put(runbook, at: "crm.yaml")
        return bench
    }

    @Test func `a step that selects nothing has no stages to show`() throws {
        let bench = try Bench()
        bench.put(
            Scenarios.runbook.replacing("2026-11-23T00:00:00Z", with: "2026-11-23T11:59:59Z")
                + "\n    canary: { jobs: 1 }\n",
            at: "crm.yaml"
        )
        let lines = try bench.run(["plan", "crm.yaml"]).output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.contains { $0.hasPrefix("  oldest first") })
        #expect(!lines.contains { !$0.isEmpty && $0.allSatisfy { $0 == " " } }, "\(lines)")
    }

    @Test func `the preview at 80 columns`() throws {
        let bench = try bench()
        let variables = ["WORKATO_API_TOKEN": Bench.token, "COLUMNS": "80"]
        let result = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"], variables: variables)
        #expect(result.status == .done)
        #expect(bench.workspace.writes.isEmpty)
        let id = try #require(Events(bench.run(["show", "p.plan.jsonl", "--json"])).last.planID)
        #expect(
            result.output == """
                production · https://workato.example.com · workspace 17423 (outage)
                crm-outage  plan \(id)  35 jobs to repeat
                INC-4211; lists read at 2026-11-23T12:00:00Z
                orders  35 jobs in 3 requests, 2 recipes
                  failed, completed_at 2026-11-23T00:00:00Z to 2026-11-23T12:00:00Z
                  oldest first · stops at 50% failed again, 50% refused · followed for 5m
                    recipe 28904     27 jobs in 2 requests  Recipe 28904
                    recipe 51325710  8 jobs in 1 request  Recipe 51325710
                  left out 3: 3 already recovered
                errors
                  23  salesforce · Timeout · could not reach host after # s  in 28904
                   8  netsuite · Timeout · read timed out  in 51325710
                   4  salesforce · Service unavailable · 503 from api-#  in 28904
                failures  2026-11-23T07:01:24Z to 2026-11-23T09:47:40Z
                time      about 2s to send, then 1s to 5m to see how the repeats end
                complete  yes, every list was read to its end
                each job runs again from its trigger with the recipe's latest version; steps
                that had succeeded run again and are billed
                plan_id   \(id)
                next      redrive run p.plan.jsonl

                """
        )
        #expect(try bench.run(["show", "p.plan.jsonl"], variables: variables).output == result.output)
    }

    @Test func `a wide terminal also gets a histogram`() throws {
        let bench = try bench()
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let wide = try bench.run(["show", "p.plan.jsonl", "--no-color"], terminal: .person(width: 160))
        let line = try #require(wide.lines.first { $0.hasPrefix("over time") })
        #expect(line.contains("each 15m from 2026-11-23T07:00:00Z, at most"))
        #expect(
            wide.lines.contains(
                "each job runs again from its trigger with the recipe's latest version; steps that had succeeded run again and are billed"
            )
        )
        let narrow = try bench.run(["show", "p.plan.jsonl", "--no-color"], terminal: .person(width: 80))
        #expect(!narrow.output.contains("over time"))
    }

    @Test func `five recipes, many errors and a warning fit a screen`() throws {
        var scenario = "scenario: 1\nrecipes:\n"
        for id in 1...5 {
            scenario +=
                "  - id: \(id)\n    failed: { count: 40, between: [-5h, -2h], recovered: 1, in_flight: 1, errors: ["
            scenario += (1...6).map {
                "{ type: T\($0), message: 'a message that is long enough to be cut somewhere, number \("x" + String(repeating: "y", count: $0))' }"
            }
            .joined(separator: ", ")
            scenario += "] }\n"
        }
        let runbook = Scenarios.runbook.replacing("[28904, 51325710]", with: "[1, 2, 3, 4, 5]")
        let bench = try bench(scenario, runbook)
        let result = try bench.run(["plan", "crm.yaml", "--no-color"], terminal: .person())
        #expect(result.status == .done, "\(result.error)")
        #expect(result.lines.count <= 23, "\(result.output)")
        #expect(result.lines.allSatisfy { $0.count <= 80 }, "\(result.output)")
        #expect(result.output.contains("more jobs with"))
    }

    @Test func `what the server says cannot move the cursor`() throws {
        let scenario = """
            scenario: 1
            recipes:
              - id: 28904
                failed:
                  count: 3
                  between: [-5h, -2h]
                  title: "t\\e[2J"
                  errors: [{ type: "a\\e]0;b\\a", adapter: "c\\u009bd", message: "evil\\r\\n\\e[31m\\u202etext" }]
            """
        let bench = try bench(scenario, Scenarios.runbook.replacing(", 51325710", with: ""))
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl", "--with-titles"])
        for arguments in [["show", "p.plan.jsonl", "--jobs"], ["show", "p.plan.jsonl", "--jobs", "--json"]] {
            let result = try bench.run(arguments)
            #expect(result.status == .done)
            let bad = result.output.unicodeScalars.filter {
                $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E)
            }
            #expect(bad.isEmpty, "\(bad.map(\.value))")
            #expect(result.output.contains("evil"))
        }
    }

    @Test func `a plan above max_jobs is not written`() throws {
        let bench = try bench(Scenarios.outage, Scenarios.runbook.replacing("500", with: "34"))
        let result = try bench.run(["plan", "crm.yaml"])
        #expect(result.status == .refused)
        #expect(result.error.hasPrefix("error: the plan has 35 jobs, and max_jobs is 34\n"))
        #expect(!bench.files.paths.contains { $0.hasSuffix(".plan.jsonl") })
    }

    @Test func `an empty plan is written, and said to be empty`() throws {
        let bench = try bench(Scenarios.outage, Scenarios.runbook.replacing("2026-11-23T00:00:00Z", with: "1m ago"))
        let result = try bench.run(["plan", "crm.yaml", "--detailed-exitcode"])
        #expect(result.status == .done, "\(result.error)")
        #expect(result.output.contains("nothing to run"))
        #expect(
            try bench.run(["run", bench.path(ending: ".plan.jsonl")]).output == "nothing to do: no job was selected\n"
        )
    }

    @Test func `a plan that is not empty exits with 2 if asked to`() throws {
        #expect(try bench().run(["plan", "crm.yaml", "--detailed-exitcode"]).status == .planNotEmpty)
    }

    @Test func `a plan file is never overwritten`() throws {
        let bench = try bench()
        bench.put("precious", at: "p.plan.jsonl")
        let result = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        #expect(result.status == .refused)
        #expect(try bench.text("p.plan.jsonl") == "precious")
        #expect(bench.workspace.sent.isEmpty)
    }

    @Test func `a recipe that cannot be read ends the plan`() throws {
        let bench = try bench(Scenarios.outage, Scenarios.runbook.replacing("51325710", with: "777"))
        let result = try bench.run(["plan", "crm.yaml"])
        #expect(result.status == .unreachable)
        #expect(result.error.hasPrefix("error: recipe 777 does not exist"))
        #expect(!bench.files.paths.contains { $0.hasSuffix(".plan.jsonl") })
    }

    @Test func `a token that is missing, unusable or not accepted ends with 77`() throws {
        let bench = try bench()
        for variables in [
            [:], ["WORKATO_API_TOKEN": ""], ["WORKATO_API_TOKEN": "to ken"], ["WORKATO_API_TOKEN": "another-token"],
        ] {
            let result = try bench.run(["plan", "crm.yaml"], variables: variables)
            #expect(result.status == .noToken)
            #expect(!result.error.contains("another-token"))
        }
    }

    @Test func `diff shows which jobs were removed, and why`() throws {
        let bench = try bench()
        _ = try bench.run(["plan", "crm.yaml", "-o", "a.plan.jsonl"])
        _ = try bench.run(["run", "crm.yaml", "--yes", "--only", "orders"])
        _ = try bench.run(["plan", "crm.yaml", "-o", "b.plan.jsonl"])
        let result = try bench.run(["diff", "a.plan.jsonl", "b.plan.jsonl"])
        #expect(result.status == .done)
        #expect(result.output.contains("- 35 jobs removed: only the first plan would repeat them\n"))
        #expect(result.output.contains("included in 'orders' -> recovered"))
        #expect(
            try bench.run(["diff", "a.plan.jsonl", "a.plan.jsonl"]).output.hasSuffix(
                "nothing changed, 35 jobs are in both\n"
            )
        )
    }
}
