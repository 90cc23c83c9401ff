/// A cell of a CSV file: quoted where it has to be (RFC 4180), on one line, and never a formula.
package enum CSVCell {
    /// Appends a cell.
    ///
    /// Control characters are escaped as for a terminal, so that a row is exactly one line.
    package static func append(_ given: String, to line: inout String) {
        if isPlain(given) {
            line += given
            return
        }
        let text = escapedForTerminal(given)
        let isFormula = beginsFormula(text)
        let needsQuotes = text.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") }
        guard needsQuotes || isFormula || text.utf8.first == UInt8(ascii: " ") else {
            line += text
            return
        }
        line += "\""
        // A text that begins with an apostrophe is shown as it is, and never calculated.
        if isFormula { line += "'" }
        if text.utf8.contains(UInt8(ascii: "\"")) {
            // Scalar by scalar: a quote with an accent behind it is one character, and a quote all the same.
            for scalar in text.unicodeScalars {
                if scalar == "\"" { line += "\"" }
                line.unicodeScalars.append(scalar)
            }
        } else {
            line += text
        }
        line += "\""
    }

    /// Whether the text is a cell as it stands, as most are: ASCII that begins with a letter or a digit and has nothing to quote.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        switch first {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: break
        default: return false
        }
        return text.utf8.allSatisfy {
            (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"")
        }
    }

    /// Whether a spreadsheet program may take the cell for a formula: it begins, spaces aside, with one of the signs that do, or with
    /// their full-width forms.
    ///
    /// Source: OWASP, "CSV Injection".
    private static func beginsFormula(_ text: String) -> Bool {
        let first = text.unicodeScalars.first { !$0.properties.isWhitespace }
        switch first {
        case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "|", "%": return true
        default: return false
        }
    }
}
