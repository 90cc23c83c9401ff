package import WorkatoJobs

/// What happened over the time that processes worked on a run, in a bounded number of buckets.
///
/// The time between two processes is left out, so that a run which was resumed a day later does not vanish at the edges.
package struct WorkSeries: Sendable, Hashable {
    /// What is counted.
    package enum Measure: Int, Sendable, Hashable, CaseIterable {
        /// Write requests sent.
        case requests
        /// Answers with 429, to reads and writes.
        case throttled
        /// Write requests whose answer was lost.
        case lost
        /// Jobs enqueued, and suspended jobs resumed.
        case enqueued
        /// Repeats that have recovered.
        case recovered
        /// Repeats that have failed again.
        case failed
    }

    /// Something that happened at one moment, for a mark in a chart.
    package struct Mark: Sendable, Hashable {
        /// What happened.
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            /// A process began.
            case session
            /// A guard stopped a step.
            case guardTripped
            /// The run was paused.
            case pause
            /// Nothing was recorded for so long that the time is left out.
            case gap
        }

        /// The working time before it.
        package var after: Duration
        /// The date.
        package var at: Timestamp
        /// What happened.
        package var kind: Kind
    }

    /// At most this many buckets; when there would be more, each two become one.
    package static let mostBuckets = 240

    /// The length of a bucket.
    package private(set) var width: Duration = .seconds(1)
    /// The counts by bucket, in the order of `Measure`.
    package private(set) var buckets: [[Int]] = []
    /// A longer time without any record is left out: of a run that was paused, or whose outcomes were looked at days later.
    package static let longestGap: Duration = .seconds(1800)
    /// At most this many marks are kept.
    package static let mostMarks = 100
    /// The first moments to mark, in order.
    package private(set) var marks: [Mark] = []

    private var first: Timestamp?
    private var last: Timestamp?
    /// The time between processes so far.
    private var idle: Duration = .zero

    /// No time has passed.
    package init() {}

    /// The working time up to the last record.
    package var length: Duration { last.map { position($0) } ?? .zero }

    /// A record was written, by a process that began with it or had begun before.
    package mutating func pass(_ time: Timestamp, isBeginning: Bool) {
        if first == nil { first = time }
        let gap = last.map { max(time.duration(since: $0), .zero) } ?? .zero
        if isBeginning || gap > Self.longestGap { idle += gap }
        if isBeginning {
            mark(.session, at: time)
        } else if gap > Self.longestGap {
            mark(.gap, at: time)
        }
        last = max(last ?? time, time)
    }

    /// Marks a moment.
    package mutating func mark(_ kind: Mark.Kind, at time: Timestamp) {
        guard marks.count < Self.mostMarks else { return }
        marks.append(Mark(after: position(time), at: time, kind: kind))
    }

    /// Counts something that a record of this time tells.
    package mutating func count(_ measure: Measure, _ count: Int = 1, at time: Timestamp) {
        guard count != 0 else { return }
        let place = position(time)
        while Int(place / width) >= Self.mostBuckets { widen() }
        let index = Int(place / width)
        while buckets.count <= index { buckets.append(Array(repeating: 0, count: Measure.allCases.count)) }
        buckets[index][measure.rawValue] += count
    }

    /// The counts of one measure, by bucket.
    package func counts(_ measure: Measure) -> [Int] { buckets.map { $0[measure.rawValue] } }

    /// A clock that was set back does not lead before the beginning.
    private func position(_ time: Timestamp) -> Duration {
        max(time.duration(since: first ?? time) - idle, .zero)
    }

    private mutating func widen() {
        width = width * 2
        buckets = stride(from: 0, to: buckets.count, by: 2).map { index in
            guard index + 1 < buckets.count else { return buckets[index] }
            return zip(buckets[index], buckets[index + 1]).map(+)
        }
    }
}
