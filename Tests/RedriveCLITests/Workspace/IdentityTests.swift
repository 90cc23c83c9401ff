import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import Transport
import WorkatoJobs

@testable import RedriveCLI

/// Which workspace a token belongs to: shown, kept, and refused where it is another one.
@Suite struct IdentityTests {
    private static let mine = "identity: { id: 17293, name: Acme Production }\n"
    private static let other = "identity: { id: 555, name: Acme Test }\n"

    private func bench(_ identity: String, workspaceID: String = "") throws -> Bench {
        let bench = try Bench(Scenarios.outage + "\n" + identity)
        bench.put(
            Scenarios.runbook.replacing("name: production", with: "name: production\(workspaceID)"),
            at: "crm.yaml"
        )
        return bench
    }

    private func questions(_ bench: Bench) -> Int { bench.workspace.sent.count { $0.target == "/api/users/me" } }

    @Test func `the plan keeps id and name, and preview, show and events have them`() throws {
        let bench = try bench(Self.mine)
        let result = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        #expect(result.status == .done)
        #expect(
            result.lines[0] == "production · https://workato.example.com · workspace 17293 (Acme Production)"
        )
        #expect(
            try bench.plan("p.plan.jsonl").plan.header.identity == WorkspaceIdentity(id: 17293, name: "Acme Production")
        )
        #expect(try bench.run(["show", "p.plan.jsonl"]).lines[0] == result.lines[0])
        let events = try bench.run(["show", "p.plan.jsonl", "--json"])
        #expect(events.output.contains(#""identity":{"id":17293,"name":"Acme Production"}"#))
        #expect(questions(bench) == 1)
    }

    @Test func `the name gives way to the address on a narrow terminal, and the id after it`() throws {
        let bench = try bench(Self.mine)
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let heads = try [100, 64, 50, 40].map { width in
            try bench.run(["show", "p.plan.jsonl", "--no-color"], terminal: .person(width: width)).lines[0]
        }
        #expect(heads[1] == "production · https://workato.example.com · workspace 17293")
        #expect(heads[2] == "production · https://workato.example.com")
        #expect(heads[3].hasSuffix("https://workato.example.com"))
    }

    @Test(arguments: [
        "identity: { refused: 401 }", "identity: { refused: 403 }", "identity: { refused: 404 }",
        "faults: [{ on: me, effect: status, status: 500 }]", "faults: [{ on: me, effect: garbage }]",
        "faults: [{ on: me, effect: close, applied: none }]",
    ])
    func `a plan does without an answer, asks once, and nothing refuses it later`(_ key: String) throws {
        let bench = try bench(key)
        let result = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        #expect(result.status == .done, "\(result.error)")
        #expect(result.lines[0] == "production · https://workato.example.com")
        #expect(questions(bench) == 1)
        let id = try bench.plan("p.plan.jsonl").planID
        #expect(try bench.run(["run", "p.plan.jsonl", "--approve", id]).status == .done)
        #expect(questions(bench) == 1)
    }

    @Test(arguments: [
        ("identity: { refused: 403 }", RedriveCLI.ExitStatus.noToken),
        ("identity: { refused: 404 }", .refused), (other, .refused),
        ("faults: [{ on: me, effect: status, status: 500 }]", .unreachable),
        ("faults: [{ on: me, effect: garbage }]", .unreachable),
    ])
    func `with workspace_id nothing is read unless the token belongs to it`(
        _ key: String,
        _ status: RedriveCLI.ExitStatus
    ) throws {
        let bench = try bench(key, workspaceID: ", id: 17293")
        for command in [["plan", "crm.yaml"], ["run", "crm.yaml", "--yes"]] {
            let result = try bench.run(command)
            #expect(result.status == status, "\(result.error)")
            #expect(result.error.contains("17293"), "\(result.error)")
            #expect(result.error.contains("see docs/runbook.md#workspace"))
        }
        #expect(bench.workspace.sent.allSatisfy { $0.target == "/api/users/me" })
    }

    @Test func `a lost answer is asked for again if workspace_id is set`() throws {
        let bench = try bench(
            Self.mine + "faults: [{ on: me, nth: [1, 2], effect: status, status: 500 }]",
            workspaceID: ", id: 17293"
        )
        #expect(try bench.run(["plan", "crm.yaml"]).status == .done)
        #expect(questions(bench) == 3)
    }

    @Test func `a message about another workspace has both ids and names`() throws {
        let here = try bench(Self.mine)
        _ = try here.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let there = try bench(Self.other)
        there.put(try here.text("p.plan.jsonl"), at: "p.plan.jsonl")
        let id = try here.plan("p.plan.jsonl").planID
        let result = try there.run(["run", "p.plan.jsonl", "--approve", id])
        #expect(result.status == .refused)
        #expect(result.error.contains("workspace 555 (Acme Test)"), "\(result.error)")
        #expect(result.error.contains("17293 (Acme Production)"))
        #expect(there.workspace.writes.isEmpty)
        #expect(there.files.paths.allSatisfy { !$0.hasSuffix(".state.jsonl") })
    }

    @Test func `a run is resumed, looked at and planned from with its own workspace only`() throws {
        let here = try bench(Self.mine)
        let begun = try here.run(
            ["run", "crm.yaml", "--yes", "--state", "r.state.jsonl"],
            interrupts: [.seconds(4)]
        )
        #expect(begun.status == .interrupted, "\(begun.error)")
        let there = try bench(Self.other)
        there.put(try here.text("r.state.jsonl"), at: "r.state.jsonl")
        let id = try here.state("r.state.jsonl").planID
        for command in [
            ["resume", "r.state.jsonl", "--approve", id], ["outcomes", "r.state.jsonl", "--approve", id],
            ["plan", "--from-run", "r.state.jsonl", "--approve", id],
        ] {
            let result = try there.run(command)
            #expect(result.status == .refused, "\(command): \(result.error)")
            #expect(result.error.contains("555") && result.error.contains("17293"), "\(result.error)")
        }
        #expect(there.workspace.writes.isEmpty)
        #expect(there.workspace.sent.allSatisfy { $0.target == "/api/users/me" })
        let resumed = try here.run(["resume", "r.state.jsonl"])
        #expect(resumed.status == .done, "\(resumed.error)")
    }

    @Test func `a run goes on with a warning if the API does not say any more whose token it is`() throws {
        let here = try bench(Self.mine)
        _ = try here.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let there = try bench("identity: { refused: 403 }")
        there.put(try here.text("p.plan.jsonl"), at: "p.plan.jsonl")
        let id = try here.plan("p.plan.jsonl").planID
        let result = try there.run(["run", "p.plan.jsonl", "--approve", id])
        #expect(result.status == .done, "\(result.error)")
        #expect(result.error.contains("warning: it could not be checked that the token belongs to workspace 17293"))
    }

    @Test func `no token goes to the address of a plan that nobody approved`() throws {
        let here = try bench(Self.mine)
        _ = try here.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let before = here.workspace.sent.count
        #expect(try here.run(["run", "p.plan.jsonl"]).status == .refused)
        #expect(here.workspace.sent.count == before)
    }

    @Test func `a simulated workspace stands in for the real one, whatever its id`() throws {
        let bench = try bench(Self.other, workspaceID: ", id: 17293")
        let result = try bench.run(["run", "crm.yaml", "--simulate", "scenario.yaml", "--yes"])
        #expect(result.status == .done, "\(result.error)")
        #expect(try bench.plan(from: result).identity?.id == 555)
    }

    @Test func `reports name the workspace`() throws {
        let bench = try bench(Self.mine)
        #expect(try bench.run(["run", "crm.yaml", "--yes", "--state", "r.state.jsonl"]).status == .done)
        for (format, words) in [
            ("text", "workspace 17293"), ("markdown", "Acme Production"), ("html", "Acme Production"),
            ("json", #""identity":{"id":17293,"name":"Acme Production"}"#),
        ] {
            let report = try bench.run(["report", "r.state.jsonl", "--format", format]).output
            #expect(report.contains(words), "\(format)")
        }
    }

    @Test func `a hostile name moves no cursor and breaks no page`() throws {
        let bench = try bench(#"identity: { name: "<script>\u001b[2J\u202Ealert(1)</script>" }"#)
        let plan = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        #expect(plan.status == .done)
        #expect(!plan.output.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{202e}" })
        #expect(try bench.run(["run", "crm.yaml", "--yes", "--state", "r.state.jsonl"]).status == .done)
        let html = try bench.run(["report", "r.state.jsonl", "--format", "html"]).output
        #expect(!html.contains("alert(1)</script>"))
    }
}

extension Bench {
    /// The header of the plan whose state file a command has left.
    fileprivate func plan(from transcript: Transcript) throws -> PlanHeaderOfRun {
        PlanHeaderOfRun(identity: try state(path(ending: ".state.jsonl")).plan.header.identity)
    }
}

/// What a test looks at of a plan's header.
private struct PlanHeaderOfRun {
    var identity: WorkspaceIdentity?
}
