import RedriveCore
import RedriveEngine
import Synchronization

/// Shows how far something is: a line that is drawn anew on a terminal, a line every ten seconds elsewhere, events with
/// `--json`.
final class ProgressDisplay: Sendable {
    /// How far it is, in the three forms.
    struct Snapshot: Sendable {
        /// For the terminal; is cut to its width.
        var live: Line
        /// For logs.
        var line: Line
        /// For `progress` events.
        var members: JSONObject
    }

    private static let redrawEvery: Duration = .seconds(1)
    private static let lineEvery: Duration = .seconds(10)

    private let console: Console
    private let clock: any TimeSource
    private let snapshot = Mutex<(@Sendable (Instant) -> Snapshot)?>(nil)

    init(_ console: Console, clock: any TimeSource) {
        self.console = console
        self.clock = clock
    }

    /// From now on this is how far it is.
    ///
    /// - Parameter isUrgent: whether it is drawn at once, where it is drawn in place.
    func update(isUrgent: Bool = false, _ snapshot: @escaping @Sendable (Instant) -> Snapshot) {
        self.snapshot.withLock { $0 = snapshot }
        if isUrgent, console.drawsInPlace { console.live(snapshot(clock.now().instant).live) }
    }

    /// Shows it again and again, until the task is cancelled.
    func run() async {
        let drawsInPlace = console.drawsInPlace
        while (try? await clock.sleep(for: drawsInPlace ? Self.redrawEvery : Self.lineEvery)) != nil {
            guard let current = snapshot.withLock({ $0 })?(clock.now().instant) else { continue }
            if drawsInPlace {
                console.live(current.live)
            } else {
                console.note([current.line])
                console.event(.progress, current.members)
            }
        }
    }
}
