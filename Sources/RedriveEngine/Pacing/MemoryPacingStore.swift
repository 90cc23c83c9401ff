import RedriveCore
import Synchronization

/// A gate that this process has for itself.
final class MemoryPacingStore: PacingStore {
    private let gate = Mutex<PacingGate?>(nil)

    func update<Result>(
        limits: Limits,
        clock: any TimeSource,
        _ body: (inout PacingGate, Instant) -> Result
    ) throws(FileError) -> Result? {
        gate.withLock { kept in
            var gate = kept ?? PacingGate(limits: limits)
            defer { kept = gate }
            return body(&gate, clock.now().instant)
        }
    }
}
