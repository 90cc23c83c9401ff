import Glibc
import Testing

/// Signals that come to a run from outside.
@Suite(.serialized) struct SignalTests {
    @Test func `a process that was suspended sends nothing too soon when it goes on`() async throws {
        let world = try await ServedWorld(jobs: 160)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(2, "answered")
        try await run.suspend()
        let clock = ContinuousClock()
        let end = clock.now + .seconds(4)
        try await ToolProcess.until("four seconds have passed") { clock.now >= end }
        run.signal(SIGCONT)
        #expect(try await run.wait() == 0, "\(run.errors)")
        try world.expectOneRepeat(ofEach: 160)
        #expect(try world.violations() == [])
    }

    @Test func `a process that was suspended with a request under way ends with one repeat for each job`() async throws
    {
        let world = try await ServedWorld(jobs: 60)
        let proxy = try ProxyInBetween(to: world.port, nth: 2, .hold)
        try world.writeRunbook(url: proxy.url)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await ToolProcess.until("the second answer is under way") { proxy.isHolding }
        try await run.suspend()
        proxy.release()
        try await ToolProcess.until("the second answer has been sent") { proxy.passedOn == 2 }
        run.signal(SIGCONT)
        #expect(try await run.wait() == 0, "\(run.errors)")
        try world.expectOneRepeat(ofEach: 60)
    }

    @Test func `the loss of the terminal does not end a run`() async throws {
        let world = try await ServedWorld(jobs: 60)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(1, "answered")
        run.signal(SIGHUP)
        run.signal(SIGHUP)
        #expect(try await run.wait() == 0, "\(run.errors)")
        try world.expectOneRepeat(ofEach: 60)
    }

    @Test func `a second interrupt leaves at once, and the state file can be resumed`() async throws {
        let world = try await ServedWorld(jobs: 60, more: "faults: [{ on: repeat, nth: 2, effect: slow, by: 300s }]")
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await ToolProcess.until("the second request is under way") { try world.requests("repeat") == 2 }
        run.signal(SIGINT)
        try await ToolProcess.until("the first interrupt is answered") { run.errors.contains("Ctrl-C again") }
        run.signal(SIGINT)
        #expect(try await run.wait(seconds: 60) == 4)
        #expect((run.output + run.errors).contains("redrive resume \(try world.stateFile())"))
        let status = try world.start("status", try world.stateFile())
        #expect(try await status.wait() == 0)
        #expect(status.output.contains("stopped at once by a second Ctrl-C or signal"), "\(status.output)")
        // On a busy machine the request may be shown too late to be found: then a person decides.
        #expect(try await world.resumeToTheEnd().last == 0)
        try world.expectOneRepeat(ofEach: 60)
    }
}
