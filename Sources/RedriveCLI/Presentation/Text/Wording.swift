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

    /// The file of an argument in a sentence: its name in quotes, or standard input.
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
        guard argument.unicodeScalars.allSatisfy(isVisible) else {
            return "$'" + argument.unicodeScalars.map(dollarQuoted).joined() + "'"
        }
        return "'" + argument.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// A file as an argument, as it was given or chosen: one whose name begins with a dash is not an option; `-` stays.
    static func file(_ path: String) -> String {
        path.hasPrefix("-") && path != StandardInput.argument ? "./" + path : path
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

    /// What a terminal shows as it is; the console would escape the rest in a way that no shell reads.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }

    private static func dollarQuoted(_ scalar: Unicode.Scalar) -> String {
        if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
        guard !isVisible(scalar) else { return String(scalar) }
        return String(scalar).utf8.map { byte in
            let digits = String(byte, radix: 16)
            return "\\x" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
