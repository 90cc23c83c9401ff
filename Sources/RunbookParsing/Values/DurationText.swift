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
