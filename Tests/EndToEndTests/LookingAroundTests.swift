import Testing

/// Whose token it is, `doctor` and `init`, with the real binary over a socket.
@Suite(.serialized) struct LookingAroundTests {
    private func expectNoWrite(_ world: ServedWorld) throws {
        #expect(try world.requests("repeat") == 0)
        #expect(try world.requests("resume") == 0)
        #expect(try world.violations() == [])
    }

    @Test func `a doctor finds everything well, with reads alone`() async throws {
        let world = try await ServedWorld(jobs: 40, more: "identity: { id: 17293, name: Acme }")
        let doctor = try world.start("doctor", "runbook.yaml")
        #expect(try await doctor.wait() == 0, "\(doctor.output)\(doctor.errors)")
        for words in [
            "workspace 17293 (Acme)", "not used: the address is this machine's own", "25 rows on a page",
            "all well; nothing was written",
        ] { #expect(doctor.output.contains(words), "\(words): \(doctor.output)") }
        try expectNoWrite(world)
    }

    /// What a server does, what the doctor says, and how it exits.
    struct Fault: Sendable, CustomTestStringConvertible {
        var keys: String
        var words: String
        var status: Int32
        var testDescription: String { keys }
    }

    @Test(arguments: [
        Fault(keys: "identity: { refused: 403 }", words: "does not say whose the token is (403", status: 0),
        Fault(keys: "faults: [{ on: me, effect: garbage }]", words: "note      workspace", status: 0),
        Fault(keys: "faults: [{ on: me, effect: html, status: 502 }]", words: "502", status: 69),
        Fault(keys: "faults: [{ on: list, effect: unauthorized }]", words: "cannot be read: 401", status: 77),
        Fault(keys: "faults: [{ on: list, effect: cut }]", words: "answer lost", status: 69),
        Fault(keys: "faults: [{ on: list, effect: close, applied: none }]", words: "answer lost", status: 69),
    ])
    func `a refused, lost or malformed answer is a finding`(_ fault: Fault) async throws {
        let world = try await ServedWorld(jobs: 3, more: fault.keys)
        let doctor = try world.start("doctor", "runbook.yaml", "--json")
        let status = try await doctor.wait()
        #expect(status == fault.status, "\(doctor.output)\(doctor.errors)")
        let text = try world.start("doctor", "runbook.yaml")
        _ = try await text.wait()
        #expect(text.output.contains(fault.words), "\(text.output)")
        try expectNoWrite(world)
    }

    @Test func `a token of another workspace than the runbook names plans and runs nothing`() async throws {
        let world = try await ServedWorld(
            jobs: 3,
            more: "identity: { id: 555, name: Test }",
            workspace: "  id: 17293"
        )
        for command in [["plan", "runbook.yaml"], ["run", "runbook.yaml", "--yes"]] {
            let tool = try world.start(command[0], command[1], command.count > 2 ? command[2] : "--json")
            #expect(try await tool.wait() == 6, "\(tool.errors)")
            let said = tool.errors + tool.output
            #expect(said.contains("555") && said.contains("17293"), "\(said)")
        }
        #expect(try world.requests("list") == 0)
        try expectNoWrite(world)
    }

    @Test func `init asks on a terminal, and what it writes validates and plans`() async throws {
        let world = try await ServedWorld(jobs: 8)
        let terminal = try PseudoTerminal()
        let tool = try world.start(
            "init",
            "--token-env",
            "REDRIVE_TEST_TOKEN",
            "-o",
            "new.yaml",
            terminal: terminal
        )
        try await terminal.until("Where is the workspace?")
        terminal.type("\(world.url)\n")
        try await terminal.until("Which recipes?")
        terminal.type("100\n")
        try await terminal.until("Since when?")
        terminal.type("2026-11-20T08:00:00Z\n")
        #expect(try await tool.wait() == 0, "\(terminal.shown())\(tool.errors)")
        #expect(tool.output.contains("'new.yaml': 8 failed jobs would be repeated now"), "\(tool.output)")
        let validated = try world.start("validate", "new.yaml")
        #expect(try await validated.wait() == 0, "\(validated.errors)")
        let plan = try world.start("plan", "new.yaml", "--detailed-exitcode")
        #expect(try await plan.wait() == 2, "\(plan.errors)")
        let again = try world.start(
            "init",
            "--url",
            world.url,
            "--token-env",
            "REDRIVE_TEST_TOKEN",
            "--recipe",
            "100",
            "--since",
            "1d ago",
            "-o",
            "new.yaml"
        )
        #expect(try await again.wait() == 6, "\(again.errors)")
        try expectNoWrite(world)
    }

    @Test func `init in a pipe names what is missing`() async throws {
        let world = try await ServedWorld(jobs: 1)
        let tool = try world.start("init", "--url", world.url)
        #expect(try await tool.wait() == 64)
        #expect(tool.errors.contains("'--recipe' and '--since' are missing"), "\(tool.errors)")
        #expect(tool.errors.contains("see docs/commands.md"))
        #expect(try world.requests("list") == 0)
    }
}
