extension Timestamp {
    /// The last instant that can be read: the end of the year 9999.
    static let lastReadable = Timestamp(milliseconds: 253_402_300_799_999)

    /// Reads `2026-11-20T08:00:00Z`: a date, a time with seconds, perhaps a fraction, and an offset.
    ///
    /// The offset is `Z`, `-07:00`, `-0700` or `-07`; without an offset the result is nil.
    /// Fractions are cut to milliseconds. Years 1970 to 9999 (in UTC); a leap second (`:60`) is the first of the next
    /// minute.
    package init?(iso8601 text: String) {
        var text = text
        let instant = text.withUTF8 { bytes -> Timestamp? in
            var reader = DateTextReader(bytes: bytes)
            return reader.instant()
        }
        guard let instant else { return nil }
        self = instant
    }

    /// Reads `Fri, 20 Nov 2026 08:00:00 GMT`, the only date form that HTTP senders may write; nil for anything else.
    ///
    /// Source: RFC 9110, section 5.6.7, "IMF-fixdate". The day of the week is not checked against the date.
    package init?(imfFixdate text: String) {
        var text = text
        let instant = text.withUTF8 { bytes -> Timestamp? in
            var reader = DateTextReader(bytes: bytes)
            return reader.imfFixdate()
        }
        guard let instant else { return nil }
        self = instant
    }

    /// The instant in UTC, as ISO 8601.
    package func formatted(_ precision: Precision = .milliseconds) -> String {
        let day: Int64 = 86_400_000
        let inDay = ((milliseconds % day) + day) % day
        let date = CivilDate(daysSince1970: milliseconds / day - (milliseconds % day < 0 ? 1 : 0))
        var text = ""
        text.reserveCapacity(24)
        text.append(padded: date.year, to: 4)
        text += "-"
        text.append(padded: date.month, to: 2)
        text += "-"
        text.append(padded: date.day, to: 2)
        text += "T"
        text.append(padded: inDay / 3_600_000, to: 2)
        text += ":"
        text.append(padded: inDay / 60_000 % 60, to: 2)
        text += ":"
        text.append(padded: inDay / 1000 % 60, to: 2)
        if precision == .milliseconds {
            text += "."
            text.append(padded: inDay % 1000, to: 3)
        }
        return text + "Z"
    }
}

extension Timestamp: CustomStringConvertible {
    /// `2026-11-20T08:00:00.000Z`.
    package var description: String { formatted() }
}

extension String {
    /// Appends a number with leading zeros.
    fileprivate mutating func append(padded number: Int64, to width: Int) {
        let digits = String(number.magnitude)
        if number < 0 { self += "-" }
        for _ in 0..<max(0, width - digits.utf8.count) { self += "0" }
        self += digits
    }
}
