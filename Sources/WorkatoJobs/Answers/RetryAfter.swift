import Transport

/// What a 429 says about when to come again.
public enum RetryAfter: Sendable, Hashable {
    /// In so many seconds; 0 to `longest`.
    case seconds(Int)
    /// Not before this time of the server's clock, which may differ from ours; may be long past or far ahead.
    case date(Timestamp)

    /// More seconds than this are read as this many: a day.
    public static let longest = 86_400

    /// Reads the field's value: a number (parts of a second are rounded up) or a date; nil for anything else, negative
    /// numbers included.
    ///
    /// Source: RFC 9110, section 10.2.3.
    public init?(_ text: String) {
        if let date = Timestamp(imfFixdate: text) {
            self = .date(date)
            return
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ part in !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) } }),
            let whole = parts.first
        else { return nil }
        let hasRest = parts.count == 2 && parts[1].contains { $0 != 0x30 }
        // More digits than fit are more than a day.
        let seconds = Int(String(Substring(whole))).map { min($0, RetryAfter.longest) } ?? RetryAfter.longest
        self = .seconds(min(seconds + (hasRest ? 1 : 0), RetryAfter.longest))
    }

    /// How long to wait from now; 0 to `longest` seconds, whatever the server's clock says.
    public func delay(now: Timestamp) -> Duration {
        switch self {
        case .seconds(let seconds): .seconds(min(max(seconds, 0), RetryAfter.longest))
        case .date(let date): min(max(date.duration(since: now), .zero), .seconds(RetryAfter.longest))
        }
    }

    /// Reads an answer's `Retry-After`.
    init?(of response: HTTPResponse) {
        guard let text = response.headers["Retry-After"] else { return nil }
        self.init(text)
    }
}
