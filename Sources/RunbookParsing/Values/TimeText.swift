internal import WorkatoJobs

/// A point in time as it is written in a runbook.
///
/// `2026-11-20`, `2026-11-20T08:00:00-05:00`, `6h ago`, `now`, and only for `since` `beginning`.
enum TimeText {
    /// What the text says.
    enum Value: Equatable {
        /// An instant.
        case instant(Timestamp)
        /// No lower bound.
        case beginning
    }

    /// Why a text is not a time.
    enum TextError: Error, Equatable {
        /// It has none of the forms.
        case form
        /// It has the form of a date-time, but no such day or hour exists.
        case noSuchTime
        /// A date-time without an offset, in a runbook without `timezone`.
        case noOffset
    }

    /// The form of a valid text, for messages.
    static let form = "a time such as 2026-11-20, 2026-11-20T08:00:00Z, 6h ago or now"

    /// Reads a text; `zone` is the runbook's `timezone`, nil if there is none.
    static func parse(_ text: String, now: Timestamp, zone: TimeZoneText?) -> Result<Value, TextError> {
        switch text {
        case "now": return .success(.instant(now))
        case "beginning": return .success(.beginning)
        default: break
        }
        if text.hasSuffix(" ago") {
            guard let back = DurationText.parse(String(text.dropLast(4))) else { return .failure(.form) }
            let milliseconds = now.milliseconds - back.components.seconds * 1000
            return .success(.instant(Timestamp(milliseconds: milliseconds)))
        }
        var reader = Reader(text)
        return reader.dateTime(zone: zone).map { .instant(Timestamp(milliseconds: $0)) }
    }

    /// A cursor over the digits and separators of a date-time.
    private struct Reader {
        private var rest: Substring.UTF8View

        init(_ text: String) { rest = text[...].utf8 }

        mutating func dateTime(zone: TimeZoneText?) -> Result<Int64, TextError> {
            guard let year = digits(4), take("-"), let month = digits(2), take("-"), let day = digits(2)
            else { return .failure(.form) }
            let date = CivilDate(year: Int64(year), month: Int64(month), day: Int64(day))
            guard date.isValid else { return .failure(.noSuchTime) }
            let midnight = date.daysSince1970 * 86_400_000
            if rest.isEmpty { return .success(midnight - Int64(zone?.offset ?? 0) * 1000) }

            guard take("T") || take("t") || take(" "), let hour = digits(2), take(":"), let minute = digits(2)
            else { return .failure(.form) }
            var second = 0
            var millisecond = 0
            if take(":") {
                guard let seconds = digits(2) else { return .failure(.form) }
                second = seconds
                if take(".") {
                    guard let fraction = fraction() else { return .failure(.form) }
                    millisecond = fraction
                }
            }
            guard hour < 24, minute < 60, second < 60 else { return .failure(.noSuchTime) }
            let clock = Int64((hour * 60 + minute) * 60 + second) * 1000 + Int64(millisecond)
            if rest.isEmpty {
                guard let zone else { return .failure(.noOffset) }
                return .success(midnight + clock - Int64(zone.offset) * 1000)
            }
            guard let offset = TimeZoneText(offset: String(Substring(rest))) else { return .failure(.form) }
            return .success(midnight + clock - Int64(offset.offset) * 1000)
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest = rest.dropFirst()
            return true
        }

        private mutating func digits(_ count: Int) -> Int? {
            guard let value = DigitsText.parse(Substring(rest.prefix(count))), rest.count >= count else { return nil }
            rest = rest.dropFirst(count)
            return value
        }

        /// One to nine digits, cut to milliseconds.
        private mutating func fraction() -> Int? {
            let run = rest.prefix { (48...57).contains($0) }
            guard (1...9).contains(run.count) else { return nil }
            rest = rest.dropFirst(run.count)
            return Int((Substring(run) + "00").prefix(3))
        }
    }
}

/// A fixed distance from UTC, as in `timezone: "-05:00"`; names of places are not known, since their rules change.
struct TimeZoneText: Equatable {
    /// Seconds east of UTC; between -14 and +14 hours.
    var offset: Int

    /// The form of a valid text, for messages.
    static let form = #"UTC or an offset such as "-05:00""#

    /// A zone that is this many seconds east of UTC.
    init(secondsFromUTC offset: Int) {
        self.offset = offset
    }

    /// Reads `UTC`, `Z`, or an offset.
    init?(_ text: String) {
        if text == "UTC" {
            offset = 0
        } else if let zone = TimeZoneText(offset: text) {
            self = zone
        } else {
            return nil
        }
    }

    /// Reads `Z`, `+01:00` or `-0500`, as at the end of a date-time.
    init?(offset text: String) {
        if text == "Z" || text == "z" {
            offset = 0
            return
        }
        let sign: Int
        switch text.first {
        case "+": sign = 1
        case "-": sign = -1
        default: return nil
        }
        var digits = text.dropFirst()
        if digits.count == 5, digits.dropFirst(2).first == ":" {
            digits = digits.prefix(2) + digits.suffix(2)
        }
        guard digits.count == 4, let hours = DigitsText.parse(digits.prefix(2)),
            let minutes = DigitsText.parse(digits.suffix(2)), minutes < 60, hours * 60 + minutes <= 14 * 60
        else { return nil }
        offset = sign * (hours * 60 + minutes) * 60
    }
}
