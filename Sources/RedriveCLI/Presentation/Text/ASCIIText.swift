/// Text for a terminal or a file whose locale has no UTF-8.
enum ASCIIText {
    /// The text with nothing but ASCII: signs that Redrive itself uses become similar ones of one column, everything else becomes its
    /// number, as in `\u{e9}`.
    static func of(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                result.unicodeScalars.append(scalar)
            } else if let sign = signs[scalar] {
                result.append(sign)
            } else {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return result
    }

    private static let signs: [Unicode.Scalar: Character] = [
        "·": "|", "…": "~", "▁": "_", "▂": "_", "▃": ".", "▄": "-", "▅": "=", "▆": "+", "▇": "*", "█": "#",
        "‘": "'", "’": "'", "“": "\"", "”": "\"", "–": "-", "—": "-",
    ]
}
