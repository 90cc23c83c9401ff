import RedriveTestSupport
import RedriveCore
import Testing

@Suite struct PacingGateTests {
    private func at(_ milliseconds: Int) -> Instant { Instant(sinceZero: .milliseconds(milliseconds)) }

    @Test func `the first repeat goes at once, the second a gap later`() {
        var gate = PacingGate(limits: Limits())
        #expect(gate.take(.repeats, at: at(0)) == .granted)
        #expect(gate.take(.repeats, at: at(0)) == .wait(until: at(1005)))
        #expect(gate.take(.repeats, at: at(1004)) == .wait(until: at(1005)))
        #expect(gate.take(.repeats, at: at(1005)) == .granted)
    }

    @Test func `a late sending moves the next one, so that nothing comes closer`() {
        var gate = PacingGate(limits: Limits())
        _ = gate.take(.repeats, at: at(0))
        #expect(gate.take(.repeats, at: at(1900)) == .granted)
        #expect(gate.take(.repeats, at: at(2010)) == .wait(until: at(2905)))
    }

    @Test func `sixty reads go as a burst, the next one when the first has left the window`() {
        var gate = PacingGate(limits: Limits())
        for index in 0..<60 { #expect(gate.take(.reads, at: at(index)) == .granted) }
        #expect(gate.take(.reads, at: at(60)) == .wait(until: at(60_250)))
        #expect(gate.take(.reads, at: at(60_250)) == .granted)
        #expect(gate.take(.reads, at: at(60_250)) == .wait(until: at(60_251)))
    }

    @Test func `a 429 holds the lane for as long as it says`() {
        var gate = PacingGate(limits: Limits())
        _ = gate.take(.repeats, at: at(0))
        gate.throttled(.repeats, retryAfter: .seconds(7), at: at(100))
        #expect(gate.take(.repeats, at: at(2000)) == .wait(until: at(7100)))
        gate.throttled(.repeats, retryAfter: .zero, at: at(200))
        #expect(gate.take(.repeats, at: at(2000)) == .wait(until: at(7100)), "the longer pause counts")
        #expect(gate.take(.repeats, at: at(7100)) == .granted)
    }

    @Test func `a refusal widens the gap while the answer is not in, and not for what did not arrive late`() {
        var gate = PacingGate(limits: Limits())
        _ = gate.take(.repeats, at: at(0))
        gate.answered(.repeats, sentAt: at(0), isRefused: true, at: at(150))
        _ = gate.take(.repeats, at: at(1015))
        #expect(gate.take(.repeats, at: at(1100)) == .wait(until: at(2020)), "by then the answer may be in")
        #expect(gate.take(.repeats, at: at(2020)) == .wait(until: at(2030)), "it is not")
        gate.answered(.repeats, sentAt: at(1015), isRefused: false, at: at(1165))
        #expect(gate.take(.repeats, at: at(1200)) == .wait(until: at(2020)))
        #expect(gate.take(.repeats, at: at(2020)) == .granted)
    }

    struct FastLane: Sendable {
        var limit: Rate
        var gap: Duration
    }

    @Test(arguments: [
        FastLane(limit: Rate(count: 1, per: .seconds(60)), gap: .milliseconds(60_005)),
        FastLane(limit: Rate(count: 1, per: .seconds(1)), gap: .milliseconds(1_005)),
        FastLane(limit: Rate(count: 10, per: .seconds(1)), gap: .microseconds(100_500)),
        FastLane(limit: Rate(count: 1_000, per: .seconds(1)), gap: .microseconds(1_005)),
        FastLane(limit: Rate(count: 100_000, per: .seconds(1)), gap: .nanoseconds(10_050)),
    ])
    func `the first margin is half a percent of the gap and at most 5 ms`(lane: FastLane) {
        var gate = PacingGate(limits: Limits(repeatJobs: lane.limit))
        _ = gate.take(.repeats, at: at(0))
        #expect(gate.take(.repeats, at: at(0)) == .wait(until: at(0) + lane.gap))
    }

    @Test(arguments: [121, 650, 100_000])
    func `a large window is kept in few blocks, is never exceeded, and wastes less than a percent`(count: Int) {
        let per: Duration = .seconds(3_600)
        var gate = PacingGate(limits: Limits(other: Rate(count: count, per: per)))
        var chance = Chance(seed: UInt64(count))
        var now = at(0)
        var grants: [Instant] = []
        while grants.count < 3 * count, grants.count < 150_000 {
            switch gate.take(.reads, at: now) {
            case .granted:
                grants.append(now)
                if chance.happens(1) { now = now + .milliseconds(chance.number(0...40_000_000 / count)) }
            case .wait(let until):
                #expect(until > now)
                now = until
            }
        }
        #expect((gate.lanes[.reads]?.turns.blocks.count ?? 0) <= 242)
        let spans = zip(grants, grants.dropFirst(count)).map { $1 - $0 }
        #expect(spans.allSatisfy { $0 >= per })
        let spare = PacingTurns.blockSize(of: count) - 1
        #expect(Double(spare) / Double(count) < 0.005)
        let early = zip(grants, grants.dropFirst(count + spare)).map { $1 - $0 }
        #expect(early.contains { $0 < per * 1.01 }, "turns come back when the window has passed")
    }

    @Test func `a 429 to a read does not hold repeats`() {
        var gate = PacingGate(limits: Limits())
        gate.throttled(.reads, retryAfter: .seconds(30), at: at(0))
        #expect(gate.take(.repeats, at: at(1)) == .granted)
        #expect(gate.take(.reads, at: at(1)) == .wait(until: at(30_000)))
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `no window is ever violated, however late its turns are taken`(seed: UInt64) {
        var chance = Chance(seed: seed)
        var gate = PacingGate(limits: Limits())
        var now = at(0)
        var repeats: [Instant] = []
        var reads: [Instant] = []
        for _ in 0..<2_000 {
            let lane: PacingGate.Lane = chance.number(0...2) == 0 ? .repeats : .reads
            switch gate.take(lane, at: now) {
            case .granted where lane == .repeats: repeats.append(now)
            case .granted: reads.append(now)
            case .wait(let until):
                #expect(until > now)
                now = until + .milliseconds(chance.number(0...39))
            }
            now = now + .milliseconds(chance.number(0...299))
        }
        #expect(repeats.count > 100 && reads.count > 100)
        for (earlier, later) in zip(repeats, repeats.dropFirst()) { #expect(later - earlier >= .seconds(1)) }
        for (earlier, later) in zip(reads, reads.dropFirst(60)) { #expect(later - earlier >= .seconds(60)) }
    }

    @Test func `a share of the window leaves turns to more urgent reads`() {
        var gate = PacingGate(limits: Limits())
        let share = ReadShare(keptFree: 15, isSpread: false)
        for index in 0..<45 { #expect(gate.take(.reads, at: at(index), share) == .granted) }
        #expect(gate.take(.reads, at: at(45), share) == .wait(until: at(60_250)))
        #expect(gate.take(.reads, at: at(45)) == .granted)
    }

    @Test func `one turn of a window is never kept free`() {
        var gate = PacingGate(limits: Limits())
        let share = ReadShare(keptFree: 1_000, isSpread: false)
        #expect(gate.take(.reads, at: at(0), share) == .granted)
        #expect(gate.take(.reads, at: at(1), share) == .wait(until: at(60_250)))
    }

    @Test func `spread turns go as a burst until half of the window is used, then a second apart`() {
        var gate = PacingGate(limits: Limits())
        let share = ReadShare(keptFree: 0, isSpread: true)
        for index in 0..<30 { #expect(gate.take(.reads, at: at(index), share) == .granted) }
        #expect(gate.take(.reads, at: at(30), share) == .wait(until: at(1_029)))
        #expect(gate.take(.reads, at: at(500)) == .granted, "an urgent read does not wait")
        #expect(gate.take(.reads, at: at(1_400), share) == .wait(until: at(1_500)))
        #expect(gate.take(.reads, at: at(1_500), share) == .granted)
    }

    @Test func `what another process left is kept to`() {
        var first = PacingGate(limits: Limits())
        _ = first.take(.repeats, at: at(500))
        for index in 0..<59 { _ = first.take(.reads, at: at(index)) }
        var second = PacingGate(limits: Limits(), lanes: first.lanes)
        #expect(second.take(.repeats, at: at(900)) == .wait(until: at(1505)))
        #expect(second.take(.reads, at: at(900)) == .granted)
        #expect(second.take(.reads, at: at(900)) == .wait(until: at(60_250)))
    }
}
