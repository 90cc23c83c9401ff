import RedriveCore
import Testing

/// Every status of a chunk and every kind of record that touches one, against the tables of chunks in
/// docs/state-machines.md.
@Suite struct ChunkFoldTableTests {
    typealias Samples = FoldSamples

    private static let heading = "A job and a chunk"
    private static let statuses = ["inFlight", "lost", "notApplied", "halved", "done"]

    /// Records after which chunk 1, of jobs 0 and 1, has a status.
    struct Situation {
        var status: String
        /// What led there, in order.
        var records: [Record]
        /// The chunk's last try.
        var tryNumber = 1
    }

    static let situations: [Situation] = {
        let sent = Samples.intent([0, 1])
        let lost = [sent, Samples.lost()]
        let throttled = [sent, Samples.notApplied(.throttled)]
        let again = throttled + [Samples.intent([0, 1], tryNumber: 2)]
        return [
            Situation(status: "inFlight", records: [sent]),
            Situation(status: "inFlight", records: again, tryNumber: 2),
            Situation(status: "lost", records: lost),
            Situation(status: "lost", records: [sent, Samples.answered()]),
            Situation(status: "lost", records: again + [Samples.lost(tryNumber: 2)], tryNumber: 2),
            Situation(status: "notApplied", records: throttled),
            Situation(status: "notApplied", records: lost + [Samples.settled(notApplied: [0, 1])]),
            Situation(status: "halved", records: [sent, Samples.notApplied(.badRequest)]),
            Situation(status: "done", records: [sent, Samples.answered(enqueued: [0], refused: [1])]),
            Situation(status: "done", records: lost + [Samples.settled(found: [0, 1])]),
            Situation(status: "done", records: lost + [Samples.held([0, 1])]),
            Situation(status: "done", records: throttled + [Samples.dropped([0]), Samples.refused([1])]),
        ]
    }()

    /// A record of each kind, by the kind's name in the table.
    private static func record(_ kind: String, tryNumber: Int) -> Record? {
        switch kind {
        case "intent, the next try": Samples.intent([0, 1], tryNumber: tryNumber + 1)
        case "answered, all named": Samples.answered(enqueued: [0], refused: [1], tryNumber: tryNumber)
        case "answered, not all named": Samples.answered(enqueued: [1], tryNumber: tryNumber)
        case "lost": Samples.lost(tryNumber: tryNumber)
        case "notApplied": Samples.notApplied(.throttled, tryNumber: tryNumber)
        case "notApplied because of badRequest, several jobs": Samples.notApplied(.badRequest, tryNumber: tryNumber)
        case "settled, others are left": Samples.settled(found: [0], tryNumber: tryNumber)
        case "settled, none is left": Samples.settled(found: [0, 1], tryNumber: tryNumber)
        case "settled, not applied": Samples.settled(found: [0], notApplied: [1], tryNumber: tryNumber)
        case "held, others are left": Samples.held([1])
        case "held, none is left": Samples.held([0, 1])
        case "refused, others are left": Samples.refused([0])
        case "refused, none is left": Samples.refused([0, 1])
        case "dropped, others are left": Samples.dropped([1])
        case "dropped, none is left": Samples.dropped([0, 1])
        default: nil
        }
    }

    private static func status(_ state: RunState) -> String {
        DocumentedTable.name(state.chunks[1].map { "\($0.status)" } ?? "")
    }

    @Test func `each record leaves a chunk as the table says, and is damage to one of any other status`() throws {
        let table = try DocumentedTable(under: Self.heading, first: "record", with: "done")
        #expect(table.rows.count == 15)
        var seen: [String: Set<String>] = [:]
        for situation in Self.situations {
            let before = try Samples.state(after: situation.records)
            #expect(Self.status(before) == situation.status)
            for kind in table.rows.map({ DocumentedTable.name($0[0]) }) {
                let record = try #require(Self.record(kind, tryNumber: situation.tryNumber), "\(kind)")
                let cell = DocumentedTable.name(try table.cell(kind, situation.status))
                let comment: Comment = "\(kind) after \(situation.records)"
                var state = before
                if cell != "–" {
                    #expect(throws: Never.self, comment) { try state.apply(record, at: Samples.stamp) }
                    #expect(Self.status(state) == cell, comment)
                    if cell != situation.status { seen[situation.status, default: []].insert(cell) }
                } else {
                    #expect(throws: RecordError.self, comment) { try state.apply(record, at: Samples.stamp) }
                }
            }
        }
        let transitions = try DocumentedTable(under: Self.heading, first: "chunk").transitions()
        #expect(Set(transitions.keys) == Set(Self.statuses))
        for (status, goesTo) in transitions { #expect(seen[status, default: []] == goesTo, "\(status)") }
    }

    @Test func `whatever shows that a chunk was not applied, only a bad request of several jobs halves it`() throws {
        for reason in Record.NotApplied.Reason.allCases {
            for jobs in [[0], [0, 1]] {
                let state = try Samples.state(after: [Samples.intent(jobs), Samples.notApplied(reason)])
                let halves = reason == .badRequest && jobs.count > 1
                #expect(
                    state.chunks[1]?.status == (halves ? .halved : .notApplied(.told(reason))),
                    "\(reason) of \(jobs)"
                )
            }
        }
    }

    @Test func `a record of another try than the chunk's last one is damage`() throws {
        for situation in Self.situations {
            let tryNumber = situation.tryNumber
            for wrong in [tryNumber - 1, tryNumber + 1] {
                let records = [
                    Samples.intent([0, 1], tryNumber: wrong + 1), Samples.answered(enqueued: [0, 1], tryNumber: wrong),
                    Samples.lost(tryNumber: wrong), Samples.notApplied(.throttled, tryNumber: wrong),
                    Samples.settled(found: [0, 1], tryNumber: wrong),
                    Samples.settled(notApplied: [0, 1], tryNumber: wrong),
                ]
                for record in records {
                    var state = try Samples.state(after: situation.records)
                    #expect(throws: RecordError.self, "\(record)") { try state.apply(record, at: Samples.stamp) }
                }
            }
        }
    }

    @Test func `only a lost chunk is settled, even where the record names nobody`() throws {
        for situation in Self.situations {
            var state = try Samples.state(after: situation.records)
            let record = Samples.settled(tryNumber: situation.tryNumber)
            if situation.status == "lost" {
                try state.apply(record, at: Samples.stamp)
                #expect(Self.status(state) == "lost")
            } else {
                #expect(throws: RecordError.self, "\(situation)") { try state.apply(record, at: Samples.stamp) }
            }
        }
    }

    @Test func `a released job is no longer its chunk's, and goes into a new one`() throws {
        for mates in [[0], [0, 1]] {
            let released = [Samples.intent(mates), Samples.lost(), Samples.held([0]), Samples.released([0])]
            let before = try Samples.state(after: released)
            #expect(before.jobs[0] == .notSent(chunk: nil))
            for record in [Samples.dropped([0]), Samples.refused([0]), Samples.intent([0], chunk: 2)] {
                var state = before
                try state.apply(record, at: Samples.stamp)
                #expect(Self.status(state) == (mates.count > 1 ? "lost" : "done"))
            }
            var state = before
            #expect(throws: RecordError.self) {
                try state.apply(Samples.intent([0], tryNumber: 2), at: Samples.stamp)
            }
        }
    }
}
