import RedriveCore
import TerminalText
import WorkatoJobs

/// A table of recipes.
struct RecipesView: ResultView {
    private static let timeWidth = 20
    private static let longestName = 60

    private let rows: [RecipeRow]

    /// A view of recipes, in the order given.
    init(_ rows: [RecipeRow]) { self.rows = rows }

    var completion: Completion { Completion(.done, totals: [JSONMember(.recipes, .int(rows.count))]) }

    func lines(on canvas: Canvas) -> [Line] {
        guard !rows.isEmpty else { return [Line("no recipe matches", .dim)] }
        let idWidth = max(rows.map { $0.id.description.count }.max() ?? 0, 6)
        let failedWidth = max(rows.map { Self.count($0.jobFailedCount).count }.max() ?? 0, 6)
        let widest = min(rows.map { Line($0.name ?? "").width }.max() ?? 0, Self.longestName)
        // The name gives way, so that the counts are always there.
        let rest = idWidth + failedWidth + Self.timeWidth + 7 + 8
        let nameWidth = max(min(widest, canvas.columns - rest), 4)
        let head = Line(
            [
                Self.padded("recipe", idWidth), Self.padded("name", nameWidth), Self.padded("running", 7),
                Self.padded("failed", failedWidth), "last run",
            ].joined(separator: "  "),
            .bold
        )
        let lines = rows.map { row -> Line in
            let name = Line(row.name ?? "").cut(to: nameWidth).padded(to: nameWidth)
            let running = Line(Self.word(row.isRunning), row.isRunning == false ? .caution : .plain).padded(to: 7)
            let failed = Line(Self.count(row.jobFailedCount), (row.jobFailedCount ?? 0) > 0 ? .bad : .plain)
            return
                "\(Self.padded(row.id.description, idWidth))  \(name)  \(running)  \(failed.padded(to: failedWidth))  \(Self.time(row.lastRun))"
        }
        return ([head] + lines).map { $0.cut(to: canvas.columns) }
    }

    var events: [Event] {
        rows.map { row in
            Event(
                .recipe,
                [
                    JSONMember(.recipeID, .int(row.id.value)), JSONMember(.name, .optional(row.name)),
                    JSONMember(.running, row.isRunning.map { .bool($0) } ?? .null),
                    JSONMember(.failed, .optional(row.jobFailedCount)),
                    JSONMember(.succeeded, .optional(row.jobSucceededCount)),
                    JSONMember(.lastRunAt, .optional(row.lastRun.time?.description)),
                    JSONMember(.folderID, .optional(row.folder?.value)),
                    JSONMember(.adapters, row.adapters.map { .array($0.sorted().map { .string($0) }) } ?? .null),
                    JSONMember(.tags, row.tags.map { .array($0.compactMap(\.title).map { .string($0) }) } ?? .null),
                ]
            )
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(width - text.count, 0))
    }

    private static func word(_ isRunning: Bool?) -> String { isRunning.map { $0 ? "yes" : "no" } ?? "?" }
    private static func count(_ count: Int?) -> String { count.map(String.init) ?? "?" }

    private static func time(_ lastRun: RecipeRow.LastRun) -> String {
        switch lastRun {
        case .at(let time): time.formatted(.seconds)
        case .never: "never"
        case .unknown: "?"
        }
    }
}

/// Recipes as CSV: a line for each, with the columns of the table and a few more.
enum RecipesCSV {
    /// The columns, in order.
    static let columns = [
        "recipe_id", "name", "running", "failed", "succeeded", "last_run_at", "folder_id", "adapters", "tags",
    ]

    /// The lines, the first of which names the columns; what the server does not say is empty.
    static func text(_ rows: [RecipeRow]) -> String {
        var text = Array((columns.joined(separator: ",") + "\n").utf8)
        for row in rows {
            let running: String = row.isRunning.map { $0 ? "true" : "false" } ?? ""
            let failed: String = row.jobFailedCount.map { String($0) } ?? ""
            let succeeded: String = row.jobSucceededCount.map { String($0) } ?? ""
            let adapters: String = (row.adapters ?? []).sorted().joined(separator: " ")
            let tags: String = (row.tags ?? []).compactMap(\.title).joined(separator: "; ")
            let first: [String] = [row.id.description, row.name ?? "", running, failed, succeeded]
            let cells: [String] =
                first + [row.lastRun.time?.description ?? "", row.folder?.description ?? "", adapters, tags]
            for (index, cell) in cells.enumerated() {
                if index > 0 { text += ",".utf8 }
                CSVCell.append(cell, to: &text)
            }
            text += "\n".utf8
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension RecipeRow.LastRun {
    /// The time; nil for never, and if it is not known.
    var time: Timestamp? {
        switch self {
        case .at(let time): time
        case .never, .unknown: nil
        }
    }
}
