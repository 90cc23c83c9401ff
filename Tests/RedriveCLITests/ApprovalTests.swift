import RedriveCLI
import RedriveTestSupport
import Testing

@Suite struct ApprovalTests {
    /// A way to say yes, or not.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var isPlan = false
        var isSmall = false
        var maxJobs = true
        var options: [String] = []
        var person = false
        var answers: [String] = []
        var status: RedriveCLI.ExitStatus

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "a runbook, nobody to ask, no word", status: .refused),
        Case(name: "a runbook with max_jobs and --yes", options: ["--yes"], status: .done),
        Case(name: "a runbook without max_jobs and --yes", maxJobs: false, options: ["--yes"], status: .refused),
        Case(name: "a runbook and --approve", options: ["--approve", "PLAN_ID"], status: .refused),
        Case(name: "a plan, nobody to ask, no word", isPlan: true, status: .refused),
        Case(name: "a plan and its id", isPlan: true, options: ["--approve", "PLAN_ID"], status: .done),
        Case(name: "a plan and another id", isPlan: true, options: ["--approve", "0123456789ab"], status: .refused),
        Case(
            name: "a plan and the beginning of its id",
            isPlan: true,
            options: ["--approve", "PREFIX"],
            status: .refused
        ),
        Case(name: "a plan and --yes", isPlan: true, options: ["--yes"], status: .refused),
        Case(
            name: "a plan of many jobs, a person types y",
            isPlan: true,
            person: true,
            answers: ["y"],
            status: .refused
        ),
        Case(
            name: "a plan of many jobs, a person types the beginning of its id",
            isPlan: true,
            person: true,
            answers: ["PREFIX"],
            status: .done
        ),
        Case(
            name: "a plan of few jobs, a person types y",
            isPlan: true,
            isSmall: true,
            person: true,
            answers: ["y"],
            status: .done
        ),
        Case(
            name: "a plan of few jobs, a person types return",
            isPlan: true,
            isSmall: true,
            person: true,
            answers: [""],
            status: .refused
        ),
        Case(
            name: "a plan of few jobs, a person closes the input",
            isPlan: true,
            isSmall: true,
            person: true,
            status: .refused
        ),
        Case(
            name: "a plan and another id, although a person sits there",
            isPlan: true,
            options: ["--approve", "0123456789ab"],
            person: true,
            answers: ["PREFIX"],
            status: .refused
        ),
    ]

    @Test(arguments: cases)
    func `nothing is sent without approval`(_ test: Case) throws {
        let bench = try Bench()
        var runbook = Scenarios.runbook
        if !test.maxJobs { runbook = runbook.replacing("max_jobs: 500\n", with: "") }
        if test.isSmall { runbook = runbook.replacing("[28904, 51325710]", with: "[51325710]") }
        bench.put(runbook, at: "crm.yaml")
        var file = "crm.yaml"
        var planID = "none"
        if test.isPlan {
            _ = try bench.run(["plan", "crm.yaml"])
            file = try bench.path(ending: ".plan.jsonl")
            planID = String(file.dropFirst("crm-outage-".count).prefix(12))
        }
        func filled(_ text: String) -> String {
            text == "PLAN_ID" ? planID : text == "PREFIX" ? String(planID.prefix(4)) : text
        }
        let result = try bench.run(
            ["run", file] + test.options.map(filled),
            terminal: test.person ? .person() : .none,
            answers: test.answers.map(filled)
        )
        #expect(result.status == test.status, "\(result.error)")
        #expect(bench.workspace.writes.isEmpty == (test.status != .done))
        #expect(bench.files.paths.contains { $0.hasSuffix(".state.jsonl") } == (test.status == .done))
        if test.status == .refused { #expect(result.error.contains("nothing was sent")) }
    }

    @Test func `the refusal of a plan names the command that is enough`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["plan", "crm.yaml", "-o", "my plan.jsonl"])
        let refused = try bench.run(["run", "my plan.jsonl", "--max-drift", "10%"])
        let command = try #require(refused.error.split(separator: "\n").last { $0.contains("redrive run") })
        #expect(command.contains("redrive run 'my plan.jsonl' --max-drift 10% --approve "))
    }

    @Test func `Ctrl-C at the question sends nothing`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        let result = try bench.run(["run", "crm.yaml"], terminal: .person(), interrupts: [.milliseconds(150)])
        #expect(result.status == .interrupted)
        #expect(bench.workspace.writes.isEmpty)
    }

    @Test func `what was typed before the question is no answer to it`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook.replacing("[28904, 51325710]", with: "[51325710]"), at: "crm.yaml")
        let ahead = try bench.run(["run", "crm.yaml"], terminal: .person(), answers: ["n"], typedAhead: ["y"])
        #expect(ahead.status == .refused)
        #expect(bench.workspace.writes.isEmpty)
        let asked = try bench.run(["run", "crm.yaml"], terminal: .person(), answers: ["y"], typedAhead: ["n", "q"])
        #expect(asked.status == .done)
    }

    @Test func `taking a run over is no answer to what was typed before either`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["run", "crm.yaml", "--yes", "--state", "s"], interrupts: [.milliseconds(1400)])
        let ahead = try bench.run(
            ["resume", "s"],
            terminal: .person(),
            answers: ["n"],
            typedAhead: ["y"],
            host: "ops-2"
        )
        #expect(ahead.status == .refused)
        #expect(ahead.error.contains("not taken over"))
    }

    @Test func `the refusal of an id for a runbook shows how to get a plan with an id first`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        let refused = try bench.run(["run", "crm.yaml", "--approve", "0123456789ab", "--reason", "a b"])
        #expect(refused.status == .refused)
        #expect(
            refused.error.hasSuffix(
                """
                  the first command writes an exact list of jobs to approve; in the second, '--yes' approves whatever the runbook selects when it runs, up to max_jobs (500):

                    redrive plan crm.yaml --reason 'a b'
                    redrive run crm.yaml --reason 'a b' --yes
                  see docs/commands.md

                """
            ),
            "\(refused.error)"
        )
    }
}
