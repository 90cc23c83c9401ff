import RedriveCore
import Synchronization

/// Numbers that are shared with other processes as long as that works, and are this process' own from the first failure on.
///
/// For who only reads: a plan can do without the other processes, and is not to fail for their sake.
final class FallbackPacingStore: PacingStore {
    private enum State {
        /// Can transition to: own.
        case shared
        /// The end.
        case own
    }

    private struct Kept {
        var state = State.shared
        /// The gate as it was left last, so that what was sent before the failure still counts.
        var gate: PacingGate?
    }

    private let shared: any PacingStore
    private let onLoss: @Sendable (FileError) -> Void
    private let kept = Mutex(Kept())

    /// - Parameter onLoss: called once, when the numbers can no longer be shared.
    init(_ shared: any PacingStore, onLoss: @escaping @Sendable (FileError) -> Void) {
        self.shared = shared
        self.onLoss = onLoss
    }

    func update<Result>(
        limits: Limits,
        clock: any TimeSource,
        _ body: (inout PacingGate, Instant) -> Result
    ) throws(FileError) -> Result? {
        if case .shared = kept.withLock(\.state) {
            do throws(FileError) {
                return try shared.update(limits: limits, clock: clock) { gate, now in
                    // While nobody else can come between, so that the last one is kept.
                    defer { kept.withLock { [gate] in $0.gate = gate } }
                    return body(&gate, now)
                }
            } catch {
                lose(error)
            }
        }
        return kept.withLock { kept in
            var gate = kept.gate ?? PacingGate(limits: limits)
            defer { kept.gate = gate }
            return body(&gate, clock.now().instant)
        }
    }

    private func lose(_ failure: FileError) {
        let isFirst = kept.withLock { kept in
            defer { kept.state = .own }
            return kept.state == .shared
        }
        if isFirst { onLoss(failure) }
    }
}
