import Testing

/// `resume_jobs` by the real binary over the socket, judged by the workspace's own ledger.
@Suite(.serialized) struct ResumeJobsTests {
    private static let secrets = (1...8).map { "rt-secret-\($0)-Qx7Lm2" }

    private static func scenario(tokens: Int, _ more: String) -> String {
        let list = secrets.prefix(tokens).map { "  - { token: \($0) }" }
        return "resume_tokens:\n\(list.joined(separator: "\n"))\n\(more)"
    }

    private func world(
        _ rows: [String],
        tokens: Int = 5,
        _ more: String = "",
        keys: String = ""
    ) async throws -> ServedWorld {
        let world = try await ServedWorld(jobs: 1, more: Self.scenario(tokens: tokens, more))
        try world.folder.write("token,data,note\n" + rows.joined(separator: "\n") + "\n", to: "waiting.csv")
        try world.folder.write(
            """
            redrive: 1
            name: waiting
            max_jobs: 100
            workspace:
              url: \(world.url)
              token: { env: REDRIVE_TEST_TOKEN }
              server_timeout: 1s
            steps:
              - resume_jobs: { tokens_file: waiting.csv }
            \(keys)
            """,
            to: "runbook.yaml"
        )
        return world
    }

    /// Expects that no file of the folder but the tokens' own, and no output, holds a token or the data.
    private func expectSecrecy(_ world: ServedWorld, _ processes: ToolProcess..., besides: [String] = []) {
        let own = ["scenario.yaml", "waiting.csv"] + besides
        var texts = processes.map { $0.output + $0.errors }
        texts += world.folder.names().filter { !own.contains($0) }.map { world.folder.text(of: $0) }
        for secret in Self.secrets + ["data-secret-77"] {
            #expect(!texts.contains { $0.contains(secret) }, "\(secret)")
        }
    }

    @Test func `good tokens are resumed once, others are refused with the server's words, and no secret is shown`()
        async throws
    {
        let data = #""{""ok"":""data-secret-77""}""#
        let rows = Self.secrets[0..<3].map { "\($0),\(data),order" } + ["\(Self.secrets[6]),,nobody knows it"]
        let world = try await world(rows)
        let dry = try world.start("run", "runbook.yaml", "--dry-run")
        #expect(try await dry.wait() == 0, "\(dry.output)\(dry.errors)")
        #expect(dry.output.contains("POST /api/job/resume") && dry.output.contains("fingerprint"), "\(dry.output)")
        #expect(try world.requests("resume") == 0)
        let run = try world.start("run", "runbook.yaml", "--yes", "--verbose")
        #expect(try await run.wait() == 1, "\(run.output)\n\(run.errors)")
        #expect(try world.requests("resume") == 4)
        let report = try world.start("report", try world.stateFile(), "--format", "csv")
        #expect(try await report.wait() == 0)
        #expect(report.output.components(separatedBy: ",resumed,").count == 4, "\(report.output)")
        #expect(report.output.contains("Not found"), "\(report.output)")
        let json = try world.start("status", try world.stateFile(), "--json")
        _ = try await json.wait()
        #expect(json.output.contains("\"resumed\":3"), "\(json.output)")
        expectSecrecy(world, dry, run, report, json)
    }

    @Test func `a lost answer is exit 5, is not sent again by itself, and a person's word sends it`() async throws {
        let world = try await world(
            Self.secrets[0..<4].map { "\($0),," },
            "faults: [{ on: resume, nth: 2, effect: close, applied: all }]"
        )
        let run = try world.start("run", "runbook.yaml", "--yes")
        #expect(try await run.wait() == 5, "\(run.output)\n\(run.errors)")
        #expect(try world.requests("resume") == 4)
        let state = try world.stateFile()
        let resumed = try world.start("resume", state)
        _ = try await resumed.wait()
        #expect(try world.requests("resume") == 4, "nothing is sent again by itself")
        let released = try world.start("resume", state, "--on-unknown", "resend")
        #expect(try await released.wait() == 1, "\(released.output)\n\(released.errors)")
        #expect(try world.requests("resume") == 5, "the used token is refused")
        expectSecrecy(world, run, resumed, released)
    }

