internal import WorkatoJobs

extension TimeText {
    /// What to write instead of a text that has none of the forms; nil if that is unclear.
    static func help(for text: String, now: Timestamp, zone: TimeZoneText?) -> String? {
        let lower = text.lowercased()
        if let duration = ago(lower) { return "write \(duration) ago" }
        let today = Timestamp(milliseconds: now.milliseconds + Int64(zone?.offset ?? 0) * 1000)
        switch lower {
        case "today": return "write \(date(today))"
        case "yesterday": return "write \(date(today - .seconds(86_400))) for the start of the day, or 1d ago"
        default: break
        }
        if let unix = DigitsText.parse(text), [10, 13].contains(text.utf8.count) {
            let instant = Timestamp(milliseconds: Int64(unix) * (text.utf8.count == 10 ? 1000 : 1))
            return "write \(instant.formatted(.seconds))"
        }
        return respelled(text).first { isTime($0, now: now) }.map { "write \($0)" } ?? dayFirst(text)
    }

    private static func date(_ instant: Timestamp) -> Substring { instant.formatted(.seconds).prefix(10) }

    private static func isTime(_ text: String, now: Timestamp) -> Bool {
        if case .success = parse(text, now: now, zone: TimeZoneText(secondsFromUTC: 0)) { true } else { false }
    }

    /// The duration in `6h`, `-6h`, `now-6h`, `6 hours ago` and `last 2 weeks`, as a runbook writes it.
    private static func ago(_ text: String) -> String? {
        var rest = text[...]
        for prefix in ["now", "last ", "past "] where rest.hasPrefix(prefix) { rest = rest.dropFirst(prefix.count) }
        rest = rest.drop { $0 == " " }
        if rest.first == "-" { rest = rest.dropFirst().drop { $0 == " " } }
        if rest.hasSuffix("ago") { rest = rest.dropLast(3) }
        while rest.last == " " { rest.removeLast() }
        let duration = String(rest)
        return DurationText.parse(duration) == nil ? DurationText.suggestion(for: duration) : duration
    }

    /// The text with other separators and another zone.
    private static func respelled(_ text: String) -> [String] {
        var plain = text
        for zone in [" utc", " gmt", "utc", "gmt", " z"] where plain.lowercased().hasSuffix(zone) {
            plain = plain.dropLast(zone.count) + "Z"
            break
        }
        if plain.prefix(10).filter({ $0 == "/" || $0 == "." }).count == 2 {
            let date = plain.prefix(10).replacing("/", with: "-").replacing(".", with: "-")
            plain = String(date) + plain.dropFirst(10)
        }
        var candidates = [plain, plain.lowercased(), plain + ":00"]
        // A space between the time and its offset.
        if let space = plain.lastIndex(where: { $0 == " " }) {
            let offset = plain[space...].dropFirst()
            if let sign = offset.first, "+-".contains(sign) { candidates.append(String(plain[..<space] + offset)) }
        }
        return candidates
    }

    /// The help for `20/11/2026` and `11/20/2026`, in which the order of day and month may be unclear.
    private static func dayFirst(_ text: String) -> String? {
        let parts = text.prefix(10).split { "/.-".contains($0) }
        guard parts.count == 3, parts[2].count == 4, text.count <= 10,
            let first = DigitsText.parse(parts[0]), let second = DigitsText.parse(parts[1]),
            (1...31).contains(first), (1...31).contains(second), min(first, second) <= 12
        else { return nil }
        func written(_ month: Int, _ day: Int) -> String {
            "\(parts[2])-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
        }
        if first > 12 { return "write \(written(second, first))" }
        if second > 12 || first == second { return "write \(written(first, second))" }
        return "write \(written(first, second)) or \(written(second, first)): the year first, then month and day"
    }
}
