import TerminalText

/// Renders diagnostics for people: message, place, snippet with a caret, help.
///
/// Everything that comes from a file or a caller is escaped for terminals. What stands behind a secret key on a line
/// of a snippet is shown as `***`, unless it is a mapping in flow style, so that no error prints a token.
package struct DiagnosticRenderer: Sendable {
    /// Whether ANSI colours are used.
    package var color: Bool

    /// The most columns of a source line that are shown, at least 20; a longer line is shown around the caret.
    package var width: Int

    /// The most diagnostics that are rendered; the rest is counted in a last line.
    package var limit: Int

    /// Keys whose values never appear in a snippet.
    package var secretKeys: [String]

    /// Without colour and for 100 columns of source unless told otherwise.
    package init(color: Bool = false, width: Int = 100, limit: Int = 100, secretKeys: [String] = ["token"]) {
        self.color = color
        self.width = max(width, 20)
        self.limit = limit
        self.secretKeys = secretKeys
    }

    /// All of them by position, each followed by an empty line except the last; ends with a line break unless empty.
    package func render(_ diagnostics: Diagnostics) -> String {
        let sorted = diagnostics.sorted
        var parts = sorted.prefix(limit).map(render)
        if sorted.count > limit {
            let rest = sorted.count - limit
            parts.append("... and \(rest) more \(rest == 1 ? "message" : "messages")\n")
        }
        return parts.joined(separator: "\n")
    }

    /// One of them; ends with a line break.
    package func render(_ diagnostic: Diagnostic) -> String {
        let severity: (name: String, style: Style) =
            switch diagnostic.severity {
            case .error: ("error", .error)
            case .warning: ("warning", .warning)
            }
        var snippets: [Snippet] = []
        if let place = diagnostic.place {
            snippets.append(Snippet(place, marker: "^", label: nil, width: width, secretKeys: secretKeys))
        }
        for secondary in diagnostic.secondary {
            let label = escapedForTerminal(secondary.label)
            snippets.append(Snippet(secondary.place, marker: "-", label: label, width: width, secretKeys: secretKeys))
        }
        let gutter = String(repeating: " ", count: snippets.map(\.lineNumber.utf8.count).max() ?? 0)
        var lines = [
            paint("\(severity.name):", severity.style) + paint(" " + escapedForTerminal(diagnostic.message), .message)
        ]
        for (index, snippet) in snippets.enumerated() {
            lines.append(gutter + paint(index == 0 ? "--> " : "::: ", .frame) + snippet.location)
            guard let source = snippet.source else { continue }
            let number = gutter.dropLast(snippet.lineNumber.utf8.count) + snippet.lineNumber
            lines.append(gutter + paint(" |", .frame))
            lines.append(paint("\(number) |", .frame) + (source.isEmpty ? "" : " " + source))
            lines.append(
                gutter + paint(" |", .frame) + " " + snippet.padding
                    + paint(snippet.underline, index == 0 ? severity.style : .frame)
            )
        }
        if let help = diagnostic.help {
            lines.append(gutter + paint(" = ", .frame) + paint("help:", .message) + " " + escapedForTerminal(help))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private enum Style: String {
        case error = "1;31"
        case warning = "1;33"
        case message = "1"
        case frame = "1;34"
    }

    private func paint(_ text: String, _ style: Style) -> String {
        color ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }
}
