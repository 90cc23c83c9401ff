import Testing
import WorkatoJobs

@testable import RedriveCore

/// What is known of a list, and how far down the next look has to read.
@Suite struct ListCoverageTests {
    private var coverage = ListCoverage()

    /// A time this many seconds after the first planned job started.
    private func time(_ seconds: Int) -> Timestamp { RunParts.outage + .seconds(seconds) }

    private func new(_ number: Int) -> JobID { RunParts.repeated(7, number) }

    private func seen(_ number: Int, startedAt seconds: Int) -> SeenRepeat {
        RunParts.seen(0, new(number), startedAt: seconds).seen
    }

    /// What rows show of a list that is sorted by start, or by nothing.
    private static func order(isSorted: Bool = true) -> RepeatsOrder {
        var order = RepeatsOrder()
        let starts = isSorted ? Array((0..<10).reversed()) : [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]
        order.take(
            starts.enumerated().map { RunParts.row(JobID(text: "r\($0)"), of: master(7, $0), startedAt: 1_000 + $1) }
        )
        return order
    }

    /// A complete look whose first page began with a repeat of request 4.
    private mutating func look() {
        for ordinal in 1...4 { coverage.mark(new(ordinal * 10), ordinal: ordinal) }
        coverage.readFromTop(seen(40, startedAt: 2_000), ordinal: 4, order: Self.order())
    }

    @Test mutating func `before a complete look the whole list is read`() {
        #expect(!coverage.isKnown)
        #expect(coverage.bound(lost: nil) == nil)
        coverage.extend(to: time(2_000), top: new(1), ordinal: 1)
        #expect(!coverage.isKnown, "a stretch proves nothing by itself")
    }

    @Test mutating func `after one the next look reads down to five seconds before its newest repeat`() {
        look()
        #expect(coverage.isKnown)
        #expect(coverage.bound(lost: nil) == time(1_995))
        #expect(coverage.requestsAbove == 0)
        coverage.mark(new(50), ordinal: 5)
        #expect(coverage.requestsAbove == 1)
    }

    @Test(arguments: [false, true])
    mutating func `a list in another order, or without repeats of this run, is not known`(
        hasTop: Bool
    ) {
        coverage.readFromTop(
            hasTop ? seen(40, startedAt: 2_000) : nil,
            ordinal: 4,
            order: Self.order(isSorted: !hasTop)
        )
        #expect(!coverage.isKnown)
        #expect(coverage.obstacle == (hasTop ? .order : nil))
        coverage.readFromTop(seen(40, startedAt: 2_000), ordinal: 4, order: nil)
        #expect(!coverage.isKnown, "repeats had to be sought in another list")
    }

    @Test
    mutating func `a stretch that joins what is known moves it up, and one that lies below does not move it down`() {
        look()
        coverage.extend(to: time(2_100), top: new(60), ordinal: 5)
        #expect(coverage.bound(lost: nil) == time(2_095))
        coverage.extend(to: time(2_050), top: new(45), ordinal: 4)
        #expect(coverage.bound(lost: nil) == time(2_095))
    }

    @Test mutating func `the row at the upper end and everything that started before it is known`() {
        look()
        #expect(coverage.covers(RunParts.row(new(40), of: master(7, 0), startedAt: nil)))
        #expect(coverage.covers(RunParts.row(JobID(text: "x"), of: master(7, 0), startedAt: 1_999)))
        #expect(!coverage.covers(RunParts.row(JobID(text: "x"), of: master(7, 0), startedAt: 2_000)))
        #expect(!coverage.covers(RunParts.row(JobID(text: "x"), of: master(7, 0), startedAt: nil)))
    }

    @Test mutating func `lists that are behind are read three times as far back`() {
        look()
        coverage.missed(after: .seconds(1))
        #expect(coverage.bound(lost: nil) == time(1_995))
        coverage.missed(after: .seconds(20))
        coverage.missed(after: .seconds(7))
        #expect(coverage.bound(lost: nil) == time(1_940))
    }

    @Test mutating func `for a lost request a look reads down to a minute before what was known when it was sent`() {
        coverage.willSend(1)
        look()
        coverage.willSend(5)
        coverage.willSend(6)
        coverage.extend(to: time(2_500), top: new(60), ordinal: 6)
        coverage.willSend(7)
        #expect(coverage.bound(lost: 7) == time(2_440))
        #expect(coverage.bound(lost: 6) == time(1_940))
        #expect(coverage.bound(lost: 5) == time(1_940))
        #expect(coverage.bound(lost: 4) == nil, "nothing was known then")
        #expect(coverage.bound(lost: nil) == time(2_495))
    }

    @Test
    mutating func `a look that is no evidence makes the next one read everything, and it is known again after that`() {
        look()
        coverage.forget()
        #expect(coverage.bound(lost: nil) == nil)
        coverage.readFromTop(seen(40, startedAt: 2_000), ordinal: 4, order: Self.order())
        #expect(coverage.isKnown)
    }

    @Test mutating func `what contradicts the order, or a cursor that fails three times in a row, is for good`() {
        look()
        coverage.cursorFailed()
        coverage.cursorFailed()
        coverage.cursorHeld()
        coverage.cursorFailed()
        coverage.cursorFailed()
        #expect(coverage.isKnown && coverage.obstacle == nil)
        coverage.cursorFailed()
        #expect(coverage.obstacle == .cursor)
        #expect(!coverage.isKnown)
        coverage.contradict(.order)
        #expect(coverage.obstacle == .cursor)
        coverage.readFromTop(seen(40, startedAt: 2_000), ordinal: 4, order: Self.order())
        #expect(!coverage.isKnown)
    }

    @Test mutating func `marks are the requests in their order, and tell what lies between`() {
        for ordinal in [2, 4, 8, 6] { coverage.mark(new(ordinal), ordinal: ordinal) }
        #expect(coverage.marks.map(\.ordinal) == [2, 4, 8])
        #expect(coverage.mark(after: 1)?.ordinal == 2)
        #expect(coverage.mark(after: 4)?.new == new(8))
        #expect(coverage.mark(after: 8) == nil)
        #expect(coverage.marksBetween(2, 4) == 0)
        #expect(coverage.marksBetween(2, 8) == 1)
        #expect(coverage.marksBetween(1, 9) == 2)
        #expect(coverage.requests(after: 2) == 2)
    }
}
