import RedriveEngine
import Transport
import WorkatoJobs

/// What is found about the lists of recipes and folders, which queries for recipes rest on.
///
/// None of it can fail: a runbook that names recipes by their ids needs neither.
enum RecipeFindings {
    /// What is read: the first page of each.
    static let reads: [ProbedRead] = [.recipes(RecipeListQuery()), .folders(FolderListQuery())]

    /// What an answer shows.
    static func of(_ read: ProbedRead, _ probe: Probe) -> [Finding] {
        switch (read, probe.result) {
        case (.recipes, .success(let response)):
            switch RecipesAnswer(reading: response) {
            case .value(let page): [finding(page)]
            case let other: [notRead(.recipes, refusal(other))]
            }
        case (.folders, .success(let response)):
            switch FoldersAnswer(reading: response) {
            case .value(let page):
                [
                    Finding(
                        .folders,
                        .good,
                        "\(Wording.count(page.items.count, "folder")) on the first page of the home folder",
                        meaning: "a query for recipes can name a folder"
                    )
                ]
            case let other: [notRead(.folders, refusal(other))]
            }
        case (.recipes, .failure(let error)): [notRead(.recipes, error.description)]
        case (.folders, .failure(let error)): [notRead(.folders, error.description)]
        case (.workspace, _), (.list, _), (.job, _): []
        }
    }

    private static func finding(_ page: RecipePage) -> Finding {
        let rows = page.items
        let fields: [(name: String, isMissing: (RecipeRow) -> Bool)] = [
            ("name", { $0.name == nil }), ("adapters", { $0.adapters == nil }), ("folder", { $0.folder == nil }),
            ("tags", { $0.tags == nil }), ("running", { $0.isRunning == nil }),
            ("failed jobs", { $0.jobFailedCount == nil }), ("last run", { $0.lastRun == .unknown }),
        ]
        let missing = fields.filter { rows.contains(where: $0.isMissing) }.map(\.name)
        let count = "\(Wording.count(rows.count, "recipe")) on the first page"
        let order = zip(rows, rows.dropFirst()).allSatisfy { $0.id > $1.id } ? "" : ", not by descending id"
        guard page.unreadableRows == 0 else {
            return Finding(
                .recipes,
                .warning,
                "\(count)\(order); \(Wording.count(page.unreadableRows, "row")) could not be read",
                meaning: "a query for recipes cannot be proven complete, and is refused"
            )
        }
        guard missing.isEmpty else {
            return Finding(
                .recipes,
                .note,
                "\(count)\(order); some rows do not say: \(missing.joined(separator: ", "))",
                meaning: "a query that compares one of these is refused, and no recipe is skipped for lack of failures"
            )
        }
        return Finding(
            .recipes,
            .good,
            count + order,
            meaning: order.isEmpty
                ? "queries for recipes work, and names are shown" : "queries for recipes read page by page, by number"
        )
    }

    private static func notRead(_ check: Finding.Check, _ why: String) -> Finding {
        Finding(
            check,
            .note,
            "\(check.words) cannot be listed: \(why)",
            meaning: check == .recipes
                ? "recipes have to be named by their ids, and their names stay unknown"
                : "a query for recipes cannot name a folder"
        )
    }

    private static func refusal<Value>(_ answer: ReadAnswer<Value>) -> String {
        func words(_ status: Int, _ message: ServerMessage) -> String {
            message.text.isEmpty ? "\(status)" : "\(status): \(message)"
        }
        return switch answer {
        case .value: ""
        case .throttled: "429, again and again"
        case .unauthorized(let status, let message), .refused(let status, let message),
            .failed(let status, _, let message):
            words(status, message)
        case .notFound(let message): words(404, message)
        case .unreadable(let status, let reason): "\(status): \(reason)"
        }
    }
}
