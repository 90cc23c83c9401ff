extension TimestampForm {
    /// Writes an instant, given in milliseconds since 1970 UTC.
    func write(_ milliseconds: Int64, to bytes: inout [UInt8]) {
        switch self {
        case .utcMilliseconds:
            SimulatedCivilDate(milliseconds: milliseconds).write(fraction: true, to: &bytes)
            bytes.append(UInt8(ascii: "Z"))
        case .utcSeconds:
            SimulatedCivilDate(milliseconds: milliseconds).write(fraction: false, to: &bytes)
            bytes.append(UInt8(ascii: "Z"))
        case .pacific:
            let hours = pacificOffset(milliseconds)
            SimulatedCivilDate(milliseconds: milliseconds + Int64(hours) * 3_600_000).write(fraction: true, to: &bytes)
            bytes.append(contentsOf: (hours == -7 ? "-07:00" : "-08:00").utf8)
        }
    }
}

/// Hours from UTC in Los Angeles: -7 from the second Sunday of March, 10:00 UTC, to the first of November, 9:00 UTC.
private func pacificOffset(_ milliseconds: Int64) -> Int {
    let year = SimulatedCivilDate(milliseconds: milliseconds).year
    let begin = SimulatedCivilDate.days(year, 3, firstSunday(year, 3) + 7) * 86_400_000 + 10 * 3_600_000
    let end = SimulatedCivilDate.days(year, 11, firstSunday(year, 11)) * 86_400_000 + 9 * 3_600_000
    return begin <= milliseconds && milliseconds < end ? -7 : -8
}

/// The day of the month of its first Sunday.
private func firstSunday(_ year: Int64, _ month: Int64) -> Int64 {
    let first = SimulatedCivilDate.weekday(ofDay: SimulatedCivilDate.days(year, month, 1))
    return 1 + (7 - first) % 7
}
