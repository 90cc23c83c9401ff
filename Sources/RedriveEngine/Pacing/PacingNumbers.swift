import FoundationEssentials
import RedriveCore

/// What is kept of a gate in the shared file, by lane; times in nanoseconds on the machine's clock.
struct PacingNumbers: Codable, Hashable {
    /// What is kept of one lane.
    struct Lane: Codable, Hashable {
        var granted: [Int64]
        var heldUntil: Int64?
        var margin: Int64?

        private enum CodingKeys: String, CodingKey {
            case granted = "granted_ns"
            case heldUntil = "held_until_ns"
            case margin = "margin_ns"
        }
    }

    /// The format of the file.
    static let currentFormat = 2

    var format = Self.currentFormat
    var boot: String
    /// By the name of the lane; a name that this version does not know is passed over.
    var lanes: [String: Lane] = [:]

    /// The longest time that a file can hold a lane back, whatever it says.
    static let longestHold: Duration = .seconds(3600)

    init(boot: String) { self.boot = boot }

    init(_ gate: PacingGate, bootID: String) {
        boot = bootID
        for (name, lane) in gate.lanes {
            lanes[name.rawValue] = Lane(
                granted: lane.granted.map(\.nanoseconds),
                heldUntil: lane.heldUntil?.nanoseconds,
                margin: Instant(sinceZero: lane.margin).nanoseconds
            )
        }
    }

    /// What a file says; nothing if it is empty or of another boot.
    ///
    /// A file that cannot be read is taken as if a write had been sent just now on every lane: rather a second late than too early.
    static func read(_ text: [UInt8], bootID: String, now: Instant) -> PacingNumbers {
        guard let line = text.split(separator: UInt8(ascii: "\n")).first else { return PacingNumbers(boot: bootID) }
        let numbers: PacingNumbers?
        if let first = try? JSONDecoder().decode(FirstFormat.self, from: Data(line)), first.format == 1 {
            numbers = PacingNumbers(first)
        } else {
            numbers = try? JSONDecoder().decode(PacingNumbers.self, from: Data(line))
        }
        guard let numbers, numbers.format <= currentFormat else {
            var careful = PacingNumbers(boot: bootID)
            for lane in PacingGate.Lane.allCases { careful.lanes[lane.rawValue] = Lane(granted: [now.nanoseconds]) }
            return careful
        }
        return numbers.boot == bootID ? numbers : PacingNumbers(boot: bootID)
    }

    /// The gate of these numbers; what lies in the future is pulled back to where it can do no harm.
    func gate(limits: Limits, now: Instant) -> PacingGate {
        var gate: [PacingGate.Lane: PacingLane] = [:]
        for lane in PacingGate.Lane.allCases {
            guard let kept = lanes[lane.rawValue] else { continue }
            let widest: Duration =
                switch limits.rule(of: lane) {
                case .spaced(let spacing): PacingLane.widestMargin(of: spacing)
                case .window: PacingLane.firstMargin
                }
            gate[lane] = PacingLane(
                granted: kept.granted.map { min(Instant(nanoseconds: $0), now) },
                heldUntil: kept.heldUntil.map { min(Instant(nanoseconds: $0), now + Self.longestHold) },
                margin: min(kept.margin.map { .nanoseconds($0) } ?? PacingLane.firstMargin, widest)
            )
        }
        return PacingGate(limits: limits, lanes: gate)
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

extension PacingNumbers {
    /// The file as it was before lanes had names.
    private struct FirstFormat: Codable {
        var format: Int
        var boot: String
        var lastRepeat: Int64?
        var reads: [Int64]
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
    }

    private init(_ first: FirstFormat) {
        boot = first.boot
        let repeats = first.lastRepeat.map { [$0] } ?? []
        lanes = [
            "repeats": Lane(granted: repeats, heldUntil: first.repeatsHeldUntil, margin: first.margin),
            "reads": Lane(granted: first.reads, heldUntil: first.readsHeldUntil),
        ]
    }
}

extension Instant {
    fileprivate init(nanoseconds: Int64) { self.init(sinceZero: .nanoseconds(nanoseconds)) }

    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = sinceZero.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
