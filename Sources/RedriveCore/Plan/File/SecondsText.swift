/// A length of time as plan files write it: seconds, a fraction if there is one, and `s`; for example `90s` or `0.005s`.
///
/// Runbooks write durations in another way (`1h30m`), which RunbookParsing reads.
struct SecondsText: Codable {
    /// The length of time.
    var duration: Duration

    private static let attosecondDigits = 18

    init(_ duration: Duration) {
        self.duration = duration
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let duration = Self.parse(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "seconds, as in '90s'")
        }
        self.duration = duration
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private var text: String {
        let (seconds, attoseconds) = duration.components
        guard attoseconds != 0 else { return "\(seconds)s" }
        let digits = String(attoseconds.magnitude)
        var fraction = String(repeating: "0", count: Self.attosecondDigits - digits.count) + digits
        while fraction.last == "0" { fraction.removeLast() }
        return "\(attoseconds < 0 ? "-" : "")\(seconds.magnitude).\(fraction)s"
    }

    /// Only what `text` writes for a duration from zero on.
    private static func parse(_ text: String) -> Duration? {
        guard text.utf8.last == UInt8(ascii: "s") else { return nil }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy({ (0x30...0x39).contains($0) }) }),
            let seconds = Int64(parts[0]), seconds < 1_000_000_000_000
        else { return nil }
        guard parts.count == 2 else { return .seconds(seconds) }
        guard parts[1].count <= attosecondDigits,
            let attoseconds = Int64(parts[1] + String(repeating: "0", count: attosecondDigits - parts[1].count))
        else { return nil }
        return Duration(secondsComponent: seconds, attosecondsComponent: attoseconds)
    }
}
