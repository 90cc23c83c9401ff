import FoundationEssentials
import RedriveCLI
import RedriveTestSupport
import Testing
import WorkatoSimulator

/// The runbooks of `examples/`, planned and run on a workspace that has jobs for each of them.
@Suite struct ExampleRunTests {
    /// An example, and what it does on the workspace below.
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        /// How many jobs are repeated, each of them once.
        var jobs: Int
        var requests: Int

        var testDescription: String { name }
    }

    static let examples = [
        Example(name: "by-connector.yaml", jobs: 12, requests: 2),
        Example(name: "careful.yaml", jobs: 25, requests: 6),
        Example(name: "eu-night-shift.yaml", jobs: 12, requests: 2),
        Example(name: "everything.yaml", jobs: 14, requests: 2),
        Example(name: "first-a-few.yaml", jobs: 12, requests: 2),
        Example(name: "rate-limited-by-target.yaml", jobs: 6, requests: 1),
        Example(name: "repeat-failed.yaml", jobs: 25, requests: 2),
        Example(name: "selected-jobs.yaml", jobs: 3, requests: 2),
        Example(name: "what-still-fails.yaml", jobs: 25, requests: 2),
        Example(name: "wrong-mapping.yaml", jobs: 9, requests: 1),
    ]

    private static let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/examples"

    /// Failed jobs of the last hours, others from the morning of an outage, invoices that succeeded and have to run again, and
    /// the jobs that examples name.
    ///
    /// Two examples name one job in different recipes, so its recipe depends on the example.
    private static func workspace(for example: String) -> String {
        let shared = "      - { id: j-AJTC2LFq-MgvBd2, started_at: 2026-11-18T10:00:00Z }"
        let isListed = example == "selected-jobs.yaml"
        return """
            scenario: 1
            name: examples
            latency: 100ms
            repeats: { succeed: 1, after: 2s-5s }
            recipes:
              - id: 28904
                adapters: [salesforce]
                failed:
                  - count: 12
                    between: [-5h, -1h]
                    errors: [{ type: Timeout, adapter: salesforce, message: "could not reach host {n}" }]
                  - count: 7
                    between: [2026-11-20T08:10:00Z, 2026-11-20T10:00:00Z]
                    errors: [{ type: Timeout, adapter: salesforce, message: "timed out after {n} ms" }]
                succeeded:
                  count: 9
                  between: [2026-11-19T06:00:00Z, 2026-11-19T09:00:00Z]
                  title: "Invoice {n}"
                jobs:
                  - { id: j-AJTAt8w6-wdAgWM, started_at: 2026-11-18T08:00:00Z }
                  - { id: j-AJTBpu8t-EgHcSk, started_at: 2026-11-18T09:00:00Z }
            \(isListed ? "" : shared)
              - id: 51325710
                failed:
                  count: 6
                  between: [-4h, -2h]
                  errors: [{ type: Too many requests, adapter: netsuite, message: "429: slow down" }]
                jobs:
                  - { id: j-other, started_at: 2026-11-18T07:00:00Z }
            \(isListed ? shared : "")
            """
    }

    private func bench(for example: String) throws -> Bench {
        let bench = try Bench(Self.workspace(for: example))
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder) where name.contains(".") {
            if let bytes = FileManager.default.contents(atPath: "\(Self.folder)/\(name)") {
                bench.files.put(Array(bytes), at: name)
            }
        }
        bench.files.put(Array("\(Bench.token)\n".utf8), at: "/run/secrets/workato-eu")
        return bench
    }

    @Test func `every example is in the table`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        // Tokens have a workspace of their own: examples/scenarios/waiting-approvals.yaml.
        let runbooks = files.filter { $0.hasSuffix(".yaml") && $0 != "waiting-approvals.yaml" }
        #expect(runbooks.sorted() == Self.examples.map(\.name))
    }

    @Test(arguments: examples)
    func `an example repeats each of its jobs once, within the limits`(_ example: Example) throws {
        let bench = try bench(for: example.name)
        let planned = try bench.run(["plan", example.name, "-o", "p.plan.jsonl"])
        #expect(planned.status == .done, "\(planned.error)")
        let id = try #require(
            planned.lines.first { $0.hasPrefix("plan_id") }?.split(separator: " ").last.map(String.init)
        )
        let run = try bench.run(["run", "p.plan.jsonl", "--approve", id])
        #expect(run.status == .done, "\(run.error)")
        let ledger = bench.workspace.ledger
        #expect(ledger.enqueued.count == example.jobs)
        #expect(ledger.requests(.repeat).count == example.requests)
        #expect(ledger.repeatedTwice.isEmpty)
        #expect(ledger.violations.isEmpty)
    }
}
