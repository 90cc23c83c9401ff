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
        // In one step: the time of each row and record is written, and a string for each part costs ten times as much.
        return String(unsafeUninitializedCapacity: 32) { buffer in
            var end = 0
            func put(_ byte: UInt8) {
                buffer[end] = byte
                end += 1
            }
            func put(_ number: Int64, width: Int) {
                if number < 0 { put(UInt8(ascii: "-")) }
                var rest = number.magnitude
                var digits = width
                var unit: UInt64 = 1
                for _ in 1..<width { unit *= 10 }
                while rest / unit > 9 {
                    unit *= 10
                    digits += 1
                }
                for _ in 0..<digits {
                    put(UInt8(ascii: "0") + UInt8(rest / unit))
                    rest %= unit
                    unit /= 10
                }
            }
            put(date.year, width: 4)
            put(UInt8(ascii: "-"))
            put(date.month, width: 2)
            put(UInt8(ascii: "-"))
            put(date.day, width: 2)
            put(UInt8(ascii: "T"))
            put(inDay / 3_600_000, width: 2)
            put(UInt8(ascii: ":"))
            put(inDay / 60_000 % 60, width: 2)
            put(UInt8(ascii: ":"))
            put(inDay / 1000 % 60, width: 2)
            if precision == .milliseconds {
                put(UInt8(ascii: "."))
                put(inDay % 1000, width: 3)
            }
            put(UInt8(ascii: "Z"))
            return end
        }
    }
}

extension Timestamp: CustomStringConvertible {
    /// `2026-11-20T08:00:00.000Z`.
    package var description: String { formatted() }
}
