@testable import RedriveCLI
import RedriveCore
import Testing
import WorkatoJobs

@Suite struct DryRunViewTests {
    private let workspace = Workspace(url: "https://www.workato.com")
    private let writes = [
        PlannedWrite(step: "a", write: .repeatJobs(11, [JobID(text: "j-1"), JobID(text: "j-2")]), chunk: 2),
        PlannedWrite(step: "a", write: .repeatJobs(11, [JobID(text: "j-3")])),
        PlannedWrite(step: "b", write: .repeatJobs(12, [JobID(text: "j-4")])),
    ]

    @Test func `a chunk that is sent again keeps its number, new ones count on`() {
        let events = Array(DryRunView(writes, to: workspace, nextChunk: 5).events)
        #expect(events.map { $0[.chunk] } == [.int(2), .int(5), .int(6)])
        #expect(events.allSatisfy { $0.kind == .chunk && $0[.status] == "dry_run" })
    }

    @Test func `a customer's workspace shows its own paths`() {
        var embedded = workspace
        embedded.managedUser = "EA2300"
        let paths = DryRunView(writes, to: embedded).events.map { $0[.path] }
        #expect(paths.first == "/api/managed_users/EA2300/recipes/11/repeat_jobs")
    }

    @Test func `text and events have the same method, path and body`() {
        let view = DryRunView(writes, to: workspace)
        let text = view.text()
        for (index, event) in view.events.enumerated() {
            guard case .string(let path)? = event[.path], case .string(let body)? = event[.body] else {
                Issue.record("no request in \(event)")
                continue
            }
            #expect(text[3 * index] == "POST \(path)")
            #expect(text[3 * index + 1] == body)
        }
        #expect(text.count == 10)
        #expect(text.last == "dry run: 3 requests with 4 jobs would be sent; none was")
    }

    @Test func `only the steps that take part are written`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let plan = try bench.plan("p.plan.jsonl").plan
        #expect(PlannedWrite.all(of: plan, steps: nil).map(\.write.jobs).reduce(0, +) == 35)
        #expect(PlannedWrite.all(of: plan, steps: ["orders"]) == PlannedWrite.all(of: plan, steps: nil))
        #expect(PlannedWrite.all(of: plan, steps: []).isEmpty)
    }
}
