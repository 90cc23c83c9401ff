@testable import RedriveCLI
import RedriveCore
import Testing

/// Commands that show jobs know the suspended ones: by their tokens' fingerprints, never by the tokens.
@Suite struct SuspendedJobsTests {
    private static let prints = SuspendedJobs.fingerprints

    private static func expectSecrecy(_ transcript: Bench.Transcript) {
        for token in SuspendedJobs.tokens {
            #expect(!transcript.output.contains(token) && !transcript.error.contains(token))
        }
        #expect(!transcript.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(transcript.output)")
    }

    @Test func `show lists the suspended jobs of a plan by fingerprint, line, job and note`() throws {
        let bench = try SuspendedJobs.bench()
        let shown = try bench.run(["show", "p.plan.jsonl", "--jobs"])
        #expect(shown.status == .done, "\(shown.error)")
        let rows = shown.lines.filter { $0.hasPrefix("approvals  ") && $0.contains("included") }
        #expect(rows.count == 4, "\(shown.output)")
        guard rows.count == 4 else { return }
        for (number, row) in rows.enumerated() {
            #expect(row.contains(Self.prints[number]) && row.contains("line \(number + 2)"), "\(row)")
        }
        #expect(rows[0].contains("28904") && rows[0].contains("job j-aaaa-1  first"))
        #expect(rows[2].contains("  -  "))
        Self.expectSecrecy(shown)
        #expect(!shown.output.contains("no job"))
    }

    @Test func `show lists where they stand in a run, and filters by class and recipe`() throws {
        let bench = try SuspendedJobs.runBench()
        func ids(_ arguments: [String]) throws -> [String] {
            let shown = try bench.run(["show", "s"] + arguments)
            Self.expectSecrecy(shown)
            return Self.prints.filter { shown.output.contains($0) }
        }
        #expect(try ids(["--jobs"]) == Self.prints)
        #expect(try ids(["--class", "unknown"]) == [Self.prints[1]])
        #expect(try ids(["--class", "refused"]) == [Self.prints[3]])
        #expect(try ids(["--class", "resumed"]) == [Self.prints[0], Self.prints[2]])
        #expect(try ids(["--class", "held"]) == [])
        #expect(try ids(["--recipe", "28904"]) == [Self.prints[0], Self.prints[1]])
        #expect(try ids(["--recipe", "51325710", "--class", "refused,unknown"]) == [Self.prints[3]])
        let events = try bench.run(["show", "s", "--jobs", "--json"]).lines
        for (number, jobClass) in ["resumed", "unknown", "resumed", "refused"].enumerated() {
            let event = try #require(events.first { $0.contains(Self.prints[number]) })
            #expect(event.contains(#""master_job_id":"\#(Self.prints[number])","included":true"#), "\(event)")
            #expect(
                event.contains(#""line":\#(number + 2),"#) && event.contains(#""class":"\#(jobClass)""#),
                "\(event)"
            )
        }
    }

    @Test func `the summary of a run names the command that lists the rest, and needs no bare finished`() throws {
        let bench = try SuspendedJobs.runBench()
        let status = try bench.run(["status", "s"])
        #expect(status.output.contains("ended: 1 job needs your decision"), "\(status.output)")
        #expect(status.output.contains("token \(Self.prints[1]) (line 3)"))
    }

    @Test func `more suspended jobs of a class than fit are listed by the command that is named`() throws {
        let bench = try SuspendedJobs.bench()
        // The answer to the second is lost.
        let tokens = (0..<14).map { "nobody-knows-\($0)\n" }.joined()
        bench.put("token\n" + tokens, at: "/waiting.csv")
        let run = try bench.run(["run", "waiting.yaml", "--yes", "--state", "s"])
        #expect(run.output.contains("and 3 more: redrive show s --class refused"), "\(run.output)")
        let shown = try bench.run(["show", "s", "--class", "refused"])
        #expect(shown.lines.count { $0.hasPrefix("approvals  ") } == 13, "\(shown.output)")
    }

