@testable import RedriveCLI
@testable import RedriveCore
import RedriveTestSupport
import Testing

/// docs/formats/versions.md says what the code does.
@Suite struct VersionPageTests {
    @Test func `the page names each version as it is now`() throws {
        let page = try Repository.text("docs/formats/versions.md")
        let rows = [
            "| `format` in the header | \(PlanFormat.version), or", "| 1 to \(PlanFormat.version) |",
            "| [state files](state.md) | `format` in the header | \(JournalHeader.formatVersion) |",
            "| `events` in the first event | \(RedriveVersion.events) |",
            "| [the report as JSON](report.md) | `version` | \(JSONReport.version) |",
        ]
        for row in rows { #expect(page.contains(row), "\(row)") }
    }

    @Test func `a build that was not told its commit says so, to people and in events`() throws {
        let bench = try Bench()
        let expected = RedriveVersion.commit.map { "commit \($0.prefix(12))" } ?? "development build"
        #expect(try bench.run(["--version"]).output == "redrive \(RedriveVersion.current) (\(expected))\n")
        bench.put("redrive: 1\n", at: "runbook.yaml")
        let first = try bench.run(["validate", "runbook.yaml", "--json"]).lines.first ?? ""
        let commit = RedriveVersion.commit.map { "\"\($0)\"" } ?? "null"
        #expect(first.contains("\"redrive\":\"\(RedriveVersion.current)\",\"commit\":\(commit)"), "\(first)")
    }
}
