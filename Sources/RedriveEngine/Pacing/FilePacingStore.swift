import RedriveCore
import Synchronization

/// A gate that all processes of this machine share through a locked file.
///
/// The file holds one line of JSON and is written in place: a process that is killed leaves the old numbers or the new
/// ones, and after a power cut they belong to another boot and are not looked at. So nothing has to be synced.
final class FilePacingStore: PacingStore {
    /// The lock belongs to the open file, so two tasks of this process must not both be inside.
    private let file: Mutex<any OpenFile>
    private let bootID: String

    /// - Parameters:
    ///   - file: holds the numbers; this value's own from now on.
    ///   - bootID: tells the boots of this machine apart; numbers of another boot are ignored.
    init(file: any OpenFile, bootID: String) {
        self.file = Mutex(file)
        self.bootID = bootID
    }

    func update<Result>(
        limits: Limits,
        clock: any TimeSource,
        _ body: (inout PacingGate, Instant) -> Result
    ) throws(FileError) -> Result? {
        try file.withLock { (file: inout any OpenFile) throws(FileError) -> Result? in
            guard try file.tryLock() else { return nil }
            defer { file.unlock() }
            let now = clock.now().instant
            let text = try file.readAll(upTo: 8 << 20)
            let kept = PacingNumbers.read(text, bootID: bootID, now: now)
            var gate = kept.gate(limits: limits, now: now)
            let result = body(&gate, now)
            // Also if only an impossible value was corrected: read as "now" again and again, it would never pass.
            let line = PacingNumbers(gate, bootID: bootID).line
            if line != text { try file.overwrite(line) }
            return result
        }
    }
}
