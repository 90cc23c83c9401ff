package import Transport

/// What a 429 says about when to come again.
package enum RetryAfter: Sendable, Hashable {
    /// After a number of seconds, from 0 to `longest`.
    case seconds(Int)
    /// Not before this time of the server's clock, which may differ from ours; may be long ago or far ahead.
    case date(Timestamp)

    /// The largest number of seconds, a day; larger numbers are read as this one.
    package static let longest = 86_400

    /// Reads the field's value: a number (parts of a second are rounded up) or a date.
    ///
    /// Anything else, including a negative number, gives nil.
    ///
    /// Source: RFC 9110, section 10.2.3.
    package init?(_ text: String) {
        if let date = Timestamp(imfFixdate: text) {
            self = .date(date)
            return
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ part in !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) } }),
            let whole = parts.first
        else { return nil }
        let hasRest = parts.count == 2 && parts[1].contains { $0 != 0x30 }
        // A number with too many digits is more than a day.
        let seconds = Int(String(Substring(whole))).map { min($0, RetryAfter.longest) } ?? RetryAfter.longest
        self = .seconds(min(seconds + (hasRest ? 1 : 0), RetryAfter.longest))
    }

    /// Reads an answer's `Retry-After`; nil if it is missing, 0 or unreadable, or if it is a date that has
    /// passed by the answer's own `Date`.
    ///
    /// A date becomes a number of seconds if the answer has a `Date`, so that the server's clock is compared with
    /// itself.
    package init?(of response: HTTPResponse) {
        guard let text = response.headers["Retry-After"], let told = RetryAfter(text) else { return nil }
        switch told {
        case .seconds(0): return nil
        case .seconds: self = told
        case .date(let date):
            guard let sent = response.headers["Date"].flatMap({ Timestamp(imfFixdate: $0) }) else {
                self = told
                return
            }
            let delay = date.duration(since: sent)
            guard delay > .zero else { return nil }
            let seconds = Int(min(delay.components.seconds, Int64(RetryAfter.longest)))
            self = .seconds(min(seconds + (delay.components.attoseconds > 0 ? 1 : 0), RetryAfter.longest))
        }
    }
}
