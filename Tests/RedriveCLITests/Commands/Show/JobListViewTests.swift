@testable import RedriveCLI
import RedriveCore
import Testing

@Suite struct JobListViewTests {
    @Test func `the text has a line for each event, after an empty one and a head`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let plan = try bench.plan("p.plan.jsonl").plan
        let view = JobListView(plan: plan)
        let events = Array(view.events)
        let text = view.text()
        #expect(events.count == plan.jobs.count + plan.leftOut.count)
        #expect(text.count == events.count + 2)
        #expect(text[0].isEmpty)
        #expect(text[1].hasPrefix("step    recipe    job") && text[1].contains("class") && text[1].hasSuffix("error"))
        for (line, event) in zip(text.dropFirst(2), events) {
            guard case .string(let master)? = event[.masterJobID] else { throw Missing.master }
            #expect(line.contains("  \(master)  "))
            #expect(line.contains("  included  ") == (event[.included] == .bool(true)))
            #expect(line.contains(" · ") == (event[.signatureBefore] != nil))
            #expect((event[.reason] == .null) == (event[.included] == .bool(true)))
        }
    }

    private enum Missing: Error { case master }
}
