import Testing

@testable import RedriveCore

/// Every state and every event of a settling, against its tables in docs/state-machines.md.
@Suite struct SettlingTableTests {
    private static let heading = "SettlingStateMachine"
    private static let states: Set = [
        "waitingOut", "looking", "waiting", "decided(notApplied)", "decided(noWitness)", "decided(noCompleteLook)",
    ]
    private static let prospects: [SettlingStateMachine.WitnessProspect] = [
        .seen(.zero), .seen(.seconds(50)), .expected, .canBeSent, .heldBack, .none,
    ]

    private static func at(_ seconds: Int) -> Instant { Instant(sinceZero: .seconds(seconds)) }

    /// A look that finds nothing.
    struct Look {
        var isEvidence = true
        var prospect = SettlingStateMachine.WitnessProspect.expected
        /// The second of its begin; nil for the moment it is wanted.
        var begun: Int?
        /// The second of its end; nil for one second after it is wanted.
        var ended: Int?
    }

    /// A settling whose server is done at second 40, and its last time.
    struct Settling {
        var machine = SettlingStateMachine(appliedBy: at(40), settle: .seconds(30))
        var now = at(0)
        /// What the last look has decided.
        var decision: SettlingStateMachine.Decision?

        init(after looks: [Look] = []) { for look in looks { take(look) } }

        mutating func wantLook() {
            now = max(now, machine.nextTime ?? now)
            let wants = machine.wantsLook(at: now)
            #expect(wants)
        }

        mutating func take(_ look: Look) {
            wantLook()
            let begun = look.begun.map(at) ?? now
            now = look.ended.map(at) ?? now + .seconds(1)
            decision = machine.foundNothing(begun: begun, isEvidence: look.isEvidence, prospect: look.prospect, at: now)
        }

        /// The state as the tables write it, a decision with its name.
        var state: String {
            let name = stateName(of: machine)
            return name == "decided" ? "decided(\(decision.map { "\($0)" } ?? "?"))" : name
        }
    }

    /// Settlings in every state, by every way into it.
    private static func settlings() -> [Settling] {
        var lostAgain = Settling(after: [Look(), Look()])
        lostAgain.machine.lostAnother(appliedBy: at(500))
        var looking = Settling()
        looking.wantLook()
        var lookingAgain = Settling(after: [Look()])
        lookingAgain.wantLook()
        let incomplete = Look(isEvidence: false)
        return [
            Settling(), lostAgain, looking, lookingAgain, Settling(after: [Look()]), Settling(after: [incomplete]),
            Settling(after: [Look(), Look(prospect: .none)]), Settling(after: [Look(), Look(prospect: .seen(.zero))]),
            Settling(after: Array(repeating: incomplete, count: 5)),
        ]
    }

    @Test func `each pair of settling state and event does what the table says`() throws {
        let table = try DocumentedTable(under: Self.heading, first: "event")
        let events = ["lostAnother", "wantsLook, too early", "wantsLook, the time has come", "foundNothing"]
        #expect(table.rows.map { DocumentedTable.name($0[0]) } == events)
        let settlings = Self.settlings()
        #expect(Set(settlings.map(\.state)) == Self.states)
        for settling in settlings {
            let state = stateName(of: settling.machine)
            for event in events {
                let cell = try table.spelledOut(event, state)
                switch (event, cell) {
                case ("lostAnother", "`waitingOut`, to the later time; complete looks so far do not count"):
                    try expectWaitingOut(settling)
                case ("foundNothing", "ignored"): expectIgnored(settling)
                case ("foundNothing", "see below"): break
                case ("wantsLook, too early", _), ("wantsLook, the time has come", _):
                    #expect(["no", "yes", "yes: `looking`"].contains(cell), "\(event) in \(state)")
                    let due = settling.machine.nextTime ?? settling.now
                    var machine = settling.machine
                    let wants = machine.wantsLook(at: event.hasSuffix("too early") ? due - .seconds(1) : due)
                    #expect(wants == cell.hasPrefix("yes"), "\(event) in \(state)")
                    if cell.contains("looking") {
                        #expect(stateName(of: machine) == "looking", "\(event) in \(state)")
                    } else {
                        #expect("\(machine)" == "\(settling.machine)", "\(event) in \(state)")
                    }
                default: Issue.record("\(event) in \(state): '\(cell)' is not known here")
                }
            }
        }
    }

