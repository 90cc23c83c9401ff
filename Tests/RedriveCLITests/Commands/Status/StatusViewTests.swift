@testable import RedriveCLI
import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoJobs

@Suite struct StatusViewTests {
    /// Whether a process works on the run, and how the text and the event say so.
    struct Case: Sendable {
        var isLive: Bool?
        var words: String
        var live: JSONValue
    }

    @Test(arguments: [
        Case(isLive: true, words: "running (process 4711 on ops-1)", live: .bool(true)),
        Case(isLive: false, words: "finished", live: .bool(false)),
        Case(isLive: nil, words: "finished", live: .null),
    ])
    func `text and event say alike whether a process works on the run`(_ test: Case) throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["run", "crm.yaml", "--yes", "--state", "s.state.jsonl"])
        let state = try bench.state("s.state.jsonl")
        let now = try #require(state.lastRecordAt)
        let view = StatusView(
            RunStanding(
                path: "s.state.jsonl",
                state: state,
                isLive: test.isLive,
                moment: Moment(instant: bench.time.now().instant, wall: now)
            )
        )
        #expect(try #require(view.text().first).hasSuffix(": \(test.words)"))
        #expect(view.text().last == "last record at \(now.formatted(.seconds)), 0s ago")
        let event = try #require(view.events.first)
        #expect(view.events.count == 1)
        #expect(event.kind == .progress)
        #expect(event[.live] == test.live)
        #expect(event[.ending] == "finished")
        #expect(event.members.number("planned") == 35)
        #expect(view.completion.totals.number("planned") == 35)
    }
}
