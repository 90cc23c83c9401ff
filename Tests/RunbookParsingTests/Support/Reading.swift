import LocatedYAML
import RedriveCore
import RunbookParsing
import Testing
import WorkatoJobs

/// 2026-11-23T20:00:00Z, the time at which every test reads its runbooks.
let now = Timestamp(milliseconds: 1_795_464_000_000)

/// A runbook with one step, whose selection is given in flow or block style.
func runbook(selection: String) -> String {
    """
    redrive: 1
    name: test
    steps:
      - repeat_jobs: \(selection)

    """
}

/// A runbook with one plain selection and further keys of its step.
func runbook(step: String) -> String {
    """
    redrive: 1
    name: test
    steps:
      - repeat_jobs: { recipes: 1, since: 6h ago }
        \(step)

    """
}

/// A runbook with one plain step and further keys on top.
func runbook(_ keys: String) -> String {
    """
    redrive: 1
    name: test
    \(keys)
    steps:
      - repeat_jobs: { recipes: 1, since: 6h ago }

    """
}

/// Reads a text that has to be free of errors and warnings.
func read(
    _ text: String,
    _ context: RunbookContext = RunbookContext(now: now),
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> Runbook {
    let result = RunbookParser.parse(file: SourceFile(name: "test.yaml", bytes: Array(text.utf8)), context: context)
    #expect(rendered(result.diagnostics) == "", sourceLocation: sourceLocation)
    return try #require(result.runbook, sourceLocation: sourceLocation)
}

/// Reads a text and gives its diagnostics as a person sees them.
func complaints(_ text: String, _ context: RunbookContext = RunbookContext(now: now)) -> String {
    rendered(
        RunbookParser.parse(file: SourceFile(name: "test.yaml", bytes: Array(text.utf8)), context: context).diagnostics
    )
}

/// Expects exactly these diagnostics, each `severity: message` with `= help` where there is one, at the marks of the text.
func expect(
    _ marked: String,
    gives expected: String...,
    context: RunbookContext = RunbookContext(now: now),
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let marks = MarkedText(marked)
    let file = SourceFile(name: "test.yaml", bytes: Array(marks.text.utf8))
    let (runbook, diagnostics) = RunbookParser.parse(file: file, context: context)
    let found = diagnostics.map { diagnostic in
        let severity = diagnostic.severity == .warning ? "warning: " : ""
        return severity + diagnostic.message + (diagnostic.help.map { " = \($0)" } ?? "")
    }
    #expect(found == expected, sourceLocation: sourceLocation)
    let hasErrors = diagnostics.contains { $0.severity == .error }
    #expect((runbook == nil) == hasErrors, "a runbook comes exactly without errors", sourceLocation: sourceLocation)
    let ranges = diagnostics.compactMap { diagnostic -> Range<Int>? in
        guard case .file(let place, let range) = diagnostic.place, place.name == file.name else { return nil }
        return range.start.offset..<range.end.offset
    }
    #expect(
        ranges.map { slice($0, of: file) } == marks.ranges.map { slice($0, of: file) },
        sourceLocation: sourceLocation
    )
    #expect(ranges == marks.ranges, sourceLocation: sourceLocation)
}

private func slice(_ range: Range<Int>, of file: SourceFile) -> String {
    String(decoding: file.bytes[range], as: UTF8.self)
}

/// Diagnostics as a person sees them, without colour.
func rendered(_ diagnostics: [Diagnostic]) -> String {
    DiagnosticRenderer().render(Diagnostics(diagnostics))
}
