/// A point on this machine's monotonic clock; it goes on during suspend and says nothing about the date.
///
/// Comparable between processes of one boot of one machine, which is what lets them share limits.
public struct Instant: Sendable, Hashable, Comparable {
    /// Since the clock's own zero (the boot of the machine, or the begin of a rehearsal).
    public var sinceZero: Duration

    /// A point from its distance to the clock's zero.
    public init(sinceZero: Duration) {
        self.sinceZero = sinceZero
    }

    /// The clock's zero.
    public static let zero = Instant(sinceZero: .zero)

    /// Earlier than.
    public static func < (left: Instant, right: Instant) -> Bool { left.sinceZero < right.sinceZero }
    /// The point that lies so much later.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(sinceZero: instant.sinceZero + duration)
    }
    /// The point that lies so much earlier.
    public static func - (instant: Instant, duration: Duration) -> Instant {
        Instant(sinceZero: instant.sinceZero - duration)
    }
    /// The time from `right` to `left`.
    public static func - (left: Instant, right: Instant) -> Duration { left.sinceZero - right.sinceZero }
}
