import RedriveCore
import WorkatoJobs
import TerminalText

/// A report as CSV: a line for each job of the plan, in the plan's order.
///
/// UTF-8 with a byte order mark, without which spreadsheet programs take it for another encoding; commas, and quotes where they are
/// needed (RFC 4180). No cell can begin a formula, and each job is exactly one line.
///
/// Source: docs/report.md.
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
        var line: [UInt8] = []
        line.reserveCapacity(400)
        CSVCell.append(row.step, to: &line)
        line += ",\(row.recipe?.description ?? ""),".utf8
        CSVCell.append(row.id, to: &line)
        line += ",\(row.jobClass.rawValue),".utf8
        CSVCell.append(row.reason?.typeID ?? "", to: &line)
        line += ",".utf8
        CSVCell.append(row.reason?.words ?? "", to: &line)
        line += ",".utf8
        CSVCell.append(row.newJob?.text ?? "", to: &line)
        line += ",\(row.outcome?.rawValue ?? ""),".utf8
        CSVCell.append(row.signatureBefore ?? "", to: &line)
        line += ",".utf8
        CSVCell.append(row.signatureAfter ?? "", to: &line)
        line += ",\(row.request.map(String.init) ?? ""),\(row.tryNumber.map(String.init) ?? ""),".utf8
        line += (row.at?.description ?? "").utf8
        line += "\n".utf8
        return String(decoding: line, as: UTF8.self)
    }
}
