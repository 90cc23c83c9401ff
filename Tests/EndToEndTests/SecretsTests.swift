import Glibc
import Testing

/// The token is in no file and no output, whatever a server says and whoever writes it down.
@Suite(.serialized) struct SecretsTests {
    /// What `ToolProcess` has in its environment.
    private static let token = "simulated-token"
    private static let spellings = [
        "simulated-token", #"simulated\u002dtoken"#, #"simulated\u002Dtoken"#, #"\u0073imulated\\u002dtoken"#,
        #"simulated%2Dtoken"#, "simulated&#45;token",
    ]

    private func runbook(_ url: String, reason: String = "none") -> String {
        """
        redrive: 1
        name: echo
        max_jobs: 10
        reason: \(reason)
        workspace: { url: '\(url)', token: { env: REDRIVE_TEST_TOKEN }, server_timeout: 1s, settle: 1s }
        steps:
          - repeat_jobs: { recipes: [1], since: 2026-11-20T08:00:00Z }
            verify: off
        """
    }

    private func row(_ spelling: String) -> String {
        """
        {"id":"j-\(spelling)-1","recipe_id":1,"status":"failed","title":"for \(spelling)",
         "started_at":"2026-11-20T09:00:00Z","completed_at":"2026-11-20T09:00:01Z",
         "error_parts":{"adapter":"a","error_type":"\(spelling)","message":"no \(spelling)"}}
        """.replacing("\n", with: "")
    }

    private func expectClean(_ folder: TemporaryFolder, _ processes: [ToolProcess]) throws {
        var texts = processes.flatMap { [$0.output, $0.errors] }
        for path in try folder.paths() { texts.append(folder.text(of: path)) }
        for text in texts {
            for spelling in Self.spellings { #expect(!text.contains(spelling), "\(text)") }
        }
    }

    @Test(arguments: spellings)
    func `what a server echoes in rows and results is clean in plan, state, output and status`(
        spelling: String
    ) async throws {
        let row = row(spelling)
        let server = try EchoingServer { request in
            if request.hasPrefix("POST") {
                return EchoingServer.json(
                    #"{"results":[{"requested_job_id":"x\#(spelling)","status":"failed","error":{"message":"\#(spelling)"}}]}"#
                )
            }
            let isFirst = !request.contains("rerun_only=true") && !request.contains("offset_job_id")
            return EchoingServer.json(#"{"job_scope_count":\#(isFirst ? 1 : 0),"items":[\#(isFirst ? row : "")]}"#)
        }
        let folder = try TemporaryFolder()
        try folder.write(runbook(server.url), to: "echo.yaml")
        let plan = try ToolProcess(["plan", "echo.yaml", "--with-titles", "-o", "p", "--verbose"], in: folder)
        #expect(try await plan.wait() == 0, "\(plan.errors)")
        let show = try ToolProcess(["show", "p", "--jobs", "--json"], in: folder)
        #expect(try await show.wait() == 0, "\(show.errors)")
        #expect(show.output.contains("***************"), "\(show.output)")
        let run = try ToolProcess(["run", "echo.yaml", "--yes", "--state", "s", "--max-duration", "2s"], in: folder)
        _ = try await run.wait()
        let status = try ToolProcess(["status", "s", "--json"], in: folder)
        #expect(try await status.wait() == 0, "\(status.errors)")
        try expectClean(folder, [plan, show, run, status])
        #expect(server.requests.allSatisfy { $0.contains("Authorization: Bearer \(Self.token)\r\n") })
        #expect(server.requests.allSatisfy { $0.contains("User-Agent: redrive/0.1.0 (") })
    }

    @Test(arguments: [401, 404, 500], spellings)
    func `what a server echoes in an error is clean`(status: Int, spelling: String) async throws {
        let server = try EchoingServer { _ in
            EchoingServer.json(#"{"message":"bad token \#(spelling)","id":"\#(spelling)"}"#, status: status)
        }
        let folder = try TemporaryFolder()
        try folder.write(runbook(server.url), to: "echo.yaml")
        let plan = try ToolProcess(["plan", "echo.yaml"], in: folder)
        #expect([69, 77].contains(try await plan.wait()), "\(plan.errors)")
        #expect(plan.errors.contains("bad token *"), "\(plan.errors)")
        #expect(plan.errors.contains("\(status) from \(server.url)"), "\(plan.errors)")
        try expectClean(folder, [plan])
    }

    @Test func `what a person writes down is clean once the token is known`() async throws {
        let world = try await ServedWorld(jobs: 1)
        let folder = world.folder
        let text = folder.text(of: "runbook.yaml")
        try folder.write(
            text.replacing("name: test\n", with: "name: test\nreason: try \(Self.token)\n"),
            to: "own.yaml"
        )
        let run = try world.start("run", "own.yaml", "--yes", "--state", "s")
        #expect(try await run.wait() == 0, "\(run.errors)")
        #expect(folder.text(of: "s").contains("try ***************"))
        #expect(!folder.text(of: "s").contains(Self.token))
        #expect(!run.output.contains(Self.token) && !run.errors.contains(Self.token))
    }

    @Test func `no core is dumped`() async throws {
        let world = try await ServedWorld(jobs: 1)
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await ToolProcess.until("the limit is set") {
            let limits = TemporaryFolder.text(of: "/proc/\(run.pid)/limits")
            return limits.split(separator: "\n").contains { line in
                line.hasPrefix("Max core file size") && line.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"]
            }
        }
        #expect(try await run.wait() == 0, "\(run.errors)")
    }
}
