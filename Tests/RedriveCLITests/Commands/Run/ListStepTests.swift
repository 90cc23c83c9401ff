@testable import RedriveCLI
import RedriveCore
import RedriveTestSupport
import Testing
import Transport

@Suite struct ListStepTests {
    private static let head = """
        redrive: 1
        name: look
        workspace: { url: "https://workato.example.com", name: production }
        steps:

        """
    private static let list = """
          - name: still
            list_jobs: { recipes: [28904, 51325710], since: 2026-11-23T00:00:00Z, save: still.csv }

        """
    private static let repeats = """
          - name: orders
            repeat_jobs: { recipes: [28904], since: 2026-11-23T00:00:00Z }

        """

    private func bench(_ steps: String, ignoresCursors: Bool = false) throws -> Bench {
        let bench = try Bench(Scenarios.outage, ignoresCursors: ignoresCursors)
        bench.put(Self.head + steps, at: "look.yaml")
        return bench
    }

    @Test func `a list needs no approval, sends nothing, and leaves a file`() throws {
        let bench = try bench(Self.list)
        let result = try bench.run(["run", "look.yaml"])
        #expect(result.status == .done, "\(result.error)")
        #expect(bench.workspace.writes.isEmpty)
        let rows = try bench.text("still.csv").split(separator: "\n")
        #expect(rows.count == 36)
        #expect(rows[0].hasPrefix("\u{FEFF}recipe_id,job_id,master_job_id"))
        #expect(!rows[0].contains("title"))
        #expect(result.output.contains("step 'still': 35 jobs listed in"), "\(result.output)")
        #expect(result.output.contains("saved in still.csv"))
        #expect(!bench.files.paths.contains { $0.hasSuffix(".tmp") }, "\(bench.files.paths)")
    }

    @Test func `the preview says what will be read and where it goes, and the plan can be run`() throws {
        let bench = try bench(Self.list)
        let variables = ["WORKATO_API_TOKEN": Bench.token, "COLUMNS": "80"]
        let plan = try bench.run(["plan", "look.yaml", "-o", "p.plan.jsonl"], variables: variables)
        #expect(plan.status == .done, "\(plan.error)")
        #expect(!bench.workspace.sent.contains { $0.target.contains("/jobs") })
        #expect(plan.output.contains("lists only, sends nothing"), "\(plan.output)")
        #expect(plan.output.contains("still  lists jobs of 2 recipes when its turn comes; sends nothing"))
        #expect(plan.output.contains("saved in still.csv with 19 columns"))
        #expect(!plan.output.contains("runs again from its trigger"))
        #expect(try bench.run(["run", "p.plan.jsonl"]).status == .done)
        #expect(try bench.text("still.csv").split(separator: "\n").count == 36)
    }

    @Test func `a file that is there is refused before the first request, and replaced with --force`() throws {
        let bench = try bench(Self.list)
        bench.put("precious", at: "still.csv")
        let refused = try bench.run(["run", "look.yaml"])
        #expect(refused.status == .refused)
        #expect(refused.error.contains("'still.csv' already exists"), "\(refused.error)")
        #expect(bench.workspace.sent.isEmpty)
        #expect(try bench.text("still.csv") == "precious")
        #expect(try bench.run(["run", "look.yaml", "--force"]).status == .done)
        #expect(try bench.text("still.csv").split(separator: "\n").count == 36)
    }

    @Test func `a list behind a step shows what is left of it`() throws {
        let bench = try bench(Self.repeats + Self.list)
        let unapproved = try bench.run(["run", "look.yaml"])
        #expect(unapproved.status == .refused)
        #expect(bench.workspace.writes.isEmpty)
        let result = try bench.run(["run", "look.yaml"], terminal: .person(width: 120), answers: ["0000"])
        #expect(result.status == .refused)
        bench.put(
            (Self.head + Self.repeats + Self.list).replacing("name: look\n", with: "name: look\nmax_jobs: 50\n"),
            at: "look.yaml"
        )
        let run = try bench.run(["run", "look.yaml", "--yes", "--json"])
        #expect(run.status == .done, "\(run.output)")
        // What recipe 28904 had has recovered.
        #expect(try bench.text("still.csv").split(separator: "\n").count == 9)
        let steps = try Events(run).all("step")
        #expect(steps.contains { $0.status == "listed" && $0.complete == true })
        let state = try bench.path(ending: ".state.jsonl")
        #expect(try bench.run(["status", state]).output.contains("8 jobs listed"))
        #expect(try bench.run(["report", state]).output.contains("8 jobs listed"))
        #expect(try bench.run(["show", state]).status == .done)
        #expect(try bench.run(["resume", state]).status == .done)
    }

    @Test func `a dry run makes no file`() throws {
        let bench = try bench(Self.list)
        let result = try bench.run(["run", "look.yaml", "--dry-run"])
        #expect(result.status == .done, "\(result.error)")
        #expect(!bench.files.paths.contains("still.csv"))
        #expect(!bench.workspace.sent.contains { $0.target.contains("/jobs") })
    }

