import Foundation
import RedriveTestSupport
import Testing
import WorkatoSimulator

@testable import RedriveCLI

/// What docs/guards.md shows is what happens.
@Suite struct GuardsPageTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: "\(root)/\(path)"), encoding: .utf8)
    }

    /// The runbooks of the page, by their names.
    static let runbooks: [String: String] = {
        var runbooks: [String: String] = [:]
        for part in ((try? text("docs/guards.md")) ?? "").components(separatedBy: "```yaml\n").dropFirst() {
            let runbook = part.components(separatedBy: "```")[0]
            let name = runbook.split(separator: "\n").first { $0.hasPrefix("name: ") }?.dropFirst(6)
            runbooks[String(name ?? "")] = runbook
        }
        return runbooks
    }()

    @Test func `each key has a runbook on the page`() {
        #expect(Self.runbooks.keys.sorted() == ["canary", "max-pending", "pace", "ramp", "stop-when"])
    }

    @Test(arguments: runbooks.keys.sorted())
    func `a runbook of the page repeats each job once, within the limits`(_ name: String) throws {
        let bench = try Bench(Self.text("examples/scenarios/crm-outage.yaml"))
        bench.files.put(Array((Self.runbooks[name] ?? "").utf8), at: "page.yaml")
        let run = try bench.run(["run", "page.yaml", "--yes"])
        #expect(run.status == .done, "\(run.error)")
        let ledger = bench.workspace.ledger
        #expect(ledger.enqueued.count > 80)
        #expect(ledger.repeatedTwice.isEmpty)
        #expect(ledger.violations.isEmpty)
    }

    @Test func `the careful run sends what the page says, holds the rest, and a person's word sends that`() throws {
        let bench = try Bench(Self.text("examples/scenarios/half-recovered.yaml"))
        bench.files.put(Array(try Self.text("examples/careful.yaml").utf8), at: "careful.yaml")
        let run = try bench.run(["run", "careful.yaml", "--yes"])
        #expect(run.status == .undecided, "\(run.error)")
        let page = try Self.text("docs/guards.md")
        for words in [
            "first 3 canary jobs, 1 of each error, in 2 requests, then up to 13, then up to 56, then all 110; outcomes are awaited in between",
            "canary: 2 of 3 groups may go on, 1 closed; 33 jobs held (2 recovered, 1 failed again)",
            "held: 33 jobs; the canary jobs of their group did not recover; these were never sent",
        ] {
            #expect(page.contains(words))
            let shown = (run.output + run.error).replacing(/\n +/, with: " ")
            #expect(shown.contains(words), "\(run.output)\n\(run.error)")
        }
        #expect(bench.workspace.ledger.enqueued.count == 77)
        let state = try #require(bench.files.paths.first { $0.hasSuffix(".state.jsonl") })
        let dry = try bench.run(["resume", state, "--release", "canary", "--dry-run"])
        #expect(
            dry.output.contains("send 33 jobs that the canary held")
                || dry.error.contains("send 33 jobs that the canary held")
        )
        #expect(bench.workspace.ledger.enqueued.count == 77)
        let released = try bench.run(["resume", state, "--release", "canary"])
        #expect(released.status == .guardTripped, "ten failed with one error: \(released.error)")
        #expect(bench.workspace.ledger.repeatedTwice.isEmpty)
    }

    @Test func `a release without anything held changes nothing`() throws {
        let bench = try Bench(Self.text("examples/scenarios/crm-outage.yaml"))
        bench.files.put(Array((Self.runbooks["canary"] ?? "").utf8), at: "page.yaml")
        _ = try bench.run(["run", "page.yaml", "--yes"])
        let before = bench.workspace.ledger.enqueued.count
        let state = try #require(bench.files.paths.first { $0.hasSuffix(".state.jsonl") })
        let run = try bench.run(["resume", state, "--release", "canary"])
        #expect(run.status == .done, "\(run.error)")
        #expect(bench.workspace.ledger.enqueued.count == before)
    }
}
