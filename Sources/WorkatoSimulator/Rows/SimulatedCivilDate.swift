/// A date and time of day in the Gregorian calendar, without a zone.
struct SimulatedCivilDate {
    var year: Int64
    var month: Int64
    var day: Int64
    /// Milliseconds since midnight.
    var milliseconds: Int64

    /// From milliseconds since 1970-01-01.
    init(milliseconds total: Int64) {
        let days = floorDivided(total, 86_400_000)
        milliseconds = total - days * 86_400_000
        // Source: Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
        let shifted = days + 719_468
        let era = floorDivided(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = floorDivided(year, 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// 0 for Sunday to 6 for Saturday.
    static func weekday(ofDay days: Int64) -> Int64 {
        let weekday = (days + 4) % 7
        return weekday < 0 ? weekday + 7 : weekday
    }

    /// `2026-11-20T08:00:00` and, if requested, `.000`.
    func write(fraction: Bool, to bytes: inout [UInt8]) {
        padded(year, 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        padded(month, 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        padded(day, 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        padded(milliseconds / 3_600_000, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        padded(milliseconds / 60_000 % 60, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        padded(milliseconds / 1000 % 60, 2, to: &bytes)
        guard fraction else { return }
        bytes.append(UInt8(ascii: "."))
        padded(milliseconds % 1000, 3, to: &bytes)
    }

    /// Reads `2026-11-20T08:00:00[.fff][Z|±hh:mm]`, or a bare date as midnight UTC; years 1970 to 9999.
    static func milliseconds(iso text: String) -> Int64? {
        var scanner = DigitScanner(text)
        guard let year = scanner.digits(4), year >= 1970, scanner.take("-"), let month = scanner.digits(2),
            (1...12).contains(month), scanner.take("-"), let day = scanner.digits(2), day >= 1
        else { return nil }
        let begin = days(year, month, day)
        // The next month begins after any day that exists.
        let next = month == 12 ? days(year + 1, 1, 1) : days(year, month + 1, 1)
        guard begin < next else { return nil }
        if scanner.isAtEnd { return begin * 86_400_000 }
        guard scanner.take("T") || scanner.take(" "), let hour = scanner.digits(2), hour < 24, scanner.take(":"),
            let minute = scanner.digits(2), minute < 60, scanner.take(":"), let second = scanner.digits(2), second < 60
        else { return nil }
        var fraction: Int64 = 0
        if scanner.take(".") {
            guard let read = scanner.fraction() else { return nil }
            fraction = read
        }
        guard let offset = scanner.zone(), scanner.isAtEnd else { return nil }
        return begin * 86_400_000 + ((hour * 60 + minute - offset) * 60 + second) * 1000 + fraction
    }
}

/// Reads fixed fields of ASCII digits.
private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func digits(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Milliseconds of at least one digit after the point; further digits are cut off.
    mutating func fraction() -> Int64? {
        guard var value = digit() else { return nil }
        var count = 1
        while let next = digit() {
            if count < 3 { value = value * 10 + next }
            count += 1
        }
        for _ in count..<max(count, 3) { value *= 10 }
        return value
    }

    /// Minutes east of UTC.
    mutating func zone() -> Int64? {
        if take("Z") { return 0 }
        let sign: Int64 = take("-") ? -1 : take("+") ? 1 : 0
        guard sign != 0, let hours = digits(2), hours < 24, take(":"), let minutes = digits(2), minutes < 60 else {
            return nil
        }
        return sign * (hours * 60 + minutes)
    }

    private mutating func digit() -> Int64? {
        guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        rest.removeFirst()
        return Int64(byte - UInt8(ascii: "0"))
    }
}

private func floorDivided(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
}

private func padded(_ value: Int64, _ width: Int, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width))
    var rest = value
    for index in stride(from: start + width - 1, through: start, by: -1) {
        bytes[index] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
    }
}
