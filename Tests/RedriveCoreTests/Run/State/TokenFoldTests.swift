import FoundationEssentials
import Testing
import WorkatoJobs

@testable import RedriveCore

/// Every event of a suspended job in every state that it can be in: what follows, and what is refused as damage.
@Suite struct TokenFoldTests {
    private static let lost = TokenEvent.lost(tryNumber: 1, status: 502, cause: .status, why: "bad gateway")
    private static let notApplied = TokenEvent.notApplied(tryNumber: 1, .throttled, cause: nil, message: "429")

    /// The records that lead to each state.
    private static let ways: [(name: String, events: [TokenEvent])] = [
        ("notSent", []), ("inFlight", [.intent(tryNumber: 1)]),
        ("resumed", [.intent(tryNumber: 1), .resumed(tryNumber: 1)]),
        ("refused", [.intent(tryNumber: 1), .refused(tryNumber: 1, status: 404, message: "no")]),
        ("unknown", [.intent(tryNumber: 1), lost]), ("again", [.intent(tryNumber: 1), notApplied]),
        ("released", [.intent(tryNumber: 1), lost, .released]),
    ]

    private static let events: [(name: String, event: TokenEvent)] = [
        ("intent 1", .intent(tryNumber: 1)), ("intent 2", .intent(tryNumber: 2)), ("resumed", .resumed(tryNumber: 1)),
        ("resumed 2", .resumed(tryNumber: 2)), ("refused", .refused(tryNumber: 1, status: 404, message: "no")),
        ("lost", lost), ("notApplied", notApplied), ("evidence", .evidence(.unreadable("404"))),
        ("released", .released),
    ]

    /// What follows; anything else is damage.
    private static let allowed: [String: [String: JobClass]] = [
        "notSent": ["intent 1": .unknown],
        "inFlight": ["resumed": .resumed, "refused": .refused, "lost": .unknown, "notApplied": .notSent],
        "resumed": [:], "refused": [:], "unknown": ["evidence": .unknown, "released": .notSent],
        "again": ["intent 2": .unknown], "released": ["intent 2": .unknown],
    ]

    private static func state(after events: [TokenEvent]) throws -> RunState {
        var state = RunState(plan: makeTokenPlan(rows: 3), planID: "abc")
        for record in [FoldSamples.session, .stepStarted(.init(step: 0))] + events.map({ token(1, $0) }) {
            try state.apply(record, at: FoldSamples.stamp)
        }
        return state
    }

    @Test func `each event follows where the table says, and is damage everywhere else`() throws {
        var followed = 0
        for way in Self.ways {
            let before = try Self.state(after: way.events)
            for (name, event) in Self.events {
                var state = before
                let expected = Self.allowed[way.name]?[name]
                do {
                    try state.apply(token(1, event), at: FoldSamples.stamp)
                    #expect(state.tokens.progress[1].jobClass == expected, "\(name) after \(way.name)")
                    followed += 1
                } catch {
                    #expect(expected == nil, "\(name) after \(way.name): \(error)")
                }
                // The other rows are as they were.
                #expect(state.tokens.progress[0] == .notSent && state.tokens.progress[2] == .notSent)
            }
        }
        #expect(followed == 9)
    }

    @Test(arguments: [-1, 3, Int.max]) func `a row that the plan does not have is damage`(_ row: Int) throws {
        var state = try Self.state(after: [])
        #expect(throws: RecordError.self) { try state.apply(token(row, .intent(tryNumber: 1)), at: FoldSamples.stamp) }
    }

    @Test func `requests count each try but those that never left, and throttled answers are counted`() throws {
        let never = TokenEvent.notApplied(tryNumber: 2, .notSent, cause: .connect, message: "refused")
        let cancelled = TokenEvent.notApplied(tryNumber: 3, .cancelled, cause: nil, message: "taken back")
        let state = try Self.state(after: [
            .intent(tryNumber: 1), Self.notApplied, .intent(tryNumber: 2), never, .intent(tryNumber: 3), cancelled,
            .intent(tryNumber: 4), .resumed(tryNumber: 4),
        ])
        #expect(state.tokens.requests == 2 && state.tokens.tries == [0, 4, 0])
        #expect(state.throttled == 1)
        #expect(RunTotals(state).requests == 2)
    }

    @Test func `evidence is kept until the token is sent again, and decides nothing`() throws {
        let evidence = TokenEvidence.job(status: "succeeded", completedAt: FoldSamples.stamp)
        var state = try Self.state(after: [.intent(tryNumber: 1), Self.lost, .evidence(evidence)])
        #expect(state.tokens.evidence == [1: evidence] && state.tokens.progress[1].jobClass == .unknown)
        #expect(state.hasTokenInDoubt)
        for event in [TokenEvent.released, .intent(tryNumber: 2)] {
            try state.apply(token(1, event), at: FoldSamples.stamp)
        }
        #expect(state.tokens.evidence.isEmpty)
        #expect(state.tokens.lastIntent?.row == 1)
    }

    @Test func `guards count a job once, however often its token is sent, and a release opens a step that was over`()
        throws
    {
        var state = try Self.state(after: [.intent(tryNumber: 1), Self.lost])
        #expect(state.steps[0].counts.answered == 1 && state.steps[0].counts.unknown == 1)
        try state.apply(.stepFinished(.init(step: 0)), at: FoldSamples.stamp)
        try state.apply(token(1, .released), at: FoldSamples.stamp)
        #expect(state.steps[0].stage == .running)
        try state.apply(token(1, .intent(tryNumber: 2)), at: FoldSamples.stamp)
        try state.apply(token(1, .refused(tryNumber: 2, status: 404, message: "no")), at: FoldSamples.stamp)
        #expect(state.steps[0].counts.answered == 1 && state.steps[0].counts.refused == 1)
    }

    @Test func `a record of a token comes back from a state file as it was`() throws {
        let events: [TokenEvent] =
            Self.events.map(\.event) + [
                .lost(tryNumber: 1, status: nil, cause: .timeout, why: "45 s"),
                .notApplied(tryNumber: 1, .notSent, cause: .tls, message: "x"),
                .evidence(.job(status: "pending", completedAt: nil)),
                .evidence(.job(status: "failed", completedAt: FoldSamples.stamp)),
            ]
        for event in events {
            let record = Record.Token(row: 2, event: event)
            let bytes = try JSONEncoder().encode(record)
            #expect(try JSONDecoder().decode(Record.Token.self, from: bytes) == record)
        }
    }
}
