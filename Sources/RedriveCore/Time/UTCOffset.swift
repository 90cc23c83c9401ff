package import WorkatoJobs

/// A fixed distance from UTC, in which times are shown to people; files and decisions use UTC.
package struct UTCOffset: Sendable, Hashable {
    /// Minutes east of UTC; from -14 to +14 hours.
    package let minutes: Int

    /// The greatest distance in either direction, in minutes.
    package static let greatest = 14 * 60

    /// An offset in minutes; nil if it is more than 14 hours.
    package init?(minutes: Int) {
        guard minutes.magnitude <= UInt(Self.greatest) else { return nil }
        self.minutes = minutes
    }

    /// Reads `-05:00`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        let isNumber: (Substring) -> Bool = { $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard let sign = text.utf8.first, "+-".utf8.contains(sign), parts.count == 2, parts.allSatisfy(isNumber),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), minutes < 60
        else { return nil }
        self.init(minutes: (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes))
    }

    /// `-05:00`.
    package var text: String {
        let digits = { (number: UInt) in number < 10 ? "0\(number)" : "\(number)" }
        return (minutes < 0 ? "-" : "+") + digits(minutes.magnitude / 60) + ":" + digits(minutes.magnitude % 60)
    }
}

extension Timestamp {
    /// `2026-11-20T03:00:00-05:00`: the same instant with the date and time of an offset; in UTC without one.
    package func formatted(at offset: UTCOffset?) -> String {
        guard let offset, offset.minutes != 0 else { return formatted(.seconds) }
        return (self + .seconds(offset.minutes * 60)).formatted(.seconds).dropLast() + offset.text
    }
}
