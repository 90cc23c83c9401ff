import Testing

@testable import RedriveCore

@Suite struct SettlingStateMachineTests {
    private typealias Prospect = SettlingStateMachine.WitnessProspect

    private func at(_ seconds: Int) -> Instant { Instant(sinceZero: .seconds(seconds)) }
    private func wantsLook(_ settling: inout SettlingStateMachine, at seconds: Int) -> Bool {
        settling.wantsLook(at: at(seconds))
    }
    private func lost(at seconds: Int) -> SettlingStateMachine {
        SettlingStateMachine(appliedBy: at(seconds + 40), settle: .seconds(30))
    }

    /// A look of one second that finds nothing.
    private func look(
        _ settling: inout SettlingStateMachine,
        at second: Int,
        _ prospect: Prospect,
        isEvidence: Bool = true
    ) -> SettlingStateMachine.Decision? {
        _ = settling.wantsLook(at: at(second))
        return settling.foundNothing(
            begun: at(second),
            isEvidence: isEvidence,
            prospect: prospect,
            at: at(second + 1)
        )
    }

    @Test func `no look is wanted while the server may still be at work`() {
        var settling = lost(at: 0)
        #expect(!wantsLook(&settling, at: 39))
        #expect(settling.nextTime == at(40))
        #expect(wantsLook(&settling, at: 40))
    }

    @Test func `two looks that find nothing and a witness decide that nothing was applied`() {
        var settling = lost(at: 0)
        #expect(look(&settling, at: 40, .seen(.seconds(2))) == nil)
        #expect(!wantsLook(&settling, at: 70))
        #expect(wantsLook(&settling, at: 71))
        #expect(look(&settling, at: 71, .seen(.seconds(2))) == .notApplied)
    }

    @Test func `three times the witness' delay must have passed since the server was done`() {
        var settling = lost(at: 0)
        for second in [40, 71] { #expect(look(&settling, at: second, .seen(.seconds(60))) == nil) }
        #expect(settling.nextTime == at(220))
        #expect(look(&settling, at: 220, .seen(.seconds(60))) == .notApplied)
    }

    @Test func `time alone never decides: without a witness the jobs are for a person`() {
        var settling = lost(at: 0)
        #expect(look(&settling, at: 40, .none) == nil)
        #expect(look(&settling, at: 71, .none) == .noWitness)
    }

    @Test func `looks that were not complete count for nothing, and end the looking when they go on`() {
        var settling = lost(at: 0)
        for count in 1...5 {
            let decision = look(&settling, at: 9 + 31 * count, .seen(.zero), isEvidence: false)
            #expect(decision == (count == 5 ? .noCompleteLook : nil))
        }
    }

    @Test func `a look that began before the server was done counts for nothing`() {
        var settling = lost(at: 0)
        _ = settling.wantsLook(at: at(40))
        #expect(settling.foundNothing(begun: at(39), isEvidence: true, prospect: .seen(.zero), at: at(41)) == nil)
        #expect(!settling.needsWitness)
        #expect(wantsLook(&settling, at: 41))
    }

    @Test func `another lost request of the recipe begins the proof anew`() {
        var settling = lost(at: 0)
        for second in [40, 71] { #expect(look(&settling, at: second, .expected) == nil) }
        #expect(settling.needsWitness)
        settling.lostAnother(appliedBy: at(140))
        #expect(!settling.needsWitness)
        #expect(!wantsLook(&settling, at: 139))
    }
}
