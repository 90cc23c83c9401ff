@testable import RedriveCLI
import RedriveCore
import Testing

@Suite struct JobListViewTests {
    @Test func `the text has a line for each event, after an empty one`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let plan = try bench.plan("p.plan.jsonl").plan
        let view = JobListView(plan: plan)
        let events = Array(view.events)
        let text = view.text()
        #expect(events.count == plan.jobs.count + plan.leftOut.count)
        #expect(text.count == events.count + 1)
        #expect(text[0].isEmpty)
        for (line, event) in zip(text.dropFirst(), events) {
            guard case .string(let master)? = event[.masterJobID] else { throw Missing.master }
            #expect(line.contains("  \(master)  "))
            #expect(line.hasSuffix("included") == (event[.included] == .bool(true)))
            #expect((event[.reason] == .null) == (event[.included] == .bool(true)))
        }
    }

    private enum Missing: Error { case master }
}
