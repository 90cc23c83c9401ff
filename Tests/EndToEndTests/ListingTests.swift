import Glibc
import Testing

/// Lists of jobs over a real socket: good and bad answers, a process that is killed, a reader that goes away.
@Suite(.serialized) struct ListingTests {
    private static let list = "- list_jobs: { recipes: [100], since: 2026-11-20T00:00:00Z, save: still.csv }"

    /// Serves failed jobs; the runbook only lists them.
    private func world(jobs: Int = 60, faults: String = "") async throws -> ServedWorld {
        let world = try await ServedWorld(jobs: jobs, more: faults.isEmpty ? "" : "faults:\n  - \(faults)")
        let repeats = "- repeat_jobs: { recipes: [100], since: 2026-11-20T08:00:00Z }"
        let runbook = world.folder.text(of: "runbook.yaml")
        try #require(runbook.contains(repeats), "\(runbook)")
        let replaced = runbook.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasSuffix(repeats) ? "  " + Self.list : String($0) }
        try world.folder.write(replaced.joined(separator: "\n"), to: "runbook.yaml")
        return world
    }

    private func rows(_ world: ServedWorld) -> Int { world.folder.text(of: "still.csv").split(separator: "\n").count }

    @Test(arguments: [
        "", "{ on: list, nth: 2, effect: status, status: 503 }", "{ on: list, nth: 2, effect: garbage }",
        "{ on: list, nth: 2, effect: cut }", "{ on: list, nth: 2, effect: close, applied: all }",
        "{ on: list, nth: 2, effect: throttle, retry_after: 1s }", "{ on: list, nth: 2, effect: html, status: 502 }",
    ])
    func `a list is whole whatever one of its answers was, and nothing was sent`(fault: String) async throws {
        let world = try await world(faults: fault)
        let run = try world.start("run", "runbook.yaml")
        #expect(try await run.wait() == 0, "\(run.errors)")
        #expect(rows(world) == 61)
        #expect(try world.requests("repeat") == 0)
        #expect(!world.folder.names().contains { $0.hasSuffix(".tmp") }, "\(world.folder.names())")
    }

    @Test func `a token that is refused ends with 77 and without a file`() async throws {
        let world = try await world(faults: "{ on: list, from: 2, effect: unauthorized }")
        let run = try world.start("run", "runbook.yaml")
        #expect(try await run.wait() == 77, "\(run.errors)")
        #expect(!world.folder.names().contains("still.csv"))
    }

    @Test func `a process that is killed while it lists leaves no file, and its resume makes the whole`() async throws {
        let world = try await world(faults: "{ on: list, nth: 3, times: 1, effect: slow, by: 60s }")
        let run = try world.start("run", "runbook.yaml")
        try await ToolProcess.until("the third page is asked for") { try world.requests("list") >= 3 }
        run.signal(SIGKILL)
        #expect(try await run.wait() == 128 + SIGKILL)
        #expect(!world.folder.names().contains("still.csv"))
        let resumed = try world.start("resume", try world.stateFile())
        #expect(try await resumed.wait() == 0, "\(resumed.errors)")
        #expect(rows(world) == 61)
        #expect(!world.folder.names().contains { $0.hasPrefix("still.csv.") || $0.hasPrefix(".still") })
    }

    @Test func `jobs ends quietly when its reader has gone away`() async throws {
        let world = try await world()
        let arguments = ["--url", world.url, "--token-env", "REDRIVE_TEST_TOKEN"]
        for more in [["--follow"], ["--since", "beginning"], ["--since", "beginning", "--json"], ["--csv"]] {
            let jobs = try ToolProcess(
                ["jobs", "100"] + arguments + more,
                in: world.folder,
                streams: "> >(head -n 1 > /dev/null)"
            )
            #expect(try await jobs.wait(seconds: 120) == 0, "\(more): \(jobs.errors)")
            #expect(jobs.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("the newest") }, "\(jobs.errors)")
        }
    }

    @Test func `following ends with 0 on Ctrl-C`() async throws {
        let world = try await world(jobs: 5)
        let jobs = try world.start(
            "jobs",
            "100",
            "--url",
            world.url,
            "--token-env",
            "REDRIVE_TEST_TOKEN",
            "--follow"
        )
        try await ToolProcess.until("the last jobs are shown") { jobs.output.split(separator: "\n").count == 6 }
        jobs.signal(SIGINT)
        #expect(try await jobs.wait(seconds: 60) == 0, "\(jobs.errors)")
        #expect(jobs.errors.isEmpty, "\(jobs.errors)")
    }
}
