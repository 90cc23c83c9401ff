@testable import RedriveCLI
import RedriveCore
import Testing

@Suite struct PlanViewTests {
    private func planned(warnings: [String] = []) throws -> IdentifiedPlan {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        var plan = try bench.plan("p.plan.jsonl").plan
        plan.warnings = warnings
        return try IdentifiedPlan(plan)
    }

    @Test func `the events are the plan, its steps, and its warnings, and the text has the same warnings`() throws {
        let planned = try planned(warnings: ["first", "second"])
        let view = PlanView(planned, PlanSummary(planned.plan), path: "p")
        #expect(view.events.map(\.kind) == [.plan, .step, .warning, .warning])
        #expect(view.events[0][.path] == "p")
        #expect(view.events[0][.planID] == .string(planned.planID))
        #expect(view.events[2][.message] == "first")
        #expect(view.text().contains("warning: first"))
        #expect(view.text().contains("warning: second"))
    }

    @Test func `the steps that take part, and an empty line, come last`() throws {
        let planned = try planned()
        let view = PlanView(planned, PlanSummary(planned.plan), scope: ["orders"], endsWithEmptyLine: true)
        #expect(view.text().suffix(2) == ["only 'orders': 35 jobs", ""])
    }

    @Test func `a plan above max_jobs is refused with both numbers and its totals`() throws {
        let planned = try planned()
        let error = ToolError(planned, PlanSummary(planned.plan), exceeds: 34)
        #expect(error.status == .refused)
        #expect(error.message == "the plan has 35 jobs, and max_jobs is 34")
        #expect(error.planID == planned.planID)
        #expect(error.totals.number("jobs") == 35)
    }
}
