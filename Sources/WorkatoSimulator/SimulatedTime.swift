/// An instant of the simulated world: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
package struct SimulatedTime: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
    package var milliseconds: Int64

    /// An instant from its milliseconds since 1970-01-01T00:00:00Z.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// An instant from ISO 8601 with `Z` or an offset, such as `2026-11-20T08:00:00Z`; nil if the text is not an
    /// instant.
    package init?(iso text: String) {
        guard let milliseconds = SimulatedCivilDate.milliseconds(iso: text) else { return nil }
        self.init(milliseconds: milliseconds)
    }

    /// Whether `left` is earlier than `right`.
    package static func < (left: SimulatedTime, right: SimulatedTime) -> Bool { left.milliseconds < right.milliseconds }

    /// Later by a duration, cut to whole milliseconds.
    package static func + (time: SimulatedTime, duration: Duration) -> SimulatedTime {
        SimulatedTime(milliseconds: time.milliseconds + duration.wholeMilliseconds)
    }

    /// Earlier by a duration, cut to whole milliseconds.
    package static func - (time: SimulatedTime, duration: Duration) -> SimulatedTime {
        SimulatedTime(milliseconds: time.milliseconds - duration.wholeMilliseconds)
    }

    /// The time from `right` to `left`; negative if `left` is earlier.
    package static func - (left: SimulatedTime, right: SimulatedTime) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }
}

extension SimulatedTime: CustomStringConvertible {
    /// `2026-11-20T08:00:00.000Z`.
    package var description: String {
        var bytes: [UInt8] = []
        TimestampForm.utcMilliseconds.write(milliseconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Duration {
    /// Whole milliseconds, cut towards zero.
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
