@testable import RedriveCLI
import RedriveCore
import Testing

@Suite struct RecordViewTests {
    private func bench(_ scenario: String = Scenarios.outage) throws -> Bench {
        let bench = try Bench(scenario)
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["run", "crm.yaml", "--yes", "--state", "s.state.jsonl"])
        return bench
    }

    @Test func `the records of a run report each job with its class, then with its outcome`() throws {
        let events = try bench().recordViews("s.state.jsonl").flatMap(\.events)
        let jobs = events.filter { $0.kind == .job }
        #expect(jobs.count { $0[.jobClass] == "enqueued" && $0[.outcome] == nil } == 35)
        #expect(jobs.count { $0[.outcome] == "recovered" } == 35)
        #expect(events.filter { $0.kind == .step }.map { $0[.status] } == ["started", "finished"])
        #expect(events.count { $0[.status] == "sending" } == 3)
        #expect(events.count { $0[.status] == "answered" } == 3)
    }

    @Test func `an undisturbed run has neither warnings nor notes`() throws {
        let views = try bench().recordViews("s.state.jsonl")
        #expect(views.allSatisfy { $0.warning == nil && $0.note == nil })
    }

    @Test func `a step that a guard stops is a warning, and an event with the same words`() throws {
        let state = try bench().state("s.state.jsonl")
        let record = Record.guardTripped(.init(step: 0, guardName: "max_refused", message: "5 of 20"))
        let view = RecordView(record, state, at: state.plan.header.createdAt)
        #expect(view.warning == "step 'orders' was stopped by its guard max_refused: 5 of 20")
        #expect(view.note == nil)
        let event = try #require(view.events.first)
        #expect(event[.status] == "stopped")
        #expect(event[.guardName] == "max_refused")
        #expect(event[.message] == "5 of 20")
    }
}