    @Test func `why tells a suspended job by its fingerprint and by the job that its row names`() throws {
        let bench = try SuspendedJobs.runBench()
        let told = try bench.run(["why", "s", Self.prints[1]])
        #expect(told.status == .done, "\(told.error)")
        #expect(
            told.lines.first == "suspended job, token \(Self.prints[1]), step 'approvals': unknown",
            "\(told.output)"
        )
        #expect(told.output.contains("line 3"))
        #expect(told.output.contains("the row names job j-aaaa-2 of recipe 28904"))
        #expect(told.output.contains("its token was sent"))
        #expect(told.output.contains("in doubt: the answer was lost"))
        #expect(told.output.contains("redrive resume s --on-unknown resend"))
        Self.expectSecrecy(told)
        #expect(try bench.run(["why", "s", "j-aaaa-2"]).output == told.output)
        let refused = try bench.run(["why", "s", Self.prints[3]])
        #expect(refused.output.contains("refused with status 404"), "\(refused.output)")
        let near = try bench.run(["why", "s", String(Self.prints[0].dropLast())])
        #expect(near.status == .usage && near.error.contains("did you mean '\(Self.prints[0])'?"), "\(near.error)")
    }

    @Test func `why tells it in events, in the order of the records`() throws {
        let bench = try SuspendedJobs.runBench()
        let events = try bench.run(["why", "s", Self.prints[1], "--json"]).lines
        #expect(events.contains { $0.contains(#""type":"job""#) && $0.contains(#""class":"unknown""#) })
        let names = events.compactMap { $0.firstMatch(of: /"event":"([a-z_]+)"/)?.1 }
        #expect(names == ["sending", "lost", "evidence"], "\(names)")
        #expect(events.contains { $0.contains(#""commands":["redrive resume s --on-unknown resend"]"#) }, "\(events)")
    }

    @Test func `diff counts suspended jobs that were added, removed or have other data`() throws {
        let bench = try SuspendedJobs.bench()
        let lines = SuspendedJobs.file.split(separator: "\n", omittingEmptySubsequences: false)
        // The first has other data, the second is gone, and one is new.
        let changed = [lines[0], lines[1].replacing("true", with: "false"), lines[3], lines[4], "rt-new-1,,,,\n"[...]]
        bench.put(changed.joined(separator: "\n"), at: "/waiting.csv")
        _ = try bench.run(["plan", "waiting.yaml", "-o", "q.plan.jsonl"])
        let diff = try bench.run(["diff", "p.plan.jsonl", "q.plan.jsonl"])
        #expect(diff.status == .done)
        #expect(
            diff.output.contains("+ 1 suspended job added: only the second plan would resume them"),
            "\(diff.output)"
        )
        #expect(diff.output.contains("- 1 suspended job removed: only the first plan would resume them"))
        #expect(diff.output.contains("~ 1 suspended job changed: in another step or with other data"))
        #expect(
            diff.output.contains("token \(Self.prints[1]) (line 3)  resumed in 'approvals' without data -> not there")
        )
        #expect(diff.lines.last == "2 jobs are in both")
        Self.expectSecrecy(diff)
        let events = try bench.run(["diff", "p.plan.jsonl", "q.plan.jsonl", "--json"]).lines
        #expect(events.count { $0.contains(#""type":"job""#) } == 3)
        #expect(events.last?.contains(#""added":1,"removed":1,"changed":1,"reattempted":0,"unchanged":2"#) == true)
        #expect(
            try bench.run(["diff", "p.plan.jsonl", "p.plan.jsonl"]).lines.last == "nothing changed, 4 jobs are in both"
        )
    }

    @Test func `diff of two runbooks says that their tokens cannot be compared`() throws {
        let bench = try SuspendedJobs.bench()
        bench.put(SuspendedJobs.runbook.replacing("name: waiting", with: "name: other"), at: "other.yaml")
        _ = try bench.run(["plan", "other.yaml", "-o", "q.plan.jsonl"])
        let diff = try bench.run(["diff", "p.plan.jsonl", "q.plan.jsonl"])
        #expect(diff.error.contains("their tokens cannot be compared"), "\(diff.error)")
    }

    @Test func `diff of a plan and a run counts suspended jobs by class, and lists those to do`() throws {
        let bench = try SuspendedJobs.runBench()
        let diff = try bench.run(["diff", "p.plan.jsonl", "s"])
        #expect(diff.lines.first?.hasSuffix("4 jobs, in its run") == true, "\(diff.output)")
        #expect(diff.output.contains("1 job of the plan is still to do"))
        #expect(diff.lines.last == "    token \(Self.prints[1]) (line 3)  unknown")
        let json = try bench.run(["diff", "p.plan.jsonl", "s", "--json"]).lines
        #expect(json.count { $0.contains(#""type":"job""#) } == 4)
        #expect(json.last?.contains(#""jobs":4"#) == true && json.last?.contains(#""resumed":2"#) == true)
    }

    @Test func `plan --from-run says that suspended jobs are not planned from a run`() throws {
        let bench = try SuspendedJobs.runBench()
        let only = try bench.run(["plan", "--from-run", "s", "-o", "next"])
        #expect(only.status == .refused)
        #expect(only.error.contains("redrive show s --jobs"), "\(only.error)")
        bench.put(
            SuspendedJobs.runbook + "  - repeat_jobs: { recipes: [51325710], since: 2026-11-23T00:00:00Z }\n",
            at: "both.yaml"
        )
        _ = try bench.run(["run", "both.yaml", "--yes", "--state", "t"])
        let next = try bench.run(["plan", "--from-run", "t", "-o", "next"])
        #expect(next.error.contains("were not resumed and are not planned"), "\(next.error)")
        #expect(!next.error.contains("is in doubt and not planned"), "\(next.error)")
    }
}