    @Test func `a list that is not proven complete ends with 1 and a warning`() throws {
        let bench = try bench(Self.list, ignoresCursors: true)
        let result = try bench.run(["run", "look.yaml"])
        #expect(result.status == .unfinishedJobs)
        let warning = "warning: the list of step 'still' is not proven complete: recipe 28904"
        #expect(result.error.contains(warning), "\(result.error)")
        #expect(result.output.contains("not proven complete"))
        let state = try bench.path(ending: ".state.jsonl")
        let headline = try bench.run(["status", state]).lines[0]
        #expect(headline.hasSuffix("finished; the list of step 'still' is not proven complete"), "\(headline)")
        let report = try bench.run(["report", state, "--format", "json"]).output
        #expect(report.contains(#""ending":"finished""#) && report.contains("the list of step 'still' is not proven"))
    }

    @Test func `a list that broke off is said in the headline, beside jobs that need a decision`() throws {
        let bench = try bench(Self.list + Self.list.replacing("still", with: "again"))
        _ = try bench.run(["plan", "look.yaml", "-o", "p"])
        let planned = try bench.plan("p")
        let begun = planned.plan.header.createdAt
        var state = RunState(plan: planned.plan, planID: planned.planID)
        try state.apply(.session(.init(number: 1, host: "a", pid: 1, version: "1")), at: begun)
        func list(_ step: Int, isComplete: Bool, _ failure: String?) throws {
            try state.apply(.stepStarted(.init(step: step)), at: begun)
            let record = Record.Listed(step: step, jobs: 1, requests: 1, isComplete: isComplete, failure: failure)
            try state.apply(.listed(record), at: begun)
            try state.apply(.stepFinished(.init(step: step)), at: begun)
        }
        try list(0, isComplete: false, "502")
        try list(1, isComplete: false, nil)
        try state.apply(.ended(.init(ending: .finished)), at: begun)
        #expect(
            state.endingWords?.rendered(color: false)
                == "finished; the list of step 'still' broke off; the list of step 'again' is not proven complete"
        )
    }

    @Test func `the query for recipes is in the preview in words, and in the event of the step`() throws {
        let bench = try bench(
            "  - list_jobs: { recipes: { running: true, except: [51325710] }, since: 2026-11-23T00:00:00Z }\n"
        )
        let plan = try bench.run(["plan", "look.yaml", "-o", "p.plan.jsonl"])
        #expect(plan.status == .done, "\(plan.error)")
        #expect(plan.output.contains("  recipes: running, except 1; 1 recipe found"), "\(plan.output)")
        let shown = try bench.run(["show", "p.plan.jsonl"]).output
        #expect(shown.contains("  recipes: running, except 1; 1 recipe found"), "\(shown)")
        let json = try bench.run(["plan", "look.yaml", "-o", "q.plan.jsonl", "--json"]).output
        #expect(json.contains(#""recipe_query":{"where":["running","except 1"],"matched":1,"skipped":{}}"#), "\(json)")
    }

    @Test func `an interrupted list leaves no file, and is made anew`() throws {
        let bench = try bench(Self.list)
        let stopped = try bench.run(["run", "look.yaml"], interrupts: [.milliseconds(550)])
        #expect(stopped.status == .interrupted, "\(stopped.error)")
        #expect(!bench.files.paths.contains { $0.contains("still.csv") }, "\(bench.files.paths)")
        let state = try bench.path(ending: ".state.jsonl")
        #expect(try bench.run(["resume", state]).status == .done)
        #expect(try bench.text("still.csv").split(separator: "\n").count == 36)
    }

    @Test func `no file operation that fails leaves part of a list, and a resume makes the whole`() throws {
        var failed = 0
        for operation in 1...200 {
            let bench = try bench(Self.list)
            let result = try bench.run(["run", "look.yaml"], failAt: operation)
            if result.status == .done { continue }
            failed += 1
            if let file = bench.files.contents(of: "still.csv") {
                #expect(String(decoding: file, as: UTF8.self).split(separator: "\n").count == 36, "\(operation)")
            }
            guard let state = bench.files.paths.first(where: { $0.hasSuffix(".state.jsonl") }) else { continue }
            let resumed = try bench.run(["resume", state])
            guard resumed.status != .invalidData else { continue }
            #expect(resumed.status == .done, "\(operation): \(resumed.error)")
            #expect(try bench.text("still.csv").split(separator: "\n").count == 36, "\(operation)")
        }
        #expect(failed > 5)
    }

    @Test func `details are read of each job, as JSON Lines`() throws {
        let bench = try bench(
            """
              - list_jobs:
                  recipes: 51325710
                  since: beginning
                  details: true
                  save: d.jsonl
                  columns: [job_id, failed_step, failed_adapter, steps]

            """
        )
        let result = try bench.run(["run", "look.yaml"])
        #expect(result.status == .done, "\(result.error)")
        let lines = try bench.text("d.jsonl").split(separator: "\n")
        #expect(lines.count == 8)
        #expect(lines.allSatisfy { $0.contains(#""failed_adapter":"netsuite""#) }, "\(lines[0])")
    }
}
