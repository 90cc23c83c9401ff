/// Reads dates from ASCII without allocating; nil at the first byte that does not fit.
struct DateTextReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// `2026-11-20T08:00:00.000-07:00`.
    mutating func instant() -> Timestamp? {
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
            take("T") || take("t") || take(" "),
            let time = timeOfDay(), let fraction = fraction(), let offset = offset(), index == bytes.count
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        return instant(date, milliseconds: time * 1000 + fraction - offset * 60_000)
    }

    /// `Fri, 20 Nov 2026 08:00:00 GMT`.
    mutating func imfFixdate() -> Timestamp? {
        guard word(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]) != nil, take(","), take(" "),
            let day = number(2), take(" "), let month = word(DateTextReader.months), take(" "),
            let year = number(4), take(" "), let time = timeOfDay(), take(" "),
            word(["GMT"]) != nil, index == bytes.count
        else { return nil }
        return instant(CivilDate(year: year, month: month, day: day), milliseconds: time * 1000)
    }

    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private func instant(_ date: CivilDate, milliseconds: Int64) -> Timestamp? {
        guard date.isValid else { return nil }
        let instant = Timestamp(milliseconds: date.daysSince1970 * 86_400_000 + milliseconds)
        return instant.milliseconds >= 0 && instant <= Timestamp.lastReadable ? instant : nil
    }

    /// `08:00:00`, in seconds.
    private mutating func timeOfDay() -> Int64? {
        guard let hour = number(2), hour < 24, take(":"), let minute = number(2), minute < 60, take(":"),
            let second = number(2), second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// The fraction in milliseconds; 0 if there is none.
    private mutating func fraction() -> Int64? {
        guard take(".") || take(",") else { return 0 }
        var value: Int64 = 0
        var digits = 0
        while index < bytes.count, let digit = digit(at: index) {
            if digits < 3 { value = value * 10 + digit }
            digits += 1
            index += 1
        }
        guard digits > 0 else { return nil }
        for _ in digits..<max(3, digits) { value *= 10 }
        return value
    }

    /// The offset in minutes east of UTC.
    private mutating func offset() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let sign: Int64
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = number(2), hours < 24 else { return nil }
        if index == bytes.count { return sign * hours * 60 }
        _ = take(":")
        guard let minutes = number(2), minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
        index += 1
        return true
    }

    private func digit(at index: Int) -> Int64? {
        guard index < bytes.count, (0x30...0x39).contains(bytes[index]) else { return nil }
        return Int64(bytes[index] - 0x30)
    }

    /// A number of exactly `width` digits.
    private mutating func number(_ width: Int) -> Int64? {
        var value: Int64 = 0
        for place in index..<(index + width) {
            guard let digit = digit(at: place) else { return nil }
            value = value * 10 + digit
        }
        index += width
        return value
    }

    /// The position of the next word in the list, counted from 1.
    private mutating func word(_ words: [StaticString]) -> Int64? {
        for (place, word) in words.enumerated() {
            let length = word.utf8CodeUnitCount
            guard index + length <= bytes.count else { continue }
            let matches = word.withUTF8Buffer { $0.elementsEqual(bytes[index..<(index + length)]) }
            if matches {
                index += length
                return Int64(place + 1)
            }
        }
        return nil
    }
}
