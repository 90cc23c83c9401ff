/// A length of time as it is written in a runbook: `30s`, `10m`, `2h`, `30d`, or combined from the largest unit down,
/// `1h30m`.
package enum DurationText {
    /// The longest duration, ten years; keeps every sum of a time and a duration far from overflow.
    static let maximum: Duration = .seconds(3650 * 86_400)

    /// The form of a valid text, for messages.
    package static let form = "a duration such as 30s, 10m, 2h, 30d or 1h30m"

    /// The duration, or nil if the text is not one.
    ///
    /// Zero is one; whether it is allowed is up to the key.
    package static func parse(_ text: String) -> Duration? {
        var total = 0
        var number: Int?
        var lastUnit = Int.max
        for scalar in text.unicodeScalars {
            if ("0"..."9").contains(scalar) {
                let next = (number ?? 0) * 10 + Int(scalar.value - 48)
                guard next <= 1_000_000_000 else { return nil }
                number = next
                continue
            }
            let unit: Int
            switch scalar {
            case "s": unit = 1
            case "m": unit = 60
            case "h": unit = 3600
            case "d": unit = 86_400
            default: return nil
            }
            guard let count = number, unit < lastUnit else { return nil }
            total += count * unit
            number = nil
            lastUnit = unit
        }
        guard number == nil, lastUnit != Int.max, .seconds(total) <= maximum else { return nil }
        return .seconds(total)
    }

    /// As a person would write it: the largest units first, zeros left out.
    package static func text(_ duration: Duration) -> String {
        var seconds = duration.components.seconds
        var text = ""
        for (unit, letter) in [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")] as [(Int64, String)] {
            if seconds / unit > 0 { text += "\(seconds / unit)\(letter)" }
            seconds %= unit
        }
        return text.isEmpty ? "0s" : text
    }
}

extension DurationText {
    /// The duration that was meant by a text in words or in another notation, as a runbook writes it.
    ///
    /// `10 minutes`, `1.5h`, `2 weeks`, `1 hour 30 min`; nil for a text that is not clearly a duration, or longer than ten
    /// years.
    static func suggestion(for text: String) -> String? {
        guard text.utf8.count <= 40 else { return nil }
        var rest = text.lowercased()[...]
        if rest.hasPrefix("an ") { rest = "1 " + rest.dropFirst(3) }
        if rest.hasPrefix("a ") { rest = "1 " + rest.dropFirst(2) }
        var total = 0.0
        var last = Double.infinity
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            guard let number = Double(digits), number < 1_000_000_000 else { return nil }
            rest = rest.dropFirst(digits.count).drop { $0 == " " }
            let word = rest.prefix { ("a"..."z").contains($0) }
            guard let unit = seconds(in: word), unit < last else { return nil }
            total += number * unit
            last = unit
            rest = rest.dropFirst(word.count).drop { $0 == " " || $0 == "," }
        }
        guard last.isFinite, total == total.rounded(), total <= Double(maximum.components.seconds) else { return nil }
        return self.text(.seconds(Int64(total)))
    }

    private static func seconds(in unit: Substring) -> Double? {
        switch unit {
        case "s", "sec", "secs", "second", "seconds": 1
        case "m", "min", "mins", "minute", "minutes": 60
        case "h", "hr", "hrs", "hour", "hours": 3600
        case "d", "day", "days": 86_400
        case "w", "wk", "wks", "week", "weeks": 7 * 86_400
        default: nil
        }
    }
}
