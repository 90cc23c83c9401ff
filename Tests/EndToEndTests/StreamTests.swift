import Testing

/// Streams that a process was started without, or that take nothing.
@Suite(.serialized) struct StreamTests {
    @Test(arguments: [">&-", "2>&-", "<&- >&- 2>&-"])
    func `a process without a stream writes what belongs there into no file`(_ streams: String) async throws {
        let world = try await ServedWorld(jobs: 30)
        let run = try world.start("run", "runbook.yaml", "--yes", streams: streams)
        #expect(try await run.wait() == 0, "\(run.errors)")
        for path in try world.folder.paths() {
            let text = world.folder.text(of: path)
            #expect(!text.contains("jobs planned"), "\(path)")
            #expect(!text.contains("approved with --yes;"), "\(path)")
        }
        try world.expectOneRepeat(ofEach: 30)
        #expect(try world.violations() == [])
    }

    @Test func `a result that cannot be written ends with 74 and a word about it, and the run is done`() async throws {
        let world = try await ServedWorld(jobs: 30)
        let run = try world.start("run", "runbook.yaml", "--yes", "--json", streams: ">/dev/full")
        #expect(try await run.wait() == 74)
        #expect(run.errors.contains("the result could not be written"), "\(run.errors)")
        try world.expectOneRepeat(ofEach: 30)
        #expect(try await world.resumeToTheEnd() == [0])
    }

    @Test func `a plan goes through a pipe into a run, and names that cannot be are seen before a request`()
        async throws
    {
        let world = try await ServedWorld(jobs: 30)
        for arguments in [
            ["plan", "runbook.yaml", "-o", "no/such/p"], ["run", "runbook.yaml", "--yes", "--state", "no/s"],
        ] {
            let refused = try ToolProcess(arguments, in: world.folder)
            #expect(try await refused.wait() == 74, "\(refused.errors)")
            #expect(refused.errors.contains("No such file or directory"), "\(refused.errors)")
        }
        #expect(try world.requests("list") == 0)
        let plan = try world.start("plan", "runbook.yaml", "-o", "-")
        #expect(try await plan.wait() == 0, "\(plan.errors)")
        #expect(plan.errors.contains("30 jobs to repeat"))
        try world.folder.write(plan.output, to: "piped")
        let shown = try world.start("show", "-", streams: "< piped")
        #expect(try await shown.wait() == 0, "\(shown.errors)")
        #expect(shown.output.contains("30 jobs to repeat"))
        #expect(!world.folder.names().contains { $0 == "-" || $0.hasSuffix(".tmp") }, "\(world.folder.names())")
    }
}
