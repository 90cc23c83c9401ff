import RedriveCore
import Testing

@Suite struct PacingLanesTests {
    private func at(_ milliseconds: Int) -> Instant { Instant(sinceZero: .milliseconds(milliseconds)) }

    @Test func `recipes have a window of their own`() {
        var gate = PacingGate(limits: Limits())
        for index in 0..<60 { #expect(gate.take(.recipes, at: at(index)) == .granted) }
        #expect(gate.take(.recipes, at: at(60)) == .wait(until: at(60_252)))
        #expect(gate.take(.reads, at: at(60)) == .granted)
    }

    @Test func `resuming takes turns of the other reads unless it has a limit of its own`() {
        var shared = PacingGate(limits: Limits())
        for index in 0..<60 {
            let lane: PacingGate.Lane = index.isMultiple(of: 2) ? .resume : .reads
            #expect(shared.take(lane, at: at(index)) == .granted)
        }
        #expect(shared.take(.resume, at: at(60)) == .wait(until: at(60_250)))
        #expect(shared.take(.reads, at: at(60)) == .wait(until: at(60_250)))

        var own = PacingGate(limits: Limits(resume: Rate(count: 100, per: .seconds(60))))
        for index in 0..<100 { #expect(own.take(.resume, at: at(index)) == .granted) }
        #expect(own.take(.reads, at: at(100)) == .granted)
        guard case .wait = own.take(.resume, at: at(100)) else {
            Issue.record("the 101st was granted")
            return
        }
    }

    @Test func `a throttled resume holds the lane that it shares`() {
        var gate = PacingGate(limits: Limits())
        gate.throttled(.resume, retryAfter: .seconds(9), at: at(0))
        #expect(gate.take(.reads, at: at(1)) == .wait(until: at(9_000)))
    }

    @Test(arguments: [PacingGate.Lane.recipes, .resume])
    func `a window that is kept in blocks never grants more than its limit`(lane: PacingGate.Lane) {
        let limits = Limits(
            recipes: Rate(count: 60, per: .seconds(60)),
            resume: Rate(count: 100, per: .seconds(60))
        )
        let count = lane == .recipes ? 60 : 100
        var gate = PacingGate(limits: limits)
        var granted: [Instant] = []
        var now = at(0)
        while granted.count < 5 * count {
            switch gate.take(lane, at: now) {
            case .granted: granted.append(now)
            case .wait(let until): now = until
            }
        }
        for (first, later) in zip(granted, granted.dropFirst(count)) { #expect(later - first > .seconds(60)) }
        #expect(granted[4 * count] - granted[0] < .seconds(4 * 61))
    }
}
