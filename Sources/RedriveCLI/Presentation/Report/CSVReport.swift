import RedriveCore
import WorkatoJobs
import TerminalText

/// A report as CSV: a line for each job of the plan, in the plan's order.
///
/// UTF-8 with a byte order mark, without which spreadsheet programs take it for another encoding; commas, and quotes where they are
/// needed (RFC 4180). No cell can begin a formula, and each job is exactly one line.
///
/// Source: product.md, "Report"; docs/report.md.
struct CSVReport {
    /// The columns, in order.
    static let columns = [
        "step", "recipe_id", "master_job_id", "class", "error_type_id", "message", "new_job_id", "outcome",
        "signature_before", "signature_after", "request", "try", "at",
    ]

    private let contents: ReportContents

    /// The report of a run.
    init(_ contents: ReportContents) { self.contents = contents }

    /// The lines, the first of which names the columns.
    var parts: some Sequence<String> {
        let head = "\u{FEFF}" + Self.columns.joined(separator: ",") + "\n"
        return [AnySequence([head]), AnySequence(contents.report.rows.map(Self.line))].lazy.joined()
    }

    private static func line(_ row: ReportRow) -> String {
        var line = ""
        line.reserveCapacity(200)
        append(row.step, to: &line)
        line += ",\(row.recipe.value),"
        append(row.master.text, to: &line)
        line += ",\(row.jobClass.rawValue),"
        append(row.reason?.typeID ?? "", to: &line)
        line += ","
        append(row.reason?.words ?? "", to: &line)
        line += ","
        append(row.newJob?.text ?? "", to: &line)
        line += ",\(row.outcome?.rawValue ?? ""),"
        append(row.signatureBefore ?? "", to: &line)
        line += ","
        append(row.signatureAfter ?? "", to: &line)
        line += ",\(row.request.map(String.init) ?? ""),\(row.tryNumber.map(String.init) ?? ""),"
        line += row.at?.description ?? ""
        line += "\n"
        return line
    }

    /// Appends a cell.
    static func append(_ given: String, to line: inout String) {
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
