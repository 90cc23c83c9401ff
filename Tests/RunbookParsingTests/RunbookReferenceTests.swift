import FoundationEssentials
import RedriveTestSupport
import Testing

@testable import RunbookParsing

@Suite struct RunbookReferenceTests {
    private static let path = "docs/runbook.md"

    /// `REDRIVE_RECORD=1 swift test --filter RunbookReferenceTests` writes the tables anew, and fails.
    @Test func `the tables of the reference are what the keys declare`() throws {
        var lines = try Repository.text(Self.path).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        let isRecording = ProcessInfo.processInfo.environment["REDRIVE_RECORD"] != nil
        for block in RunbookReference.blocks {
            let marker = RunbookReference.marker(of: block)
            let start = try #require(lines.firstIndex(of: marker), "\(Self.path) has no line '\(marker)'")
            let rows = lines[(start + 1)...].prefix { $0.hasPrefix("|") }
            if isRecording {
                lines.replaceSubrange(rows.startIndex..<rows.endIndex, with: [block.table])
            } else {
                let table = rows.joined(separator: "\n")
                #expect(table == block.table, "below '\(marker)' belongs\n\n\(block.table)\n")
            }
        }
        guard isRecording else { return }
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: "\(Repository.folder)/\(Self.path)"))
        Issue.record("recorded")
    }

    @Test func `each block has a table of its own`() {
        let names = RunbookReference.blocks.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.contains("repeat_jobs"))
    }
}
