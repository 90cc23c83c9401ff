import Glibc
import Testing

/// The real binary over a real socket: killed, stopped, doubled, cut off.
@Suite(.serialized) struct BinaryTests {
    @Test func `a run that is killed half-way resumes to exactly one repeat for each job`() async throws {
        let world = try await ServedWorld(jobs: 110)
        let first = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(2, "answered")
        first.signal(SIGKILL)
        #expect(try await first.wait() == 128 + SIGKILL)
        let resumed = try world.start("resume", try world.stateFile())
        let status = try await resumed.wait()
        #expect(status == 0, "\(resumed.output)\n\(resumed.errors)")
        let masters = try world.enqueued().map(\.master)
        #expect(masters.count == 110)
        #expect(Set(masters).count == 110)
        #expect(try world.violations() == [])
    }

    @Test func `an interrupt finishes what is in flight, prints the command that resumes, and exits with 4`()
        async throws
    {
        let world = try await ServedWorld(jobs: 110)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(1, "answered")
        run.signal(SIGINT)
        #expect(try await run.wait() == 4)
        let state = try world.stateFile()
        #expect((run.output + run.errors).contains("redrive resume \(state)"))
        let before = try world.enqueued().count
        #expect((25..<110).contains(before))
        let resumed = try world.start("resume", state)
        #expect(try await resumed.wait() == 0)
        #expect(Set(try world.enqueued().map(\.master)).count == 110)
        #expect(try world.enqueued().count == 110)
    }

    @Test func `a second process on a live run is told who holds it, and status works meanwhile`() async throws {
        let world = try await ServedWorld(jobs: 110)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(1, "answered")
        let state = try world.stateFile()
        let second = try world.start("resume", state)
        #expect(try await second.wait() == 6)
        #expect(second.errors.contains("\(run.pid)"))
        let status = try world.start("status", state)
        #expect(try await status.wait() == 0, "\(status.errors)")
        #expect(status.output.contains("110"))
        #expect(try await run.wait() == 0)
        #expect(try world.enqueued().count == 110)
    }

    @Test func `two runs against one workspace do not repeat the same recipe at once`() async throws {
        let world = try await ServedWorld(jobs: 110)
        let first = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(1, "answered")
        let second = try world.start("run", "runbook.yaml", "--yes", "--state", "second.state.jsonl")
        #expect(try await second.wait() == 6)
        #expect(try await first.wait() == 0)
        #expect(try world.enqueued().count == 110)
        #expect(try world.violations() == [])
    }

    @Test func `a reader that goes away does not end a run badly`() async throws {
        let world = try await ServedWorld(jobs: 60)
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let run = try world.start("run", "runbook.yaml", "--yes", "--json", output: ends[1])
        close(ends[1])
        close(ends[0])
        #expect(try await run.wait() == 0)
        #expect(try world.enqueued().count == 60)
    }

    /// The thread sanitizer's own files need more room than this.
    @Test(.enabled(if: ToolProcess.isNotSanitized))
    func `a file that cannot grow stops the run with 74, and it can be resumed`() async throws {
        let world = try await ServedWorld(jobs: 110)
        let plan = try world.start("plan", "runbook.yaml", "-o", "test.plan.jsonl")
        #expect(try await plan.wait() == 0, "\(plan.errors)")
        let planBytes = world.folder.text(of: "test.plan.jsonl").utf8.count
        // Room for the plan and its wrapping, and for a few records.
        let room = planBytes + 110 * 60 + 6_000
        let run = try world.start("run", "runbook.yaml", "--yes", largestFile: room)
        #expect(try await run.wait() == 74, "\(run.errors)")
        let resumed = try world.start("resume", try world.stateFile())
        #expect(try await resumed.wait() == 0, "\(resumed.errors)")
        let masters = try world.enqueued().map(\.master)
        #expect(masters.count == 110 && Set(masters).count == 110)
    }

    @Test func `the token is in no file and in no output`() async throws {
        let world = try await ServedWorld(jobs: 30)
        let run = try world.start("run", "runbook.yaml", "--yes", "--verbose", "--json")
        #expect(try await run.wait() == 0)
        for name in world.folder.names()
        where !name.hasPrefix("process-") || !world.folder.text(of: name).contains("serving") {
            #expect(!world.folder.text(of: name).contains("simulated-token"), "\(name)")
        }
    }
}
