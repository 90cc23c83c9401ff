import Glibc
import Testing

/// Keys and sizes of a real terminal, with a shell that controls its jobs.
@Suite(.serialized) struct TerminalTests {
    /// Starts an interactive shell that has the terminal for itself.
    private func shell(_ world: ServedWorld, _ terminal: PseudoTerminal) throws -> ToolProcess {
        try world.start(
            terminal: terminal,
            output: terminal.descriptor,
            limits: "export PS1='$ ' NO_COLOR=1; exec setsid --ctty bash --norc --noediting -i"
        )
    }

    private func type(_ command: String, _ terminal: PseudoTerminal) {
        terminal.type("\(ToolProcess.binary) \(command)\n")
    }

    @Test func `Ctrl-Z and fg leave a run whole, and its limits kept`() async throws {
        let world = try await ServedWorld(jobs: 160)
        let terminal = try PseudoTerminal()
        terminal.resize(columns: 100, rows: 30)
        let shell = try shell(world, terminal)
        try await terminal.until("$ ")
        type("run runbook.yaml --yes", terminal)
        try await world.untilRecorded(2, "answered")
        terminal.type("\u{1a}")
        try await terminal.until("Stopped")
        let before = try world.requests("repeat")
        try await Task.sleep(for: .seconds(3))
        #expect(try world.requests("repeat") == before)
        terminal.type("fg\n")
        try await terminal.until("160 jobs planned: 160 repeated")
        terminal.type("exit\n")
        #expect(try await shell.wait() == 0)
        try world.expectOneRepeat(ofEach: 160)
        #expect(try world.violations() == [])
    }

    @Test func `two Ctrl-C at once stop a run, the terminal is as it was, and the file says so`() async throws {
        let world = try await ServedWorld(jobs: 60, more: "faults: [{ on: repeat, nth: 2, effect: slow, by: 40s }]")
        let terminal = try PseudoTerminal()
        terminal.resize(columns: 100, rows: 30)
        let shell = try shell(world, terminal)
        try await terminal.until("$ ")
        type("run runbook.yaml --yes", terminal)
        try await ToolProcess.until("the second request is under way") { try world.requests("repeat") == 2 }
        terminal.type("\u{3}")
        try await terminal.until("Ctrl-C again")
        terminal.type("\u{3}")
        try await terminal.until("stopped at once")
        // Echo and line mode are the shell's again.
        terminal.type("echo it-$((40+2))\n")
        try await terminal.until("it-42")
        type("status", terminal)
        try await terminal.until("stopped at once by a second Ctrl-C")
        terminal.type("exit\n")
        #expect(try await shell.wait() == 0)
        #expect(try await world.resumeToTheEnd().last == 0)
        try world.expectOneRepeat(ofEach: 60)
    }

    @Test func `the line of progress fits whatever the size becomes`() async throws {
        let world = try await ServedWorld(jobs: 160)
        let terminal = try PseudoTerminal()
        terminal.resize(columns: 160, rows: 45)
        let run = try world.start("run", "runbook.yaml", "--yes", terminal: terminal, output: terminal.descriptor)
        try await world.untilRecorded(2, "answered")
        try await terminal.until("[###")
        terminal.resize(columns: 40, rows: 20)
        let sent = try world.requests("repeat")
        try await ToolProcess.until("two more requests") { try world.requests("repeat") >= sent + 2 }
        let lines = terminal.shown().split(separator: "\r\u{1b}[K").map { line in
            line.replacing(/\u{1b}\[[0-9;]*[mK]/, with: "")
        }
        let drawn = lines.filter { $0.contains("sent  ") && !$0.contains("\n") }
        #expect(drawn.contains { $0.count > 70 })
        let last = try #require(drawn.last)
        #expect(last.count <= 37, "\(last)")
        #expect(last.contains("/160"))
        #expect(try await run.wait() == 0, "\(terminal.shown())")
    }
}
