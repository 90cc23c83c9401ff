import RedriveCore
import Testing
import WorkatoJobs

/// Counts over working time, in a bounded number of buckets.
@Suite struct WorkSeriesTests {
    private static func at(_ seconds: Int) -> Timestamp { Timestamp(milliseconds: 1_000_000 + Int64(seconds) * 1000) }

    @Test func `the time between two processes is left out`() {
        var series = WorkSeries()
        series.pass(Self.at(0), isBeginning: true)
        series.count(.requests, at: Self.at(0))
        series.pass(Self.at(3), isBeginning: false)
        series.pass(Self.at(90_000), isBeginning: true)
        series.count(.requests, at: Self.at(90_001))
        series.pass(Self.at(90_001), isBeginning: false)
        #expect(series.counts(.requests) == [1, 0, 0, 0, 1])
        #expect(series.length == .seconds(4))
        #expect(series.marks.map(\.after) == [.zero, .seconds(3)])
        #expect(series.marks.map(\.at) == [Self.at(0), Self.at(90_000)])
    }

    @Test func `a long run has wider buckets, and loses no count`() {
        var series = WorkSeries()
        series.pass(Self.at(0), isBeginning: true)
        for second in 0..<10_000 {
            series.pass(Self.at(second), isBeginning: false)
            series.count(.enqueued, 3, at: Self.at(second))
        }
        #expect(series.buckets.count <= WorkSeries.mostBuckets)
        #expect(series.counts(.enqueued).reduce(0, +) == 30_000)
        #expect(series.width == .seconds(64))
    }

    @Test func `a clock that is set back, or far ahead, does no harm`() {
        var series = WorkSeries()
        series.pass(Self.at(100), isBeginning: true)
        series.pass(Self.at(-500), isBeginning: false)
        series.count(.lost, at: Self.at(-500))
        series.pass(Timestamp(milliseconds: .max), isBeginning: false)
        series.count(.lost, at: Timestamp(milliseconds: .max))
        #expect(series.counts(.lost).reduce(0, +) == 2)
        #expect(series.buckets.count <= WorkSeries.mostBuckets)
    }
}
