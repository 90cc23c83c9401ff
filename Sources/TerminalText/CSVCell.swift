/// A cell of a CSV file: quoted where it has to be (RFC 4180), on one line, and never a formula.
package enum CSVCell {
    /// Appends a cell.
    ///
    /// Control characters are escaped as for a terminal, so that a row is exactly one line.
    package static func append(_ given: String, to line: inout String) {
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
        // Scalar by scalar: a quote with an accent behind it is one character, and a quote all the same.
        for scalar in text.unicodeScalars {
            if scalar == "\"" { line += "\"" }
            line.unicodeScalars.append(scalar)
        }
        line += "\""
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
