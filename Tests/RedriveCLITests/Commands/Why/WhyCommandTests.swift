@testable import RedriveCLI
import RedriveCore
import Testing
import WorkatoJobs

@Suite struct WhyCommandTests {
    private static let path = ReportCommandTests.path

    @Test func `a job is told by its master, by the attempt that failed and by its repeat`() throws {
        let bench = try ReportCommandTests.bench()
        let state = try bench.state(Self.path)
        let job = state.plan.jobs[3]
        guard case .enqueued(let new?, _) = state.jobs[3] else { throw Missing() }
        let stories = try [job.master, job.newestAttempt, new].map {
            try bench.run(["why", Self.path, " \($0) "]).output
        }
        #expect(Set(stories).count == 1)
        let lines = stories[0].split(separator: "\n")
        #expect(
            lines[0] == "job \(job.master) of recipe \(job.recipe) (Recipe \(job.recipe)), step 'orders': recovered"
        )
        #expect(stories[0].contains("planned because it had failed at"))
        #expect(stories[0].contains("sent in request "))
        #expect(stories[0].contains("names the new job \(new)"))
        #expect(stories[0].contains("recovered: the repeat \(new) succeeded"))
        #expect(lines.last == "now: nothing is left to do")
    }

    private struct Missing: Error {}

    @Test func `a job that was left out is told with the rule`() throws {
        let bench = try ReportCommandTests.bench()
        let job = try #require(try bench.state(Self.path).plan.leftOut.first { $0.reason == .recovered })
        let output = try bench.run(["why", Self.path, job.master.text]).output
        #expect(output.contains("rule recovered: its newest attempt had succeeded"))
        #expect(output.contains("'include: [recovered]'"))
    }

    @Test func `an id that is mistyped gets the nearest ones, a strange one gets the command that lists all`() throws {
        let bench = try ReportCommandTests.bench()
        let id = try bench.state(Self.path).plan.jobs[0].master.text
        let mistyped = try bench.run(["why", Self.path, String(id.dropLast()) + "?"])
        #expect(mistyped.status == .usage && mistyped.error.contains("did you mean '\(id)'"))
        let lowered = try bench.run(["why", Self.path, id.lowercased()])
        #expect(lowered.error.contains("'\(id)'"))
        let strange = try bench.run(["why", Self.path, "j-nobodyhas-suchone"])
        #expect(strange.status == .usage && strange.error.contains("redrive show s.state.jsonl --jobs"))
        #expect(try bench.run(["why", Self.path, "two words"]).status == .usage)
    }

    @Test func `events tell the same story`() throws {
        let bench = try ReportCommandTests.bench()
        let id = try bench.state(Self.path).plan.jobs[0].master.text
        let output = try bench.run(["why", Self.path, id, "--json"]).lines
        #expect(output[1].hasPrefix(#"{"type":"job","step":"orders""#))
        let names = output.compactMap { $0.firstMatch(of: #/"event":"([a-z_]+)"/#)?.1 }
        #expect(names.first == "sending" && names.contains("enqueued") && names.last == "outcome")
    }

    @Test func `what a server wrote cannot move the cursor`() throws {
        let bench = try ReportCommandTests.bench(Scenarios.hostile, Scenarios.hostileRunbook)
        for job in try bench.state(Self.path).plan.jobs {
            let output = try bench.run(["why", Self.path, job.master.text]).output
            #expect(!output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{202E}" })
        }
    }
}
