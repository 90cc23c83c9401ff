@testable import RedriveCLI
import RedriveCore
import Testing
import WorkatoJobs

@Suite struct ResumeForecastTests {
    /// A run that was interrupted after its first request.
    private func state() throws -> RunState {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["run", "crm.yaml", "--yes", "--state", "s.state.jsonl"], interrupts: [.milliseconds(1400)])
        return try bench.state("s.state.jsonl")
    }

    @Test func `the requests have each job that was not sent, once`() throws {
        let state = try state()
        let left = state.jobs.indices.filter { state.jobs[$0].jobClass == .notSent }.map { state.plan.jobs[$0].master }
        let forecast = ResumeForecast(state: state, tornBytes: 0, names: nil, releases: [])
        #expect(!left.isEmpty)
        #expect(left.count < state.jobs.count)
        let sent = forecast.writes.flatMap { planned in
            switch planned.write {
            case .repeatJobs(_, let masters): masters
            case .resumeJob: [JobID]()
            }
        }
        #expect(Set(sent) == Set(left))
        #expect(sent.count == left.count)
    }

    @Test func `steps that do not take part have no requests`() throws {
        let forecast = ResumeForecast(state: try state(), tornBytes: 0, names: ["another"], releases: [])
        #expect(forecast.writes.isEmpty)
        #expect(ResumeForecastView(forecast).text().last == "dry run: 0 requests with 0 jobs would be sent; none was")
    }

    @Test func `text and events have the same requests, and new ones are numbered after those of the run`() throws {
        let state = try state()
        let forecast = ResumeForecast(state: state, tornBytes: 7, names: nil, releases: [])
        let view = ResumeForecastView(forecast)
        let events = Array(view.events)
        let again = forecast.writes.compactMap(\.chunk)
        let new = (0..<forecast.writes.count - again.count).map { state.chunkLog.next + $0 }
        #expect(events.map { $0[.chunk] } == (again + new).map { .int($0) })
        #expect(again.allSatisfy { $0 < state.chunkLog.next })
        #expect(view.text().filter { $0.hasPrefix("POST ") }.count == events.count)
        #expect(view.text()[1] == "  drop a last line that was cut short (7 bytes)")
    }
}
