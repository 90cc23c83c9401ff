import RedriveCore
import RedriveEngine
import Synchronization

/// Shows progress: on a terminal, in a line that is redrawn; elsewhere, in a line every ten seconds; with `--json`, in
/// events.
final class ProgressDisplay: Sendable {
    /// The progress at one moment.
    struct Snapshot: Sendable {
        /// What a terminal and a log are told.
        var line: ProgressLine
        /// The members of a `progress` event.
        var members: JSONObject
    }

    private static let redrawEvery: Duration = .seconds(1)
    private static let lineEvery: Duration = .seconds(10)

    private let console: Console
    private let clock: any TimeSource
    private let snapshot = Mutex<(@Sendable (Instant) -> Snapshot)?>(nil)

    /// A display that shows nothing yet.
    init(_ console: Console, clock: any TimeSource) {
        self.console = console
        self.clock = clock
    }

    /// Replaces the progress to show.
    ///
    /// - Parameters:
    ///   - isUrgent: whether it is shown at once if it is drawn in place, and not only at the next redraw.
    ///   - snapshot: returns the progress at a moment.
    func update(isUrgent: Bool = false, _ snapshot: @escaping @Sendable (Instant) -> Snapshot) {
        self.snapshot.withLock { $0 = snapshot }
        if isUrgent, console.drawsInPlace { console.live(snapshot(clock.now().instant).line) }
    }

    /// Shows the progress while something is done, and takes it away at the end.
    func run<Value: Sendable, Failure: Error>(
        during operation: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.run() }
            defer { group.cancelAll() }
            do throws(Failure) {
                return .success(try await operation())
            } catch {
                return .failure(error)
            }
        }
        console.live(nil)
        return try result.get()
    }

    /// Shows the progress again and again, until the task is cancelled.
    func run() async {
        let drawsInPlace = console.drawsInPlace
        while (try? await clock.sleep(for: drawsInPlace ? Self.redrawEvery : Self.lineEvery)) != nil {
            guard let current = snapshot.withLock({ $0 })?(clock.now().instant) else { continue }
            if drawsInPlace {
                console.live(current.line)
            } else {
                console.note([current.line.whole])
                console.event(.progress, current.members)
            }
        }
    }
}
