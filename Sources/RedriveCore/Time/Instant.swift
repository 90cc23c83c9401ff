/// A point on this machine's monotonic clock; it goes on during suspend and says nothing about the date.
///
/// Comparable between processes of one boot of one machine, which is what lets them share limits.
package struct Instant: Sendable, Hashable, Comparable {
    /// Since the clock's own zero (the boot of the machine, or the start of a rehearsal).
    package var sinceZero: Duration

    /// A point from its distance to the clock's zero.
    package init(sinceZero: Duration) {
        self.sinceZero = sinceZero
    }

    /// The clock's zero.
    package static let zero = Instant(sinceZero: .zero)

    /// Earlier than.
    package static func < (left: Instant, right: Instant) -> Bool { left.sinceZero < right.sinceZero }
    /// The point that is later by a duration.
    package static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(sinceZero: instant.sinceZero + duration)
    }
    /// The point that is earlier by a duration.
    package static func - (instant: Instant, duration: Duration) -> Instant {
        Instant(sinceZero: instant.sinceZero - duration)
    }
    /// The time from `right` to `left`.
    package static func - (left: Instant, right: Instant) -> Duration { left.sinceZero - right.sinceZero }
}
