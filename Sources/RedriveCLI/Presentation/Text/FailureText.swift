/// A failure for people: the first line makes sense alone; commands stand on lines of their own.
struct FailureText {
    let lines: [Line]

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
        self.lines = lines
    }
}
