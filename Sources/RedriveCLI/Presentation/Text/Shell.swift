/// Texts for a shell.
enum Shell {
    /// An argument, in quotes if a shell would read it as more than one word.
    static func quoted(_ argument: String) -> String {
        let plain = !argument.isEmpty && argument.utf8.allSatisfy(isPlain) && !argument.hasPrefix("~")
        guard !plain else { return argument }
        guard argument.unicodeScalars.allSatisfy(isVisible) else {
            return "$'" + argument.unicodeScalars.map(dollarQuoted).joined() + "'"
        }
        // By scalars: a quote and the accent behind it are one character for Swift, and a quote for a shell.
        return "'" + argument.unicodeScalars.map { $0 == "'" ? #"'\''"# : String($0) }.joined() + "'"
    }

    /// A file as an argument: `./` before a name that begins with a dash, so that it is not taken for an option; `-`
    /// stays.
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

    /// Whether a terminal shows a scalar as it is; the console would escape any other in a way that no shell reads.
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
