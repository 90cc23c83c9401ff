import Testing

@testable import RedriveCore

@Suite struct SettlingStateMachineTests {
    private func at(_ seconds: Int) -> Instant { Instant(sinceZero: .seconds(seconds)) }
    private func wantsLook(_ settling: inout SettlingStateMachine, at seconds: Int) -> Bool {
        settling.wantsLook(at: at(seconds))
    }
    private func lost(at seconds: Int) -> SettlingStateMachine {
        SettlingStateMachine(appliedBy: at(seconds + 40), settle: .seconds(30))
    }

    @Test func `no look is wanted while the server may still be at work`() {
        var settling = lost(at: 0)
        #expect(!wantsLook(&settling, at: 39))
        #expect(settling.nextTime == at(40))
        #expect(wantsLook(&settling, at: 40))
    }

    @Test func `two looks in vain and a witness decide that nothing was applied`() {
        var settling = lost(at: 0)
        _ = settling.wantsLook(at: at(40))
        settling.lookedInVain(begun: at(40), complete: true, prospect: .seen(.seconds(2)), at: at(41))
        #expect(settling.decision == nil)
        #expect(!wantsLook(&settling, at: 70))
        #expect(wantsLook(&settling, at: 71))
        settling.lookedInVain(begun: at(71), complete: true, prospect: .seen(.seconds(2)), at: at(72))
        #expect(settling.decision == .notApplied)
    }

    @Test func `three times the witness' delay must have passed since the server was done`() {
        var settling = lost(at: 0)
        for second in [40, 71] {
            _ = settling.wantsLook(at: at(second))
            settling.lookedInVain(begun: at(second), complete: true, prospect: .seen(.seconds(60)), at: at(second + 1))
        }
        #expect(settling.decision == nil)
        #expect(settling.nextTime == at(220))
        _ = settling.wantsLook(at: at(220))
        settling.lookedInVain(begun: at(220), complete: true, prospect: .seen(.seconds(60)), at: at(221))
        #expect(settling.decision == .notApplied)
    }

    @Test func `time alone never decides: without a witness the jobs are for a person`() {
        var settling = lost(at: 0)
        for second in [40, 71] {
            _ = settling.wantsLook(at: at(second))
            settling.lookedInVain(begun: at(second), complete: true, prospect: .none, at: at(second + 1))
        }
        #expect(settling.decision == .noWitness)
    }

    @Test func `looks that were not complete count for nothing, and end the looking when they go on`() {
        var settling = lost(at: 0)
        var second = 40
        for count in 1...5 {
            _ = settling.wantsLook(at: at(second))
            settling.lookedInVain(begun: at(second), complete: false, prospect: .seen(.zero), at: at(second + 1))
            #expect(settling.decision == (count == 5 ? .noCompleteLook : nil))
            second += 31
        }
    }

    @Test func `a look that began before the server was done counts for nothing`() {
        var settling = lost(at: 0)
        _ = settling.wantsLook(at: at(40))
        settling.lookedInVain(begun: at(39), complete: true, prospect: .seen(.zero), at: at(41))
        #expect(!settling.needsWitness)
        #expect(wantsLook(&settling, at: 41))
    }

    @Test func `another lost request of the recipe begins the proof anew`() {
        var settling = lost(at: 0)
        for second in [40, 71] {
            _ = settling.wantsLook(at: at(second))
            settling.lookedInVain(begun: at(second), complete: true, prospect: .expected, at: at(second + 1))
        }
        #expect(settling.needsWitness)
        settling.lostAnother(appliedBy: at(140))
        #expect(!settling.needsWitness)
        #expect(!wantsLook(&settling, at: 139))
    }
}