    @Test func `malformed answers and statuses that are not documented leave a token in doubt`() async throws {
        let world = try await world(
            Self.secrets[0..<4].map { "\($0),," },
            "faults: [{ on: resume, nth: 1, effect: garbage, applied: all }, { on: resume, nth: 3, effect: status, status: 502, applied: all }]"
        )
        let run = try world.start("run", "runbook.yaml", "--yes")
        #expect(try await run.wait() == 5, "\(run.output)\n\(run.errors)")
        let status = try world.start("status", try world.stateFile(), "--json")
        _ = try await status.wait()
        #expect(status.output.contains("\"unknown\":2"), "\(status.output)")
    }

    @Test func `a killed run leaves what was in flight in doubt and resumes the rest once`() async throws {
        let world = try await world(Self.secrets[0..<5].map { "\($0),," }, "", keys: "    pace: 60 jobs/min")
        let run = try world.start("run", "runbook.yaml", "--yes")
        try await world.untilRecorded(3, "token")
        run.signal(9)
        _ = try await run.wait()
        let resumed = try world.start("resume", try world.stateFile())
        let exit = try await resumed.wait()
        #expect(exit == 0 || exit == 5, "\(resumed.output)\n\(resumed.errors)")
        #expect(try world.requests("resume") <= 5)
        #expect(try world.resumed().count == Set(try world.resumed()).count)
    }

    @Test func `while a run sends the tokens of a file, a second plan of it is refused, and sends nothing`()
        async throws
    {
        let world = try await world(Self.secrets[0..<5].map { "\($0),," }, "", keys: "    pace: 60 jobs/min")
        let run = try world.start("run", "runbook.yaml", "--yes", "--state", "first.state.jsonl")
        try await world.untilRecorded(1, "token")
        let second = try world.start(
            "run",
            "runbook.yaml",
            "--yes",
            "--reason",
            "again",
            "--state",
            "second.state.jsonl"
        )
        #expect(try await second.wait() == 6, "\(second.output)\n\(second.errors)")
        #expect(second.errors.contains("another run on this machine sends the tokens of"), "\(second.errors)")
        #expect(!world.folder.names().contains("second.state.jsonl"))
        #expect(try await run.wait() == 0, "\(run.output)\n\(run.errors)")
        #expect(try world.requests("resume") == 5)
        expectSecrecy(world, run, second)
    }

    @Test func `a file that has changed since the plan is refused before anything is sent`() async throws {
        let world = try await world(Self.secrets[0..<2].map { "\($0),," })
        let plan = try world.start("plan", "runbook.yaml", "-o", "p.plan.jsonl")
        #expect(try await plan.wait() == 0, "\(plan.output)\n\(plan.errors)")
        try world.folder.write("token\n\(Self.secrets[3])\n", to: "waiting.csv")
        let id = try #require(plan.output.components(separatedBy: "--approve ").last?.prefix(12))
        let run = try world.start("run", "p.plan.jsonl", "--approve", String(id))
        #expect(try await run.wait() == 6, "\(run.output)\n\(run.errors)")
        #expect(run.errors.contains("waiting.csv"), "\(run.errors)")
        #expect(try world.requests("resume") == 0)
        expectSecrecy(world, plan, run)
    }

    @Test func `50 MB of data from a file arrive whole, and more are refused in the plan with the row`() async throws {
        let world = try await world(["x,,"])
        let filling = String(repeating: "a", count: 49_999_990)
        try world.folder.write("{\"big\":\"\(filling)\"}", to: "big.json")
        let size = filling.utf8.count + 10
        try world.folder.write("token,data_file\n\(Self.secrets[0]),big.json\n", to: "waiting.csv")
        let run = try world.start("run", "runbook.yaml", "--yes")
        #expect(try await run.wait() == 0, "\(run.output)\n\(run.errors)")
        #expect(try world.ledgerText().contains("\"data_bytes\":\(size)"))
        try world.folder.write("{\"big\":\"\(filling)b\"}", to: "big.json")
        let refused = try world.start("validate", "runbook.yaml")
        #expect(try await refused.wait() == 65)
        #expect((refused.output + refused.errors).contains("waiting.csv:2"), "\(refused.output)\(refused.errors)")
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let found = rest.firstRange(of: separator) {
            parts.append(String(rest[..<found.lowerBound]))
            rest = rest[found.upperBound...]
        }
        return parts + [String(rest)]
    }
}
