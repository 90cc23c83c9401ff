/// Numbers and quantities as people read them.
enum Wording {
    /// A number with its thousands apart: `1,234`.
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

    /// Whole seconds, rounded up: what an estimate is told in.
    static func seconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) + (attoseconds > 0 ? 1 : 0)
    }
}

/// Texts as a shell takes them.
enum Shell {
    /// An argument, in quotes where a shell would read it as more than a word.
    static func quoted(_ argument: String) -> String {
        let plain = !argument.isEmpty && argument.utf8.allSatisfy(isPlain) && !argument.hasPrefix("~")
        guard !plain else { return argument }
        guard argument.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            return "$'" + argument.unicodeScalars.map(dollarQuoted).joined() + "'"
        }
        return "'" + argument.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// A command line from its words.
    static func command(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_./=:,@%+~".utf8.contains(byte)
        }
    }

    private static func dollarQuoted(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "'", "\\": return "\\\(scalar)"
        default: break
        }
        guard scalar.value < 0x20 || scalar.value == 0x7F else { return String(scalar) }
        let digits = String(scalar.value, radix: 16)
        return "\\x" + (digits.count == 1 ? "0" : "") + digits
    }
}
