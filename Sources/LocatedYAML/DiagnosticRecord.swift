/// A diagnostic as plain values, for JSON: lines and columns counted from 1, columns in Unicode scalars, the end not
/// included.
package struct DiagnosticRecord: Sendable, Equatable, Codable {
    /// `error` or `warning`.
    package var severity: String

    /// The first line of the human form, without `error: `.
    package var message: String

    /// The file as the user named it, or a label such as `--set since=…`; nil if there is no place.
    package var file: String?

    /// The line of the start; nil for a label.
    package var line: Int?

    /// The column of the start; nil for a label.
    package var column: Int?

    /// The line of the end; nil for a label.
    package var endLine: Int?

    /// The column after the end; nil for a label.
    package var endColumn: Int?

    /// How to fix it; nil if that is unclear.
    package var help: String?

    /// Further places, each with its label as `message`.
    package var related: [Related]

    /// A second place that explains the first.
    package struct Related: Sendable, Equatable, Codable {
        /// What is there.
        package var message: String

        /// The file or label.
        package var file: String

        /// The line of the start; nil for a label.
        package var line: Int?

        /// The column of the start; nil for a label.
        package var column: Int?
    }

    private enum CodingKeys: String, CodingKey {
        case severity, message, file, line, column
        case endLine = "end_line"
        case endColumn = "end_column"
        case help, related
    }

    /// Takes a diagnostic apart; texts are not escaped, JSON does that.
    package init(_ diagnostic: Diagnostic) {
        severity = diagnostic.severity.rawValue
        message = diagnostic.message
        help = diagnostic.help
        let place = diagnostic.place.map(Self.parts)
        file = place?.file
        line = place?.range?.start.line
        column = place?.range?.start.column
        endLine = place?.range?.end.line
        endColumn = place?.range?.end.column
        related = diagnostic.secondary.map { secondary in
            let (file, range) = Self.parts(secondary.place)
            return Related(
                message: secondary.label,
                file: file,
                line: range?.start.line,
                column: range?.start.column
            )
        }
    }

    private static func parts(_ place: Diagnostic.Place) -> (file: String, range: SourceRange?) {
        switch place {
        case .file(let file, let range): (file.name, file.hasLines ? range : nil)
        case .label(let label): (label, nil)
        }
    }
}
