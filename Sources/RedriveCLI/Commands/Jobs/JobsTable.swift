import RedriveCore
import WorkatoJobs

/// The columns of a table of jobs; longer ids than those of the first rows push the rest of their line to the right.
struct JobsTable: Sendable {
    private static let timeWidth = 20
    private static let fewestStatusColumns = 9

    private let statusWidth: Int
    private let jobWidth: Int
    private let recipeWidth: Int?

    /// The columns that the first rows need.
    init(_ rows: [ListedRow], isOfOneRecipe: Bool) {
        statusWidth = max(rows.map { Line($0.row.status.rawValue).width }.max() ?? 0, Self.fewestStatusColumns)
        jobWidth = max(rows.map { $0.row.id.text.count }.max() ?? 0, 3)
        recipeWidth = isOfOneRecipe ? nil : max(rows.map { $0.recipe.description.count }.max() ?? 0, 6)
    }

    /// The line with the names of the columns.
    var head: Line {
        let recipe = recipeWidth.map { "  " + Self.padded("recipe", $0) } ?? ""
        let cells = [Self.padded("ended", Self.timeWidth), Self.padded("status", statusWidth) + recipe]
        return Line((cells + [Self.padded("job", jobWidth), "took", "error or title"]).joined(separator: "  "), .bold)
    }

    /// The line of a row.
    func line(_ listed: ListedRow) -> Line {
        let row = listed.row
        let ended = row.completedAt?.formatted(.seconds) ?? ""
        let recipe = recipeWidth.map { "  " + Self.padded(listed.recipe.description, $0) } ?? ""
        let took = listed.duration.map(Self.short) ?? ""
        let status = Line(row.status.rawValue, row.status.style).padded(to: statusWidth)
        return
            "\(Self.padded(ended, Self.timeWidth))  \(status)\(recipe)  \(Self.padded(row.id.text, jobWidth))  \(Self.padded(took, 4))  \(Self.words(listed))"
    }

    /// What the job is about: its error, or else its title.
    private static func words(_ listed: ListedRow) -> String {
        let row = listed.row
        let error = [row.errorType, row.errorMessage ?? row.error].compactMap(\.self).joined(separator: ": ")
        let what = error.isEmpty ? row.title ?? "" : error
        return row.isMaster ? what : ["repeat of \(row.master)", what].filter { !$0.isEmpty }.joined(separator: "  ")
    }

    private static func short(_ duration: Duration) -> String {
        duration < .seconds(1) ? "<1s" : String(Wording.time(duration).split(separator: " ")[0])
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(width - text.count, 0))
    }
}

extension JobStatus {
    /// How the word looks.
    var style: Line.Style {
        switch self {
        case .succeeded: .good
        case .failed: .bad
        case .pending: .caution
        case .other: .plain
        }
    }
}

/// Some rows of a list of jobs.
struct JobRowsView: View {
    /// The rows.
    let rows: [ListedRow]
    /// The columns.
    let table: JobsTable
    /// Whether these are the first rows, so that the columns are named.
    let isFirst: Bool

    func lines(on canvas: Canvas) -> [Line] {
        ((isFirst ? [table.head] : []) + rows.map(table.line)).map { $0.cut(to: canvas.columns) }
    }

    var events: [Event] { rows.map { Event(.job, $0.members) } }
}

extension ListedRow {
    /// The members of the row in events: those of its columns.
    var members: JSONObject {
        ListingColumn.listed.map { JSONMember(name: $0.rawValue, JSONValue($0.value(of: self))) }
    }
}

extension JSONValue {
    /// The value of a cell.
    init(_ cell: ListingColumn.Value) {
        switch cell {
        case .text(let text): self = .string(text)
        case .integer(let number): self = .int(number)
        case .milliseconds: self = .number(cell.text)
        case .flag(let flag): self = .bool(flag)
        case .none: self = .null
        }
    }
}
