import Glibc

/// How much the proofs try: what passes within minutes unless `REDRIVE_SEEDS=first...last` asks for other seeds.
///
/// More than the usual seeds, or a release build, make the sweeps try all that they leave out otherwise.
package enum Effort {
    /// The seeds that were asked for; nil if none were.
    package static let asked: ClosedRange<UInt64>? = {
        guard let text = getenv("REDRIVE_SEEDS").map({ String(cString: $0) }) else { return nil }
        let bounds = text.split(separator: ".").compactMap { UInt64($0) }
        guard let first = bounds.first, let last = bounds.last, first <= last else { return nil }
        return first...last
    }()

    /// Whether the sweeps leave nothing out.
    package static let isFull: Bool = {
        #if DEBUG
        return asked.map { $0.count > 10_000 } ?? false
        #else
        return true
        #endif
    }()

    /// The seeds of a test: those asked for, or the given number of them.
    package static func seeds(of usual: Int) -> ClosedRange<UInt64> { asked ?? 1...UInt64(usual) }

    /// The number of things in a time, for people.
    package static func rate(_ count: Int, since begin: ContinuousClock.Instant) -> String {
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let tenths = (Double(count) / seconds * 10).rounded() / 10
        return "\((seconds * 10).rounded() / 10) s, \(tenths)/s"
    }
}
