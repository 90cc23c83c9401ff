import Glibc
import Testing

/// Commands to a live run of the real binary: over its socket, and by key on its terminal.
@Suite(.serialized) struct LiveControlTests {
    /// Tells the run something, and returns how the command ended.
    private func tell(_ world: ServedWorld, _ command: String, _ more: String...) async throws -> (Int32, String) {
        let state = try world.stateFile()
        let process = try ToolProcess([command, state] + more, in: world.folder)
        return (try await process.wait(seconds: 60), process.output + process.errors)
    }

    @Test func `a paused run sends nothing, uses no processor time, and goes on when it is told to`() async throws {
        let world = try await ServedWorld(jobs: 160)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(1, "answered")
        let clock = ContinuousClock()
        let begin = clock.now
        let (status, words) = try await tell(world, "pause", "--reason", "the target is slow")
        #expect(clock.now - begin < .seconds(30), "the whole process, on a busy machine")
        #expect(status == 0 && words.contains("paused"), "\(words)")
        let sent = try world.requests("repeat")
        let used = run.processorTime
        try await Task.sleep(for: .seconds(4))
        #expect(try world.requests("repeat") == sent)
        #expect(run.processorTime - used < .milliseconds(400), "outcomes are still read, and nothing else")
        let (_, stands) = try await tell(world, "status")
        #expect(stands.contains("waiting: paused by"), "\(stands)")
        #expect(stands.contains("the target is slow"), "\(stands)")
        #expect(try await tell(world, "pause").1.contains("paused already"))

        #expect(try await tell(world, "resume").0 == 0)
        #expect(try await tell(world, "resume").0 == 6, "it is live and not paused")
        #expect(try await run.wait() == 0, "\(run.errors)")
        try world.expectOneRepeat(ofEach: 160)
        #expect(try world.violations() == [])
        let file = world.folder.text(of: try world.stateFile())
        #expect(file.contains("\"command\":\"pause\"") && file.contains("the target is slow"))
        #expect(file.contains("\"by\":{"))
    }

    @Test func `a skipped recipe is left, a pace holds, and a stop ends the run like Ctrl-C`() async throws {
        let world = try await ServedWorld(jobs: 100, recipes: [100, 200])
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(1, "answered")
        #expect(try await tell(world, "skip", "--recipe", "200").0 == 0)
        // On a busy machine its first request may have gone out by then, and be answered a moment later.
        try await Task.sleep(for: .seconds(1))
        let before = try world.enqueued().count { $0.recipe == 200 }
        #expect(before < 100)
        #expect(try await tell(world, "skip", "--recipe", "7").0 == 64)
        #expect(try await tell(world, "pace", "600", "jobs/min", "--step", "nope").0 == 64)
        #expect(try await tell(world, "pace", "fast").0 == 64)
        // 25 jobs at 10 a minute: two and a half minutes until the next request.
        #expect(try await tell(world, "pace", "10", "jobs/min").0 == 0)
        let sent = try world.requests("repeat")
        try await Task.sleep(for: .seconds(4))
        #expect(try world.requests("repeat") <= sent + 1)
        let (status, words) = try await tell(world, "stop", "--reason", "enough")
        #expect(status == 0 && words.contains("redrive resume"), "\(words)")
        #expect(try await run.wait() == 4, "\(run.errors)")
        #expect(try await tell(world, "pause").0 == 6, "nobody works on it any more")

        // The pace and the skip stay; off is the limits again.
        let resumed = try world.start("resume", try world.stateFile())
        try await world.untilRecorded(2, "session")
        try await ToolProcess.until("the resumed run listens") { try FileProbe.sockets(of: world) > 0 }
        #expect(try await tell(world, "pace", "off").0 == 0)
        #expect(try await resumed.wait() == 0, "\(resumed.errors)")
        #expect(try world.enqueued().count { $0.recipe == 200 } == before)
        try world.expectOneRepeat(ofEach: 100 + before)
    }

    @Test func `garbage, a silent client and a client that dies harm nobody, and a socket of before is replaced`()
        async throws
    {
        let world = try await ServedWorld(jobs: 130)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(1, "answered")
        let socket = try #require(FileProbe.socket(of: world))
        #expect(FileProbe.mode(of: socket) == 0o600)
        for garbage in [
            "\n", "{}\n", "{\"redrive\":1,\"command\":\"pause\"}\n", String(repeating: "x", count: 200_000),
            "\u{0}\u{1b}[2J\n",
        ] {
            _ = try UnixSocket.say(garbage, to: socket)
        }
        let silent = try UnixSocket(connecting: socket)
        let dies = try UnixSocket(connecting: socket)
        dies.write("{\"redrive\":1,\"comm")
        dies.close()
        #expect(try await tell(world, "pause").0 == 0)
        // Killed, its socket stays; the next process takes its place.
        run.signal(SIGKILL)
        _ = try await run.wait()
        silent.close()
        #expect(FileProbe.mode(of: socket) != nil)
        #expect(try await tell(world, "pause").0 == 6)
        let resumed = try world.start("resume", try world.stateFile())
        try await world.untilRecorded(2, "session")
        try await ToolProcess.until("the resumed run answers") {
            (try? UnixSocket.say("{\"redrive\":1,\"command\":\"waiting\"}\n", to: socket))?.contains("waiting") ?? false
        }
        #expect(try await tell(world, "pause").0 == 0)
        #expect(try await tell(world, "resume").0 == 0)
        let end = try await resumed.wait()
        #expect(end == 0 || end == 5, "\(resumed.errors)")
        #expect(FileProbe.mode(of: socket) == nil, "gone with its process")
        let enqueued = try world.enqueued()
        #expect(Set(enqueued.map(\.master)).count == enqueued.count)
    }

    @Test func `p and s control a run on its own terminal, which is as it was afterwards`() async throws {
        let world = try await ServedWorld(jobs: 160)
        let terminal = try PseudoTerminal()
        terminal.resize(columns: 100, rows: 30)
        let shell = try world.start(
            terminal: terminal,
            output: terminal.descriptor,
            limits: "export PS1='$ ' NO_COLOR=1; exec setsid --ctty bash --norc --noediting -i"
        )
        try await terminal.until("$ ")
        terminal.type("\(ToolProcess.binary) run runbook.yaml --yes\n")
        try await world.untilRecorded(1, "answered")
        try await terminal.until("p pauses and continues")
        terminal.type("p")
        try await terminal.until("paused by")
        let sent = try world.requests("repeat")
        try await Task.sleep(for: .seconds(3))
        #expect(try world.requests("repeat") == sent)
        // Ctrl-Z gives the terminal back with its echo; fg takes it again.
        terminal.type("\u{1a}")
        try await terminal.until("Stopped")
        terminal.type("stty -a | grep -o ' echo '; echo here-$((40+2))\n")
        try await terminal.until("here-42")
        terminal.type("fg\n")
        try await Task.sleep(for: .seconds(1))
        terminal.type("p")
        try await terminal.until("continued by")
        try await ToolProcess.until("it sends again") { try world.requests("repeat") > sent }
        terminal.type("s")
        // Its end gives the terminal back: until then, what is typed are keys.
        try await terminal.until("160 jobs planned")
        terminal.type("echo it-$((40+3))\n")
        try await terminal.until("it-43")
        terminal.type("exit\n")
        #expect(try await shell.wait() == 0)
        #expect(try await world.resumeToTheEnd().last == 0)
        try world.expectOneRepeat(ofEach: 160)
    }
}
