import RedriveCore
import Testing

/// Every state of a job and every kind of record, against the table of jobs in docs/state-machines.md.
@Suite struct JobFoldTableTests {
    typealias Samples = FoldSamples

    /// Records after which job 0 is in a state.
    struct Situation {
        /// As the table writes it.
        var state: String
        /// What led there, in order.
        var records: [Record]
        /// The try of chunk 1 that a further record of it would be about.
        var tryNumber = 1
        /// Other jobs of chunk 1 that are unknown.
        var unknownMates: [Int] = []
    }

    static let situations: [Situation] = {
        let alone = Samples.intent([0])
        let both = Samples.intent([0, 1])
        let lost = [alone, Samples.lost()]
        let halfAnswered = [both, Samples.answered(enqueued: [0])]
        let throttled = [alone, Samples.notApplied(.throttled)]
        return [
            Situation(state: "not sent", records: []),
            Situation(state: "not sent", records: throttled),
            Situation(state: "not sent", records: [both, Samples.notApplied(.badRequest)]),
            Situation(state: "not sent", records: lost + [Samples.settled(notApplied: [0])]),
            Situation(state: "not sent", records: lost + [Samples.held([0]), Samples.released([0])]),
            Situation(state: "in flight", records: [alone]),
            Situation(state: "in flight", records: [both]),
            Situation(state: "in flight", records: throttled + [Samples.intent([0], tryNumber: 2)], tryNumber: 2),
            Situation(state: "unknown", records: lost),
            Situation(state: "unknown", records: [both, Samples.lost()], unknownMates: [1]),
            Situation(state: "unknown", records: [both, Samples.answered(enqueued: [1])]),
            Situation(state: "enqueued", records: [alone, Samples.answered(enqueued: [0])]),
            Situation(state: "enqueued", records: halfAnswered, unknownMates: [1]),
            Situation(state: "enqueued", records: lost + [Samples.settled(found: [0])]),
            Situation(state: "enqueued", records: halfAnswered + [Samples.outcomes([0])], unknownMates: [1]),
            Situation(state: "refused", records: [both, Samples.answered(refused: [0])], unknownMates: [1]),
            Situation(state: "refused", records: [Samples.refused([0])]),
            Situation(state: "refused", records: throttled + [Samples.refused([0])]),
            Situation(state: "dropped", records: [Samples.dropped([0])]),
            Situation(state: "dropped", records: throttled + [Samples.dropped([0])]),
            Situation(state: "held", records: lost + [Samples.held([0])]),
            Situation(state: "held", records: [both, Samples.lost(), Samples.held([0])], unknownMates: [1]),
        ]
    }()

    /// Every record of a kind that could be about job 0 of a situation, by the kind's name in the table.
    private static func records(_ kind: String, about situation: Situation) throws -> [Record] {
        let tryNumber = situation.tryNumber
        switch kind {
        case "intent": return [Samples.intent([0], chunk: 9), Samples.intent([0, 3], chunk: 9)]
        case "answered, enqueued": return [Samples.answered(enqueued: [0], tryNumber: tryNumber)]
        case "answered, refused": return [Samples.answered(refused: [0], tryNumber: tryNumber)]
        case "answered, not named": return [Samples.answered(tryNumber: tryNumber)]
        case "lost": return [Samples.lost(tryNumber: tryNumber)]
        case "notApplied":
            return Record.NotApplied.Reason.allCases.map { Samples.notApplied($0, tryNumber: tryNumber) }
        case "settled, found": return [Samples.settled(found: [0], tryNumber: tryNumber)]
        case "settled, not applied":
            return [Samples.settled(notApplied: [0] + situation.unknownMates, tryNumber: tryNumber)]
        case "held": return [Samples.held([0])]
        case "released": return [Samples.released([0])]
        case "refused": return [Samples.refused([0])]
        case "dropped": return [Samples.dropped([0])]
        case "outcomes": return [Samples.outcomes([0])]
        default: throw UnknownKind(kind: kind)
        }
    }

    private struct UnknownKind: Error { var kind: String }

    private static func word(_ job: JobProgress) -> String {
        switch job {
        case .notSent: "not sent"
        case .inFlight: "in flight"
        case .unknown: "unknown"
        case .enqueued: "enqueued"
        case .refused: "refused"
        case .dropped: "dropped"
        case .held: "held"
        }
    }

    @Test func `each record moves a job as the table says, and is damage to a job in any other state`() throws {
        let table = try DocumentedTable(under: "A job and a chunk", first: "record")
        #expect(table.rows.count == 13)
        var pairs: Set<String> = []
        for situation in Self.situations {
            let before = try Samples.state(after: situation.records)
            #expect(Self.word(before.jobs[0]) == situation.state)
            for kind in table.rows.map({ DocumentedTable.name($0[0]) }) {
                let from = DocumentedTable.name(try table.cell(kind, "a job goes from"))
                let to = DocumentedTable.name(try table.cell(kind, "to")).prefix { $0 != "," }
                for record in try Self.records(kind, about: situation) {
                    var state = before
                    let comment: Comment = "\(record) after \(situation.records)"
                    if situation.state == from {
                        #expect(throws: Never.self, comment) { try state.apply(record, at: Samples.stamp) }
                        #expect(Self.word(state.jobs[0]) == to, comment)
                        #expect(state.jobs[2] == before.jobs[2], comment)
                    } else {
                        #expect(throws: RecordError.self, comment) { try state.apply(record, at: Samples.stamp) }
                    }
                }
                pairs.insert("\(kind) \(situation.state)")
            }
        }
        #expect(pairs.count == 13 * 7)
    }

    @Test func `an outcome is kept with its job`() throws {
        let state = try Samples.state(after: [
            Samples.intent([0]), Samples.answered(enqueued: [0]), Samples.outcomes([0]),
        ])
        guard case .enqueued(_, let outcome) = state.jobs[0] else {
            Issue.record("\(state.jobs[0])")
            return
        }
        #expect(outcome?.outcome == .recovered)
    }

    @Test func `the record of a chunk is damage where it names a job of another one, whatever its state`() throws {
        for situation in Self.situations {
            let sent = situation.records + [Samples.intent([3], chunk: 8)]
            let lost = sent + [Samples.lost(chunk: 8)]
            for record in [Samples.answered(enqueued: [0], chunk: 8), Samples.answered(refused: [0, 3], chunk: 8)] {
                var state = try Samples.state(after: sent)
                #expect(throws: RecordError.self) { try state.apply(record, at: Samples.stamp) }
            }
            for record in [Samples.settled(found: [0], chunk: 8), Samples.settled(notApplied: [3, 0], chunk: 8)] {
                var state = try Samples.state(after: lost)
                #expect(throws: RecordError.self) { try state.apply(record, at: Samples.stamp) }
            }
        }
    }
}
