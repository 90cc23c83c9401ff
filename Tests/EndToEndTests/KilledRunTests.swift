import Glibc
import Testing

/// A run killed while a request to repeat jobs is at each of its stages: the second of three, so that a witness exists.
@Suite(.serialized) struct KilledRunTests {
    /// How far a request has come when the run is killed.
    struct Stage: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var fault: String
        /// So many jobs have been repeated by then.
        var enqueued: Int
    }

    private static let stages = [
        Stage(
            testDescription: "it has arrived and will be applied later",
            fault: "effect: late, by: 1500ms, silent: true",
            enqueued: 25
        ),
        Stage(
            testDescription: "it has arrived and is never applied",
            fault: "effect: silence, applied: none",
            enqueued: 25
        ),
        Stage(
            testDescription: "it has been applied in part",
            fault: "effect: silence, applied: 7",
            enqueued: 32
        ),
        Stage(
            testDescription: "it has been applied and not answered",
            fault: "effect: slow, by: 30s",
            enqueued: 50
        ),
    ]

    @Test(arguments: stages)
    func `a run that is killed with a request under way resumes to exactly one repeat for each job`(
        _ stage: Stage
    ) async throws {
        let world = try await ServedWorld(jobs: 60, more: "faults: [{ on: repeat, nth: 2, \(stage.fault) }]")
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await ToolProcess.until("the second request is under way") {
            try world.requests("repeat") >= 2 && world.enqueued().count >= stage.enqueued
        }
        run.signal(SIGKILL)
        #expect(try await run.wait() == 128 + SIGKILL)
        _ = try await world.resumeToTheEnd()
        try world.expectOneRepeat(ofEach: 60)
    }

    @Test func `a run that is killed between an answer and its record resumes to exactly one repeat for each job`()
        async throws
    {
        let world = try await ServedWorld(jobs: 60)
        let proxy = try ProxyInBetween(to: world.port, nth: 2, .hold)
        try world.writeRunbook(url: proxy.url)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await ToolProcess.until("the second answer is under way") { proxy.isHolding }
        // The answer reaches the machine, and the process never gets to read it.
        try await run.suspend()
        proxy.release()
        try await ToolProcess.until("the second answer has been sent") { proxy.passedOn == 2 }
        run.signal(SIGKILL)
        #expect(try await run.wait() == 128 + SIGKILL)
        // The third request may be intended by then. Nothing younger can witness for the last one of a run: it is held.
        let ends = try await world.resumeToTheEnd()
        #expect(ends == [0] || ends == [5, 0])
        try world.expectOneRepeat(ofEach: 60)
    }

    @Test func `a run that is killed again and again ends with exactly one repeat for each job`() async throws {
        let world = try await ServedWorld(jobs: 110)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(1, "intent")
        run.signal(SIGKILL)
        #expect(try await run.wait() == 128 + SIGKILL)
        for count in 2...4 {
            let resumed = try world.start("resume", try world.stateFile())
            try await world.untilRecorded(count, "intent")
            resumed.signal(SIGKILL)
            #expect(try await resumed.wait() == 128 + SIGKILL)
        }
        _ = try await world.resumeToTheEnd()
        try world.expectOneRepeat(ofEach: 110)
    }
}
