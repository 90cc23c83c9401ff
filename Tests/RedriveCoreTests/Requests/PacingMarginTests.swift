import RedriveCore
import RedriveTestSupport
import Testing

@Suite struct PacingMarginTests {
    private static let second: Duration = .seconds(1)

    private func at(_ milliseconds: Int) -> Instant { Instant(sinceZero: .milliseconds(milliseconds)) }

    /// Answers of the given round trips in milliseconds, a second apart; the last one is the newest request's.
    private func margin(_ roundTrips: [Int], refused: Set<Int> = []) -> PacingMargin {
        var margin = PacingMargin()
        for (index, roundTrip) in roundTrips.enumerated() {
            let sentAt = at(index * 1_000)
            margin.granted()
            margin.answered(
                sentAt: sentAt,
                isRefused: refused.contains(index),
                isNewest: true,
                at: sentAt + .milliseconds(roundTrip)
            )
        }
        return margin
    }

    @Test func `round trips that differ cost nothing as long as nothing is refused`() {
        let margin = margin([150, 450, 150, 300, 150, 5_000])
        #expect(margin.added(to: Self.second) == .milliseconds(5))
        #expect(!margin.awaitsAnswer)
    }

    @Test func `after a refusal each request is given the time that it may have arrived late`() {
        let trips = (0..<200).map { 150 + ($0 * 37) % 101 }
        let late = margin(trips + [150], refused: [3])
        let later = margin(trips + [170], refused: [3])
        let latest = margin(trips + [250], refused: [3])
        #expect(late.added(to: Self.second) < .milliseconds(12))
        #expect(later.added(to: Self.second) - late.added(to: Self.second) == .milliseconds(20))
        // Half of the spread of 100 ms, which is a little more than what was measured.
        #expect(latest.added(to: Self.second) >= .milliseconds(55))
        #expect(latest.added(to: Self.second) < .milliseconds(65))
        var unknown = late
        unknown.granted()
        #expect(unknown.awaitsAnswer)
        #expect(unknown.added(to: Self.second) == latest.added(to: Self.second), "the widest while nothing is known")
    }

    @Test func `a second refusal gives the way there all of the spread, each further one a step`() {
        let trips = (0..<200).map { 150 + ($0 * 37) % 101 }
        var wide: [Duration] = []
        for refusals in 1...20 {
            var margin = margin(trips, refused: Set((0..<refusals).map { 100 + $0 }))
            margin.granted()
            wide.append(margin.added(to: Self.second))
        }
        #expect(wide[1] > wide[0] + .milliseconds(50))
        for (narrow, wider) in zip(wide[1...], wide[2..<11]) { #expect(wider - narrow == .milliseconds(10)) }
        #expect(wide[19] == wide[10])
    }

    @Test func `a refusal of what left before the margin was widened does not widen it again`() {
        var margin = PacingMargin()
        margin.answered(sentAt: at(2_000), isRefused: true, isNewest: false, at: at(4_500))
        margin.answered(sentAt: at(3_000), isRefused: true, isNewest: false, at: at(4_600))
        margin.answered(sentAt: at(4_000), isRefused: true, isNewest: true, at: at(4_700))
        #expect(margin.level == 1)
        margin.answered(sentAt: at(4_800), isRefused: true, isNewest: true, at: at(5_500))
        #expect(margin.level == 2)
    }

    @Test func `one step is a hundredth of the gap, at most 10 ms, and the margin at most half of the gap`() {
        var margin = margin([150, 900], refused: [0])
        margin.granted()
        #expect(margin.added(to: Self.second) == .milliseconds(505))
        #expect(margin.added(to: .milliseconds(100)) == .microseconds(50_500))
        var steady = self.margin([150, 150], refused: [0])
        steady.granted()
        #expect(steady.added(to: Self.second) == .milliseconds(15))
        #expect(steady.added(to: .milliseconds(100)) == .microseconds(1_500))
    }

    @Test func `when round trips have become steady, nothing is lost any more`() {
        let steady = margin(
            (0..<50).map { 150 + ($0 * 37) % 101 } + Array(repeating: 150, count: 600),
            refused: [3, 9]
        )
        #expect(steady.added(to: Self.second) == .milliseconds(5))
        var next = steady
        next.granted()
        #expect(next.added(to: Self.second) == .milliseconds(15))
    }

    @Test func `half an hour without a refusal lowers the level, and one that follows doubles the time`() {
        var margin = PacingMargin()
        func answer(after minutes: Int, _ isRefused: Bool = false) {
            let sentAt = at(minutes * 60_000)
            margin.answered(sentAt: sentAt, isRefused: isRefused, isNewest: true, at: sentAt + .milliseconds(150))
        }
        answer(after: 0, true)
        answer(after: 1, true)
        answer(after: 30)
        #expect(margin.level == 2)
        answer(after: 31)
        #expect(margin.level == 1)
        answer(after: 32, true)
        #expect(margin.level == 2)
        answer(after: 63)
        #expect(margin.level == 2, "it was too narrow, so an hour has to pass now")
        answer(after: 92)
        #expect(margin.level == 1)
        answer(after: 151)
        #expect(margin.level == 1)
        answer(after: 152)
        #expect(margin.level == 0)
    }

    @Test func `old round trips are forgotten`() {
        let forgotten = margin([10, 900] + Array(repeating: 150, count: 2 * PacingMargin.tripsKept))
        #expect(forgotten.recent?.shortest == .milliseconds(150))
        #expect(forgotten.before?.longest == .milliseconds(150))
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `with jitter on both ways a strict server refuses a few requests at first and none later`(seed: UInt64) {
        var chance = Chance(seed: seed)
        var gate = PacingGate(limits: Limits())
        var now = at(0)
        var lastArrival: Instant?
        var refusals: [Int] = []
        for number in 0..<1_000 {
            while case .wait(let until) = gate.take(.repeats, at: now) { now = until }
            let arrival = now + .milliseconds(75 + chance.number(0...50))
            let isRefused = lastArrival.map { arrival - $0 < .seconds(1) } ?? false
            if isRefused { refusals.append(number) } else { lastArrival = arrival }
            let answer = arrival + .milliseconds(75 + chance.number(0...50))
            gate.answered(.repeats, sentAt: now, isRefused: isRefused, at: answer)
            now = answer
        }
        #expect((1...4).contains(refusals.count), "\(refusals)")
        #expect(refusals.allSatisfy { $0 < 120 }, "\(refusals)")
        #expect(now - at(0) < .seconds(1_066))
    }
}
