import ArgumentParser
import RedriveCore

/// The formats of a report.
enum ReportFormat: String, Sendable, Hashable, CaseIterable, ExpressibleByArgument {
    /// For a terminal.
    case text
    /// For an incident channel.
    case markdown
    /// For a browser, in one file.
    case html
    /// For programs, as one document.
    case json
    /// For spreadsheets and scripts: a line for each job.
    case csv

    /// The format that the end of a file's name says; nil if it says none.
    init?(fileName: String) {
        let endings: [(String, ReportFormat)] = [
            (".html", .html), (".htm", .html), (".md", .markdown), (".markdown", .markdown), (".json", .json),
            (".csv", .csv), (".txt", .text),
        ]
        let name = fileName.lowercased()
        guard let found = endings.first(where: { name.hasSuffix($0.0) }) else { return nil }
        self = found.1
    }

    /// The report in this format, in parts of a few lines each.
    ///
    /// - Parameter columns: how long lines of text may be.
    func parts(of contents: ReportContents, columns: Int) throws(ToolError) -> AnySequence<String> {
        switch self {
        case .text: AnySequence(TextReport(contents, columns: columns).parts)
        case .markdown: AnySequence(MarkdownReport(contents).parts)
        case .html: AnySequence(try HTMLReport(contents).parts())
        case .json: AnySequence(JSONReport(contents).parts)
        case .csv: AnySequence(CSVReport(contents).parts)
        }
    }
}
