/// The text of an error: the first line makes sense alone, and each command has a line of its own.
struct FailureText {
    /// The text.
    let lines: [Line]

    /// The text of an error for a width in columns.
    init(_ failure: ToolError, width: Int) {
        var lines = ("\("error:", .bad) \(failure.message, .bold)" as Line).wrapped(to: width, indent: 2)
        for part in [failure.found, failure.meaning, failure.advice] {
            guard let part else { continue }
            lines += Line("  " + part).wrapped(to: width, indent: 2)
        }
        if !failure.commands.isEmpty {
            lines.append(.empty)
            lines += failure.commands.map { "    \($0, .accent)" }
        }
        // The page is last, so that advice and its commands stay together.
        lines.append(Line("  see \(failure.page.rawValue)", .dim))
        self.lines = lines
    }
}
