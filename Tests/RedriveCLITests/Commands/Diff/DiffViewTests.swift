@testable import RedriveCLI
import RedriveCore
import Testing
import WorkatoJobs

@Suite struct DiffViewTests {
    /// A plan of 35 jobs, and the same plan with one job added, two removed, and one attempted again.
    private func comparison() throws -> PlanComparison {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let plan = try bench.plan("p.plan.jsonl").plan
        var old = plan
        var new = plan
        old.jobs.removeLast()
        new.jobs.removeFirst(2)
        new.jobs[0].newestAttempt = JobID(text: "j-again")
        return PlanComparison(
            old: try IdentifiedPlan(old),
            new: try IdentifiedPlan(new),
            diff: PlanDiff(old, new)
        )
    }

    @Test func `text, events and totals count the same changes`() throws {
        let view = DiffView(try comparison())
        let expected = ["added": 1, "removed": 2, "changed": 0, "reattempted": 1]
        let events = Array(view.events)
        for (kind, count) in expected {
            #expect(view.completion.totals.number(kind) == count)
            #expect(events.count { $0[.change] == .string(kind) } == count)
        }
        #expect(view.completion.totals.number("unchanged") == 31)
        let text = view.text()
        #expect(text.contains("+ 1 job added: only the second plan would repeat them"))
        #expect(text.contains("- 2 jobs removed: only the first plan would repeat them"))
        #expect(text.contains("! 1 job reattempted: repeated in between, and would be repeated again"))
        #expect(!text.contains { $0.contains("changed") })
        #expect(text.last == "31 jobs are in both")
    }

    @Test func `a long list is cut in the text, not in the events`() throws {
        let before = try comparison().old
        var empty = before.plan
        empty.jobs = []
        let after = try IdentifiedPlan(empty)
        let view = DiffView(PlanComparison(old: before, new: after, diff: PlanDiff(before.plan, after.plan)))
        #expect(view.text().filter { $0.contains(" -> ") }.count == DiffView.mostJobs)
        #expect(view.text().contains("    and 14 more; '--json' lists all"))
        #expect(Array(view.events).count == 34)
    }

    @Test func `plans of two workspaces are compared with a warning`() throws {
        let one = try comparison()
        #expect(DiffView(one).warnings.isEmpty)
        var other = one.new.plan
        other.header.workspace.url = "https://elsewhere.example.com"
        let both = PlanComparison(old: one.old, new: try IdentifiedPlan(other), diff: one.diff)
        #expect(DiffView(both).warnings == ["the plans are of two workspaces"])
    }
}
