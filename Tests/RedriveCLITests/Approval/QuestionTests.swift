@testable import RedriveCLI
import RedriveTestSupport
import Testing

@Suite struct QuestionAnswerTests {
    private func bench() throws -> Bench {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        return bench
    }

    @Test func `who slips may try again, three times in all`() throws {
        let bench = try bench()
        let slip = try bench.run(["run", "crm.yaml"], terminal: .person(), answers: ["abcx", "yes", "what"])
        #expect(slip.status == .refused)
        #expect(slip.error.contains("That is not it; 2 more tries."))
        #expect(slip.error.contains("That is not it; 1 more try."))
        #expect(bench.workspace.writes.isEmpty)
        let plan = try bench.plan(bench.path(ending: ".plan.jsonl"))
        let file = try bench.path(ending: ".plan.jsonl")
        let start = String(plan.planID.prefix(4))
        let approved = try bench.run(
            ["run", file],
            terminal: .person(),
            answers: ["nope!", " \(start.uppercased()) "]
        )
        #expect(approved.status == .done, "\(approved.error)")
    }

    @Test(arguments: ["", "n", "no", "q"])
    func `a refusal keeps the plan, and prints the command that runs it`(answer: String) throws {
        let bench = try bench()
        let result = try bench.run(["run", "crm.yaml", "--max-drift", "10%"], terminal: .person(), answers: [answer])
        #expect(result.status == .refused)
        #expect(!result.error.contains("That is not it"))
        let file = try bench.path(ending: ".plan.jsonl")
        #expect(result.error.contains("the plan is kept; to run it after all:\n\n    "))
        #expect(result.error.contains("redrive run \(file) --max-drift 10%"))
        let planID = try bench.plan(file).planID
        #expect(try bench.run(["run", file, "--approve", planID]).status == .done)
    }

    @Test func `a simulation keeps nothing, since its workspace is gone`() throws {
        let bench = try bench()
        let result = try bench.run(
            ["run", "crm.yaml", "--simulate", "scenario.yaml"],
            terminal: .person(),
            answers: [""]
        )
        #expect(result.status == .refused)
        #expect(result.error.contains("Repeat 35 jobs in a SIMULATION of production?"))
        #expect(!result.error.contains("is kept"))
        #expect(!bench.files.paths.contains { $0.hasSuffix(".jsonl") })
    }

    @Test func `the question names jobs, workspace and plan`() throws {
        let result = try bench().run(["run", "crm.yaml"], terminal: .person(width: 160), answers: [""])
        #expect(
            result.error.contains(
                "Repeat 35 jobs in production, https://workato.example.com, workspace 17423 (not a simulation)?\u{1b}[0m Plan "
            )
        )
    }
}
