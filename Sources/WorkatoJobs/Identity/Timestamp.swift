/// An instant of the wall clock, to the millisecond.
///
/// Stored without an offset: the API sends `Z` as well as Pacific time. Source: reference, "Timestamps are ISO 8601".
package struct Timestamp: Sendable, Hashable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var milliseconds: Int64

    /// An instant from milliseconds since 1970-01-01T00:00:00Z.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// How exactly an instant is written.
    package enum Precision: Sendable, Hashable {
        /// `2026-11-20T08:00:00Z`; milliseconds are cut off.
        case seconds
        /// `2026-11-20T08:00:00.000Z`.
        case milliseconds
    }
}

extension Timestamp: Comparable {
    /// Earlier than.
    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}

extension Timestamp: InstantProtocol {
    /// The instant that is later by a duration.
    ///
    /// Parts of a millisecond are cut off. The result is clamped to the range of the type.
    package func advanced(by duration: Duration) -> Timestamp {
        let (sum, overflow) = milliseconds.addingReportingOverflow(duration.wholeMilliseconds)
        guard overflow else { return Timestamp(milliseconds: sum) }
        return Timestamp(milliseconds: duration < .zero ? .min : .max)
    }

    /// The time from this instant to a later one; negative if `other` is earlier.
    package func duration(to other: Timestamp) -> Duration { other.duration(since: self) }

    /// The time from an earlier instant to this one; negative if `earlier` is later.
    package func duration(since earlier: Timestamp) -> Duration {
        .milliseconds(milliseconds) - .milliseconds(earlier.milliseconds)
    }

    /// The instant that is later by a duration.
    package static func + (instant: Timestamp, duration: Duration) -> Timestamp { instant.advanced(by: duration) }

    /// The instant that is earlier by a duration.
    package static func - (instant: Timestamp, duration: Duration) -> Timestamp {
        instant.advanced(by: .zero - duration)
    }
}

extension Timestamp: Codable {
    /// Reads an ISO 8601 string with an offset.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Timestamp(iso8601: text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "an ISO 8601 time with an offset"
            )
        }
        self = instant
    }

    /// Writes `2026-11-20T08:00:00.000Z`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Duration {
    /// Whole milliseconds, cut towards zero, within the range of the type.
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        guard overflow || carry else { return sum }
        return seconds < 0 ? .min : .max
    }
}
