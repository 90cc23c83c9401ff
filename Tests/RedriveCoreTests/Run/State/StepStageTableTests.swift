import RedriveCore
import Testing

/// Every stage of a step and every record that touches it, against the table of steps in docs/state-machines.md.
@Suite struct StepStageTableTests {
    typealias Samples = FoldSamples

    private static let stages = ["waiting", "running", "tripped", "finished"]
    private static let records = ["stepStarted", "guardTripped", "stepFinished", "session", "released"]

    /// A run whose only step is in a stage, and whose job 0 is held.
    private static func state(_ stage: String) throws -> RunState {
        var state = try Samples.state(after: [Samples.session, Samples.intent([0]), Samples.lost(), Samples.held([0])])
        let records: [String]
        switch stage {
        case "running": records = ["stepStarted"]
        case "tripped": records = ["stepStarted", "guardTripped"]
        case "finished": records = ["stepStarted", "stepFinished"]
        default: records = []
        }
        for name in records { try state.apply(record(name), at: Samples.stamp) }
        return state
    }

    private static func record(_ name: String) -> Record {
        switch name {
        case "stepStarted": .stepStarted(.init(step: 0))
        case "guardTripped": .guardTripped(.init(step: 0, guardName: "failed_again", message: "too many"))
        case "stepFinished": .stepFinished(.init(step: 0))
        case "session": .session(.init(number: 2, host: "h", pid: 2, version: "t"))
        default: Samples.released([0])
        }
    }

    private static func name(_ state: RunState) -> String { DocumentedTable.name("\(state.steps[0].stage)") }

    @Test func `a record leads to the stage that it tells of; sessions and releases lead to 'running' alone`() throws {
        var seen: [String: Set<String>] = [:]
        for stage in Self.stages {
            for record in Self.records {
                var state = try Self.state(stage)
                #expect(Self.name(state) == stage)
                try state.apply(Self.record(record), at: Samples.stamp)
                let after = Self.name(state)
                switch (stage, record) {
                case (_, "stepStarted"): #expect(after == "running", "\(record) in \(stage)")
                case (_, "guardTripped"): #expect(after == "tripped", "\(record) in \(stage)")
                case (_, "stepFinished"): #expect(after == "finished", "\(record) in \(stage)")
                case ("tripped", "session"), ("finished", "released"):
                    #expect(after == "running", "\(record) in \(stage)")
                    seen[stage, default: []].insert(after)
                default: #expect(after == stage, "\(record) in \(stage)")
                }
            }
        }
        let table = try DocumentedTable(under: "Steps", first: "stage")
        let transitions = try table.transitions()
        #expect(Set(transitions.keys) == Set(Self.stages))
        #expect(transitions["waiting"] == ["running"])
        #expect(transitions["running"] == ["tripped", "finished"])
        for stage in ["tripped", "finished"] { #expect(transitions[stage] == seen[stage], "\(stage)") }
        #expect(try table.cell("tripped", "goes to").hasSuffix("when a session begins"))
        #expect(try table.cell("finished", "goes to").hasSuffix("when held jobs of it are released"))
    }

    @Test func `a stage of a step that is not in the plan is damage`() throws {
        for record: Record in [
            .stepStarted(.init(step: 1)), .stepFinished(.init(step: -1)),
            .guardTripped(.init(step: 1, guardName: "failed_again", message: "too many")),
        ] {
            var state = try Self.state("running")
            #expect(throws: RecordError.self, "\(record)") { try state.apply(record, at: Samples.stamp) }
        }
    }

    @Test func `a session lets a tripped step go on from what its guards had seen`() throws {
        var state = try Self.state("tripped")
        #expect(state.steps[0].counts.unknown == 1)
        #expect(state.steps[0].baseline.unknown == 0)
        try state.apply(Self.record("session"), at: Samples.stamp)
        #expect(state.steps[0].baseline == state.steps[0].counts)
    }
}
