import Glibc
import Testing

/// What the real binary trusts: not a file that says of itself that it is approved, and no file that is not the run's any more.
@Suite(.serialized) struct TrustTests {
    @Test func `a state file that is deleted while its run lives stops the run before the next request`() async throws {
        let world = try await ServedWorld(jobs: 160)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(2, "answered")
        let state = try world.stateFile()
        unlink("\(world.folder.path)/\(state)")
        #expect(try await run.wait(seconds: 120) == 74)
        #expect(run.errors.contains("deleted, or replaced"), "\(run.errors)")
        #expect(try world.enqueued().count <= 100)
    }

    @Test func `a state file that is replaced while its run lives stops the run before the next request`() async throws
    {
        let world = try await ServedWorld(jobs: 160)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(2, "answered")
        let state = try world.stateFile()
        try world.folder.write(world.folder.text(of: state), to: "copy")
        #expect(rename("\(world.folder.path)/copy", "\(world.folder.path)/\(state)") == 0)
        #expect(try await run.wait(seconds: 120) == 74)
        #expect(run.errors.contains("deleted, or replaced"), "\(run.errors)")
        #expect(try world.enqueued().count <= 100)
    }

    @Test func `a state file on a machine that knows nothing of it needs an approval of its own`() async throws {
        let world = try await ServedWorld(jobs: 110)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(1, "answered")
        run.signal(SIGKILL)
        #expect(try await run.wait() == 128 + SIGKILL)
        let state = try world.stateFile()
        #expect(rename("\(world.folder.path)/state", "\(world.folder.path)/away") == 0)
        let sent = try world.requests("repeat")
        let refused = try world.start("resume", state)
        #expect(try await refused.wait() == 6)
        #expect(refused.errors.contains("--approve"), "\(refused.errors)")
        #expect(try world.requests("repeat") == sent)
        let id = String(try #require(state.split(separator: "-").last).prefix(12))
        let approved = try world.start("resume", state, "--approve", id)
        #expect(try await approved.wait() == 0, "\(approved.errors)")
        try world.expectOneRepeat(ofEach: 110)
    }

    @Test func `a backup of a state file is not resumed once the run has gone on`() async throws {
        let world = try await ServedWorld(jobs: 60)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(1, "answered")
        let state = try world.stateFile()
        try world.folder.write(world.folder.text(of: state), to: "backup.jsonl")
        #expect(try await run.wait() == 0, "\(run.errors)")
        let resumed = try world.start("resume", "backup.jsonl")
        #expect(try await resumed.wait() == 6)
        #expect(resumed.errors.contains("older copy"), "\(resumed.errors)")
        try world.expectOneRepeat(ofEach: 60)
    }
}
