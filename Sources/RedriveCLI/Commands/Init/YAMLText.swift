/// Texts for a YAML file, looked at scalar by scalar.
enum YAMLText {
    /// A text as a value, in double quotes unless YAML reads it as the same text without.
    static func value(_ text: String) -> String {
        guard !isPlain(text) else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where isKept(scalar): quoted.unicodeScalars.append(scalar)
            default: quoted += escape(scalar)
            }
        }
        return quoted + "\""
    }

    /// A text within a comment: what could end the line, or change how it is shown, is a question mark.
    static func comment(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { isKept($0) ? $0 : "?" }))
    }

    /// Whether a scalar is written as it is: visible ASCII, the space, letters and digits of any script.
    static func isKept(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7F).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .decimalNumber:
            return !scalar.properties.isDefaultIgnorableCodePoint
        default: return false
        }
    }

    /// Whether YAML reads the text as a string without quotes, in a flow mapping as well; digits are numbers, which
    /// the language takes as ids.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isWord(first), text.last != " ",
            text.unicodeScalars.allSatisfy({ isWord($0) || $0 == " " || $0 == "-" || $0 == "." || $0 == "_" })
        else { return isTime(text) }
        return !words.contains(text.lowercased()) && !text.contains(" -") && !text.contains("  ")
    }

    /// A time such as 2026-11-20T08:00:00Z, in which no colon is followed by a space.
    private static func isTime(_ text: String) -> Bool {
        text.utf8.count <= 40 && text.utf8.first.map { (0x30...0x39).contains($0) } ?? false
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || "-:TZ+.".utf8.contains($0) }
            && text.utf8.last != UInt8(ascii: ":")
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    /// What some reader of YAML takes for something else than text.
    private static let words: Set<String> = [
        "true", "false", "yes", "no", "on", "off", "null", "y", "n", ".inf", ".nan",
    ]

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        func padded(_ length: Int) -> String { String(repeating: "0", count: max(length - digits.count, 0)) + digits }
        return switch scalar.value {
        case ...0xFF: "\\x" + padded(2)
        case ...0xFFFF: "\\u" + padded(4)
        default: "\\U" + padded(8)
        }
    }
}
