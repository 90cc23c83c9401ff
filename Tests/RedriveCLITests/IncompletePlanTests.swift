import RedriveCLI
import RedriveTestSupport
import Testing

/// Plans whose lists could not be shown to be complete.
@Suite struct IncompletePlanTests {
    private func bench(_ runbook: String = Scenarios.runbook) throws -> Bench {
        let bench = try Bench(ignoresCursors: true)
        bench.put(runbook, at: "crm.yaml")
        return bench
    }

    /// Without the line breaks of a narrow terminal.
    private static func flat(_ text: String) -> String { text.replacing(/\s+/, with: " ") }

    private func planID(_ bench: Bench) throws -> String {
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        return try #require(Events(bench.run(["show", "p.plan.jsonl", "--json"])).last.planID)
    }

    /// A way to run such a plan, or not.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var isPlan = false
        var options: [String] = []
        var answers: [String]?
        var status: RedriveCLI.ExitStatus
        /// What the state file says of who allowed it.
        var allowed: String?
        var says = ""

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "a runbook and --yes",
            options: ["--yes"],
            status: .refused,
            says: "redrive run crm.yaml --yes --allow-incomplete\n"
        ),
        Case(name: "a runbook and no word", status: .refused, says: "redrive run crm.yaml --yes --allow-incomplete\n"),
        Case(name: "a runbook and --allow-incomplete alone", options: ["--allow-incomplete"], status: .refused),
        Case(
            name: "a runbook and both words",
            options: ["--yes", "--allow-incomplete"],
            status: .done,
            allowed: "--allow-incomplete",
            says: "approved with --yes and --allow-incomplete; state file: s\n"
        ),
        Case(
            name: "a plan and its id",
            isPlan: true,
            options: ["--approve", "PLAN_ID"],
            status: .refused,
            says: "redrive run p.plan.jsonl --state s --approve PLAN_ID --allow-incomplete\n"
        ),
        Case(
            name: "a plan, its id and --allow-incomplete",
            isPlan: true,
            options: ["--approve", "PLAN_ID", "--allow-incomplete"],
            status: .done,
            allowed: "--allow-incomplete"
        ),
        Case(
            name: "a person confirms and approves",
            isPlan: true,
            answers: ["y", "PREFIX"],
            status: .done,
            allowed: "terminal",
            says: "there may be more jobs than the "
        ),
        Case(name: "a person approves as if all were well", isPlan: true, answers: ["PREFIX"], status: .refused),
        Case(name: "a person confirms and does not approve", isPlan: true, answers: ["y", "no"], status: .refused),
        Case(
            name: "a person who has said --yes confirms",
            options: ["--yes"],
            answers: ["yes"],
            status: .done,
            allowed: "terminal"
        ),
        Case(name: "a person who has said --yes does not", options: ["--yes"], answers: [""], status: .refused),
        Case(
            name: "a person who has said --allow-incomplete is asked once",
            isPlan: true,
            options: ["--allow-incomplete"],
            answers: ["PREFIX"],
            status: .done,
            allowed: "--allow-incomplete"
        ),
    ]

    @Test(arguments: cases)
    func `a plan that is not proven complete runs on a word of its own`(_ test: Case) throws {
        let bench = try bench()
        let id = try planID(bench)
        func filled(_ text: String) -> String {
            text.replacing("PLAN_ID", with: id).replacing("PREFIX", with: id.prefix(4))
        }
        let says = test.isPlan ? test.says : test.says.replacing("crm.yaml", with: "crm.yaml --state s")
        let result = try bench.run(
            ["run", test.isPlan ? "p.plan.jsonl" : "crm.yaml", "--state", "s"] + test.options.map(filled),
            terminal: test.answers == nil ? .none : .person(),
            answers: (test.answers ?? []).map(filled)
        )
        #expect(result.status == test.status, "\(result.error)")
        #expect(bench.workspace.writes.isEmpty == (test.status != .done))
        #expect(Self.flat(result.error).contains(Self.flat(filled(says))), "\(result.error)")
        guard test.status == .done else {
            #expect(result.error.contains("nothing was sent"))
            #expect(!bench.files.paths.contains("s"))
            return
        }
        let allowed = try #require(test.allowed)
        #expect(try bench.text("s").contains(#""allowed_incomplete":"\#(allowed)""#))
        #expect(result.output.contains("not proven complete:"))
    }

    @Test func `summary, status and show say it again, in words and in numbers`() throws {
        let bench = try bench()
        let words = ["run", "crm.yaml", "--yes", "--allow-incomplete", "--state", "s"]
        let run = try bench.run(words + ["--json"], interrupts: [.milliseconds(1700)])
        #expect(run.status == .interrupted)
        #expect(try Events(run).last.totals?.complete == false)
        let status = try bench.run(["status", "s"])
        #expect(status.output.contains("not proven complete:"))
        let shown = try bench.run(["show", "s"])
        #expect(
            Self.flat(shown.output).contains("although its lists are not proven"),
            "\(shown.output)"
        )
        #expect(try Events(bench.run(["status", "s", "--json"])).all("progress").first?.complete == false)
        let resumed = try bench.run(["resume", "s"])
        #expect(resumed.status == .done, "\(resumed.error)")
        #expect(resumed.output.contains("not proven complete:"))
        #expect(try Events(bench.run(["resume", "s", "--json"])).last.totals?.complete == false)
    }

    @Test func `a complete plan says so, and keeps no such word`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        let run = try bench.run(["run", "crm.yaml", "--yes", "--allow-incomplete", "--state", "s", "--json"])
        #expect(run.status == .done)
        #expect(try Events(run).last.totals?.complete == true)
        #expect(try !bench.text("s").contains("allowed_incomplete"))
        #expect(try !bench.run(["status", "s"]).output.contains("proven"))
    }

    @Test func `no job in lists that may not be whole is not 'nothing to do' for a script`() throws {
        let bench = try bench(
            Scenarios.runbook.replacing(" }\n    verify", with: ", where: { title: nope } }\n    verify")
        )
        let script = try bench.run(["run", "crm.yaml", "--yes"])
        #expect(script.status == .refused, "\(script.output)")
        #expect(script.error.contains("no job was selected, and the lists are not proven complete"))
        let allowed = try bench.run(["run", "crm.yaml", "--yes", "--allow-incomplete"])
        #expect(allowed.status == .done)
        #expect(allowed.output.contains("the lists are not proven complete, so there may be some"))
        #expect(try bench.run(["run", "crm.yaml"], terminal: .person()).status == .done)
    }
}
