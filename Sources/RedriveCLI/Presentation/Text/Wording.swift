import RedriveCore

/// Numbers and quantities as people read them.
enum Wording {
    /// A number with its thousands separated: `1,234`.
    static func count(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }

    /// A number with its noun: `1 job`, `1,234 jobs`.
    static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(count(number)) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    /// A file in a sentence: its name in quotes, or `standard input` for `-`.
    static func file(_ path: String) -> String { path == StandardInput.argument ? "standard input" : "'\(path)'" }

    /// A length of time in its two largest units, rounded down to whole seconds: `1m 40s`, `2h 5m`, `3d`.
    static func time(_ duration: Duration) -> String {
        var seconds = max(duration.components.seconds, 0)
        var parts: [String] = []
        for (unit, letter) in [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")] as [(Int64, String)] {
            if seconds >= unit, parts.count < 2 { parts.append("\(seconds / unit)\(letter)") }
            seconds %= unit
        }
        return parts.isEmpty ? "0s" : parts.joined(separator: " ")
    }

    /// A rate of jobs as a runbook has it: `300 jobs/min`.
    static func pace(_ rate: Rate) -> String {
        let unit =
            switch rate.per {
            case .seconds(1): "s"
            case .seconds(60): "min"
            case .seconds(3600): "h"
            default: time(rate.per)
            }
        return "\(count(rate.count, "job"))/\(unit)"
    }

    /// Whole seconds, rounded up, as estimates are reported.
    static func seconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) + (attoseconds > 0 ? 1 : 0)
    }
}
