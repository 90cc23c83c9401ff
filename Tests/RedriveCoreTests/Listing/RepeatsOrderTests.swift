import Testing
import WorkatoJobs

@testable import RedriveCore

/// Where a list of repeats may be left, by the orders that its rows have not contradicted.
@Suite struct RepeatsOrderTests {
    private static func time(_ seconds: Int) -> Timestamp { RunParts.outage + .seconds(seconds) }

    /// Master n ran from second 10 n to second 10 n + 5.
    private static func masters(_ numbers: ClosedRange<Int>) -> MasterTimes {
        let (first, last) = (numbers.lowerBound * 10, numbers.upperBound * 10)
        return MasterTimes(starts: time(first)...time(last), ends: time(first + 5)...time(last + 5))
    }

    private static func bound(since seconds: Int, masters: MasterTimes?) -> WalkBound {
        var bound = WalkBound(since: time(seconds), clock: .startedAt, lookback: .zero)
        bound.masters = masters
        return bound
    }

    /// Repeats of these masters, the newest first: each started 10 s before the one above it, from second 10,000 on, and ran for 4 s;
    /// the first one is still pending.
    private static func order(of masters: [Int], continuing earlier: RepeatsOrder = RepeatsOrder()) -> RepeatsOrder {
        var order = earlier
        for number in masters {
            order.learn(master: master(7, number), startedAt: time(number * 10), completedAt: time(number * 10 + 5))
        }
        order.take(
            masters.enumerated()
                .map { place, number in
                    let start = 10_000 - 10 * place
                    let end = place == 0 ? nil : start + 4
                    return RunParts.row(
                        JobID(text: "r\(start)"),
                        of: master(7, number),
                        startedAt: start,
                        completedAt: end
                    )
                }
        )
        return order
    }

    @Test func `repeats in the order of their masters are left once they are past the masters that are sought`() {
        // Sent the oldest first: the newest repeat is of the newest master, and those that are sought are newer.
        let order = Self.order(of: Array((11...30).reversed()))
        #expect(order.ending(within: Self.bound(since: 9_900, masters: Self.masters(31...40))) == .order)
        #expect(
            order.ending(within: Self.bound(since: 9_900, masters: Self.masters(11...40))) == nil,
            "master 11 is last"
        )
        #expect(order.ending(within: Self.bound(since: 9_900, masters: Self.masters(1...40))) == nil)
        #expect(order.ending(within: Self.bound(since: 9_900, masters: nil)) == nil, "nobody knows whose are sought")
        #expect(order.ending(within: Self.bound(since: 9_800, masters: Self.masters(31...40))) == nil, "not far enough")
    }

    @Test func `the same holds if the newest are sent first`() {
        let order = Self.order(of: Array(11...30))
        #expect(order.ending(within: Self.bound(since: 9_900, masters: Self.masters(1...10))) == .order)
        #expect(order.ending(within: Self.bound(since: 9_900, masters: Self.masters(1...30))) == nil)
        #expect(order.ending(within: Self.bound(since: 9_900, masters: Self.masters(31...40))) == nil)
    }

    @Test func `masters in no order say that repeats do not stand beside them`() {
        let order = Self.order(of: [3, 1, 4, 15, 9, 2, 6, 5, 35, 8, 7, 93, 23, 84])
        #expect(order.ending(within: Self.bound(since: 9_900, masters: nil)) == .order)
        #expect(order.ending(within: Self.bound(since: 9_900, masters: Self.masters(1...99))) == .order)
    }

    @Test func `rows whose masters are not known leave it open where repeats stand`() {
        var order = RepeatsOrder()
        let rows = (0..<20).map {
            RunParts.row(
                JobID(text: "r\($0)"),
                of: master(7, $0),
                startedAt: 10_000 - 10 * $0,
                completedAt: 10_004 - 10 * $0
            )
        }
        order.take(rows)
        #expect(order.isByStart)
        #expect(order.ending(within: Self.bound(since: 9_900, masters: Self.masters(31...40))) == nil)
    }

    @Test func `what an earlier look has shown of the order holds for the next one, and where its rows stood does not`()
    {
        let earlier = Self.order(of: Array((11...30).reversed())).carriedOver()
        #expect(earlier.isByStart)
        let bound = Self.bound(since: 9_995, masters: Self.masters(31...40))
        #expect(earlier.ending(within: bound) == nil, "no row was seen yet")
        // Two rows would prove nothing by themselves.
        let later = Self.order(of: [30, 29], continuing: earlier)
        #expect(later.ending(within: bound) == .order)
        #expect(Self.order(of: [30, 29]).ending(within: bound) == nil)
    }

    @Test func `a later row in another order contradicts what was carried over`() {
        var order = Self.order(of: Array((11...30).reversed())).carriedOver()
        order.take([RunParts.row(JobID(text: "a"), of: master(7, 1), startedAt: 500)])
        order.take([RunParts.row(JobID(text: "b"), of: master(7, 2), startedAt: 900)])
        #expect(!order.isByStart)
        #expect(order.isNotByStart)
        #expect(order.ending(within: Self.bound(since: 9_900, masters: Self.masters(31...40))) == nil)
    }
}