    private func expectWaitingOut(_ settling: Settling) throws {
        for second in [10, 1000] {
            var machine = settling.machine
            machine.lostAnother(appliedBy: Self.at(second))
            #expect(stateName(of: machine) == "waitingOut", "\(settling.state)")
            #expect(machine.nextTime == max(settling.machine.appliedBy, Self.at(second)))
            #expect(!machine.needsWitness)
        }
    }

    private func expectIgnored(_ settling: Settling) {
        for prospect in Self.prospects {
            for complete in [true, false] {
                var machine = settling.machine
                let begun = max(settling.now, machine.appliedBy)
                let end = begun + .seconds(1)
                #expect(machine.foundNothing(begun: begun, isEvidence: complete, prospect: prospect, at: end) == nil)
                #expect("\(machine)" == "\(settling.machine)", "\(settling.state)")
            }
        }
    }

    /// One row of the table of looks, with the second at which the next look is due.
    struct LookCase {
        var row: String
        var before: [Look] = []
        var look = Look()
        var next: Int?
    }

    private static let again = "complete, from the second on, "
    private static let lookCases = [
        LookCase(row: "began before the server was done", look: Look(begun: 39)),
        LookCase(row: "was not complete", look: Look(isEvidence: false), next: 71),
        LookCase(
            row: "was not complete",
            before: Array(repeating: Look(isEvidence: false), count: 4) + [Look()],
            look: Look(isEvidence: false),
            next: 226
        ),
        LookCase(
            row: "was not complete, the fifth in a row",
            before: Array(repeating: Look(isEvidence: false), count: 4),
            look: Look(isEvidence: false)
        ),
        LookCase(row: "complete, the first", look: Look(prospect: .seen(.zero)), next: 71),
        LookCase(row: "complete, the first", look: Look(prospect: .none), next: 71),
        LookCase(row: proven, before: [Look()], look: Look(prospect: .seen(.seconds(11)), begun: 73, ended: 74)),
        LookCase(
            row: unproven,
            before: [Look()],
            look: Look(prospect: .seen(.seconds(11)), begun: 72, ended: 74),
            next: 104
        ),
        LookCase(row: unproven, before: [Look()], look: Look(prospect: .seen(.seconds(60))), next: 220),
        LookCase(row: again + "no witness yet, but one can come", before: [Look()], next: 102),
        LookCase(
            row: again + "no witness yet, but one can come",
            before: [Look()],
            look: Look(prospect: .canBeSent, ended: 939),
            next: 969
        ),
        LookCase(row: "the same, 15 minutes after the server was done", before: [Look()], look: Look(ended: 940)),
        LookCase(
            row: "the same, 15 minutes after the server was done",
            before: [Look()],
            look: Look(prospect: .canBeSent, ended: 940)
        ),
        LookCase(row: heldBack, before: [Look()], look: Look(prospect: .heldBack), next: 102),
        LookCase(row: heldBack, before: [Look()], look: Look(prospect: .heldBack, ended: 5000), next: 5030),
        LookCase(
            row: again + "no witness yet, but one can come",
            before: [Look(), Look(prospect: .heldBack, ended: 5000)],
            look: Look(prospect: .canBeSent, ended: 5899),
            next: 5929
        ),
        LookCase(
            row: "the same, 15 minutes after the server was done",
            before: [Look(), Look(prospect: .heldBack, ended: 5000)],
            look: Look(prospect: .canBeSent, ended: 5900)
        ),
        LookCase(row: again + "no witness, and none can come", before: [Look()], look: Look(prospect: .none)),
    ]
    private static let heldBack =
        again + "no witness yet, and a pause, a pace, a limit or max_pending holds back the request that would be one"
    private static let proven =
        again + "a witness took delay, and the look began at server_timeout + 3 × delay or later"
    private static let unproven = again + "a witness took delay, and the look began earlier"

    @Test func `each look that finds nothing leads where the table says`() throws {
        let table = try DocumentedTable(under: Self.heading, first: "a look that finds nothing")
        #expect(Set(table.rows.map { DocumentedTable.name($0[0]) }) == Set(Self.lookCases.map(\.row)))
        for lookCase in Self.lookCases {
            var settling = Settling(after: lookCase.before)
            settling.take(lookCase.look)
            let cell = try table.cell(lookCase.row, "goes to")
            #expect(cell.contains("`\(settling.state)`"), "\(lookCase.row): \(settling.state)")
            #expect(settling.machine.nextTime == lookCase.next.map(Self.at), "\(lookCase.row)")
        }
    }
}
