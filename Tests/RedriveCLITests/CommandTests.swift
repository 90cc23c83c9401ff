import RedriveCLI
import RedriveTestSupport
import RunbookParsing
import Testing

@Suite struct CommandTests {
    @Test func `help and version go to standard output`() throws {
        let bench = try Bench()
        #expect(try bench.run(["--version"]).output == "redrive \(RedriveVersion.described)\n")
        for arguments in [["run", "--help"], ["help", "run"]] {
            let help = try bench.run(arguments)
            #expect(help.status == .done)
            #expect(help.output.contains("--approve"))
        }
        #expect(try bench.run([]).output.contains("SUBCOMMANDS:"))
    }

    @Test(arguments: [
        ["--nope"], ["plan"], ["plan", "a", "b"], ["run", "a", "--max-age", "soon"], ["fly"],
        ["resume", "s", "--on-unknown", "maybe"], ["simulate", "s", "--port", "70000"],
        ["plan", "a", "--set", "novalue"],
        ["run", "a", "--only", "x", "--from", "y"],
    ])
    func `wrong usage ends with 64`(_ arguments: [String]) throws {
        let result = try Bench().run(arguments)
        #expect(result.status == .usage)
        #expect(result.error.hasPrefix("error: "))
        #expect(result.output.isEmpty)
    }

    @Test func `validate shows every error of every file`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "good.yaml")
        bench.put(
            Scenarios.runbook.replacing("recipes:", with: "recipies:").replacing("max_jobs: 500", with: "max_jobs: 0"),
            at: "bad.yaml"
        )
        #expect(try bench.run(["validate", "good.yaml"]).output == "good.yaml: valid, 1 step\n")
        let result = try bench.run(["validate", "bad.yaml", "good.yaml"])
        #expect(result.status == .invalidData)
        #expect(result.output == "bad.yaml: not valid\ngood.yaml: valid, 1 step\n")
        #expect(result.error.contains("'recipies'"))
        #expect(result.error.contains("'max_jobs'"))
        #expect(result.error.contains(" --> bad.yaml:8:20"))
        #expect(try bench.run(["validate", "missing.yaml"]).status == .fileFailure)
    }

    @Test func `inputs fill a runbook in`() throws {
        let bench = try Bench()
        let runbook = Scenarios.runbook.replacing("[28904, 51325710]", with: "$recipes")
            .replacing("steps:", with: "inputs: { recipes: { type: recipes } }\nsteps:")
        bench.put(runbook, at: "crm.yaml")
        bench.put("recipes: [51325710]\n", at: "inputs.yaml")
        #expect(try bench.run(["validate", "crm.yaml"]).status == .invalidData)
        #expect(
            try bench.run(["plan", "crm.yaml", "--set", "recipes=28904,51325710"]).output.contains("35 jobs to repeat")
        )
        #expect(try bench.run(["plan", "crm.yaml", "--inputs", "inputs.yaml"]).output.contains("8 jobs to repeat"))
    }

    @Test func `schema prints the schema`() throws {
        let result = try Bench().run(["schema"])
        #expect(result.output == RunbookSchema.json)
    }

    @Test func `simulate serves until Ctrl-C and prints the ledger`() throws {
        let result = try Bench().run(
            ["simulate", "scenario.yaml", "--port", "8080", "--ledger"],
            interrupts: [.seconds(5)]
        )
        #expect(result.status == .done)
        #expect(result.error.contains("export WORKATO_API_TOKEN=simulated-token"))
        #expect(result.error.contains("--url http://127.0.0.1:8080"))
    }

    @Test func `watching a status ends when no process works on the run`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["run", "crm.yaml", "--yes", "--state", "s.state.jsonl"])
        let result = try bench.run(["status", "s.state.jsonl", "--watch"])
        #expect(result.status == .done)
        #expect(result.output.contains("crm-outage, plan"))
        #expect(result.output.contains(": finished\n"))
    }
}
