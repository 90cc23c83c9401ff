import Testing
import WorkatoJobs

@testable import RedriveCore

/// The sending lane and the settling, against their tables in docs/state-machines.md.
@Suite struct LaneAndSettlingTableTests {
    private static let laneStates = ["free", "queued", "pausing"]

    private static func at(_ seconds: Int) -> Instant { Instant(sinceZero: .seconds(seconds)) }

    private static func moment(_ seconds: Int) -> Moment {
        Moment(instant: at(seconds), wall: Timestamp(milliseconds: Int64(seconds) * 1000))
    }

    /// A lane in a state, with request 1 out and, in `queued`, request 2 waiting for its turn.
    private static func lane(_ state: String) -> SendingLaneStateMachine {
        var lane = SendingLaneStateMachine()
        for request in [1, 9] {
            lane.queued(request, chunk: request)
            lane.sent(request, step: 0, jobs: 1, at: at(0))
        }
        switch state {
        case "queued": lane.queued(2, chunk: 2)
        case "pausing": _ = lane.throttled(9, .seconds(60), jitter: 0, at: moment(0))
        default: break
        }
        return lane
    }

    private static func tell(_ lane: inout SendingLaneStateMachine, _ event: String, request: Int) {
        switch event {
        case "queued": lane.queued(3, chunk: 3)
        case "sent": lane.sent(request, step: 0, jobs: 1, at: at(1))
        case "answered": lane.answered(request)
        case "lost": lane.lost(request)
        case "throttled": _ = lane.throttled(request, .seconds(5), jitter: 0, at: moment(1))
        case "notSent": _ = lane.notSent(request, jitter: 0, at: at(1))
        case "cancelled": lane.cancelled(request)
        default: lane.settled()
        }
    }

    @Test func `each pair of lane state and event leads where the table says`() throws {
        let table = try DocumentedTable(under: "SendingLaneStateMachine", first: "event")
        let goesTo = try DocumentedTable(under: "SendingLaneStateMachine", first: "state")
        let events = ["queued", "sent", "answered", "lost", "throttled", "notSent", "cancelled", "settled"]
        #expect(Set(table.rows.map { DocumentedTable.name($0[0]) }) == Set(events))
        for state in Self.laneStates {
            for event in events {
                let cell = try table.cell(event, state)
                guard cell != "traps" else {
                    #expect(state == "queued" && event == "queued")
                    continue
                }
                let named = DocumentedTable.names(cell).first
                // In `queued`, a cell about "this request" speaks of the one that waits.
                let waits = state == "queued" && (event == "sent" || cell.contains("this request"))
                var lane = Self.lane(state)
                Self.tell(&lane, event, request: waits ? 2 : 1)
                let after = stateName(of: lane)
                #expect(after == named ?? state, "\(event) in \(state)")
                let allowed = DocumentedTable.names(try goesTo.cell(state, "goes to"))
                #expect(after == state || allowed.contains(after), "\(state) went to \(after)")
                if waits {
                    var other = Self.lane(state)
                    Self.tell(&other, event, request: 1)
                    #expect(stateName(of: other) == state, "\(event) of another request in \(state)")
                }
            }
        }
    }

    @Test func `two requests never wait for a turn at once`() async {
        await #expect(processExitsWith: .failure) {
            var lane = LaneAndSettlingTableTests.lane("queued")
            LaneAndSettlingTableTests.tell(&lane, "queued", request: 3)
        }
    }

    @Test func `settling walks all transitions of its table, and no others`() throws {
        let table = try DocumentedTable(under: "SettlingStateMachine", first: "state")
        var seen: [String: Set<String>] = [:]
        let prospects: [SettlingStateMachine.WitnessProspect] = [
            .seen(.zero), .seen(.seconds(50)), .expected, .canBeSent, .heldBack, .none,
        ]
        var random = SplitMix64(seed: 11)
        func chance(_ bound: Int) -> Int { Int(random.unit() * Double(bound)) }
        for _ in 0..<400 {
            var settling = SettlingStateMachine(appliedBy: Self.at(40), settle: .seconds(30))
            var now = 0
            for _ in 0..<40 {
                let before = stateName(of: settling)
                now += chance(40)
                switch chance(10) {
                case 0: settling.lostAnother(appliedBy: Self.at(now + 40))
                case 1...5: _ = settling.wantsLook(at: Self.at(now))
                default:
                    _ = settling.foundNothing(
                        begun: Self.at(max(0, now - chance(20))),
                        isEvidence: chance(3) > 0,
                        prospect: prospects[chance(prospects.count)],
                        at: Self.at(now)
                    )
                }
                let after = stateName(of: settling)
                if before != after || after == "waitingOut" { seen[before, default: []].insert(after) }
            }
        }
        for row in table.rows {
            let state = DocumentedTable.name(row[0])
            let allowed = DocumentedTable.names(try table.cell(state, "goes to"))
            let reached = seen[state] ?? []
            #expect(reached == allowed, "\(state) goes to \(reached.sorted())")
        }
    }

    @Test func `what ends a settling without a resend is named in the table of decisions`() throws {
        let table = try DocumentedTable(under: "SettlingStateMachine", first: "decision")
        let names = Set(table.rows.flatMap { DocumentedTable.names($0[0]) })
        for decision: SettlingStateMachine.Decision in [.notApplied, .noWitness, .noCompleteLook] {
            #expect(names.contains("\(decision)"))
        }
    }
}
