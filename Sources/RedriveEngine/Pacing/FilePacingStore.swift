import FoundationEssentials
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
            // Also where only what cannot be was mended: read as "now" again and again, it would never pass.
            let line = PacingNumbers(gate, bootID: bootID).line
            if line != text { try file.overwrite(line) }
            return result
        }
    }
}

/// What is kept of a gate; times in nanoseconds on the machine's clock.
struct PacingNumbers: Codable, Hashable {
    var format = 1
    var boot: String
    var lastRepeat: Int64?
    var reads: [Int64] = []
    var margin: Int64?
    var repeatsHeldUntil: Int64?
    var readsHeldUntil: Int64?

    private enum CodingKeys: String, CodingKey {
        case format, boot
        case lastRepeat = "last_repeat_ns"
        case reads = "reads_ns"
        case margin = "margin_ns"
        case repeatsHeldUntil = "repeats_held_until_ns"
        case readsHeldUntil = "reads_held_until_ns"
    }

    /// The longest that a file can hold the lanes back, whatever it says.
    static let longestHold: Duration = .seconds(3600)

    init(boot: String) { self.boot = boot }

    init(_ gate: PacingGate, bootID: String) {
        boot = bootID
        lastRepeat = gate.lastRepeat?.nanoseconds
        reads = gate.reads.map(\.nanoseconds)
        margin = Instant(sinceZero: gate.margin).nanoseconds
        repeatsHeldUntil = gate.repeatsHeldUntil?.nanoseconds
        readsHeldUntil = gate.readsHeldUntil?.nanoseconds
    }

    /// What a file says; nothing where it is empty or of another boot.
    ///
    /// A file that cannot be read is taken as if a repeat had been sent just now: rather a second late than too early.
    static func read(_ text: [UInt8], bootID: String, now: Instant) -> PacingNumbers {
        guard let line = text.split(separator: UInt8(ascii: "\n")).first else { return PacingNumbers(boot: bootID) }
        guard let numbers = try? JSONDecoder().decode(PacingNumbers.self, from: Data(line)), numbers.format == 1 else {
            var careful = PacingNumbers(boot: bootID)
            careful.lastRepeat = now.nanoseconds
            return careful
        }
        return numbers.boot == bootID ? numbers : PacingNumbers(boot: bootID)
    }

    /// The gate of these numbers; what lies in the future is pulled back to where it can do no harm.
    func gate(limits: Limits, now: Instant) -> PacingGate {
        func past(_ number: Int64) -> Instant { min(Instant(nanoseconds: number), now) }
        func hold(_ number: Int64) -> Instant { min(Instant(nanoseconds: number), now + Self.longestHold) }
        let widest = max(limits.repeatJobs.spacing / 10, PacingGate.firstMargin)
        return PacingGate(
            limits: limits,
            lastRepeat: lastRepeat.map(past),
            reads: reads.map(past),
            margin: min(margin.map { Duration.nanoseconds($0) } ?? PacingGate.firstMargin, widest),
            repeatsHeldUntil: repeatsHeldUntil.map(hold),
            readsHeldUntil: readsHeldUntil.map(hold)
        )
    }

    /// One line of JSON.
    var line: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(self) else {
            preconditionFailure("a bug in Redrive: \(self) cannot be written as JSON")
        }
        return Array(data) + [UInt8(ascii: "\n")]
    }
}

extension Instant {
    fileprivate init(nanoseconds: Int64) { self.init(sinceZero: .nanoseconds(nanoseconds)) }

    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = sinceZero.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
