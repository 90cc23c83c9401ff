/// A cell of a CSV file: quoted where it has to be (RFC 4180), on one line, and never a formula.
package enum CSVCell {
    /// Appends a cell, as UTF-8.
    ///
    /// Control characters are escaped as for a terminal, so that a row is exactly one line.
    package static func append(_ given: String, to line: inout [UInt8]) {
        var given = given
        switch given.withUTF8(need) {
        case .nothing:
            line += given.utf8
            return
        case .quotes:
            line.append(quote)
            line += given.utf8
            line.append(quote)
            return
        case .closerLook: break
        }
        let text = escapedForTerminal(given)
        let isFormula = beginsFormula(text)
        let needsQuotes = text.utf8.contains { $0 == UInt8(ascii: ",") || $0 == quote }
        guard needsQuotes || isFormula || text.utf8.first == UInt8(ascii: " ") else {
            line += text.utf8
            return
        }
        line.append(quote)
        // A text that begins with an apostrophe is shown as it is, and never calculated.
        if isFormula { line.append(UInt8(ascii: "'")) }
        // Byte by byte: a quote with an accent behind it is one character, and a quote all the same.
        for byte in text.utf8 {
            if byte == quote { line.append(quote) }
            line.append(byte)
        }
        line.append(quote)
    }

    private static let quote = UInt8(ascii: "\"")

    /// What has to be done to a text before it is a cell.
    private enum Need {
        /// Nothing.
        case nothing
        /// Quotes around it.
        case quotes
        /// It may begin a formula, or hold quotes or something to escape.
        case closerLook
    }

    /// Most cells begin with a letter or a digit, so that they are no formula, and have nothing to escape.
    private static func need(_ bytes: UnsafeBufferPointer<UInt8>) -> Need {
        guard let first = bytes.first else { return .nothing }
        switch first {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: break
        default: return .closerLook
        }
        guard isShownAsItIs(bytes), !bytes.contains(quote) else { return .closerLook }
        return bytes.contains(UInt8(ascii: ",")) ? .quotes : .nothing
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
