import RedriveCore
import Testing
import WorkatoJobs

@Suite struct RecipeLookupTests {
    private static let time = Timestamp(milliseconds: 1_795_435_200_000)
    private static let rows = [
        RecipeRow(
            id: 30,
            name: "Orders to CRM",
            isRunning: true,
            folder: FolderID(7),
            adapters: ["salesforce", "clock"],
            tags: [RecipeTag(handle: "tag-orders", title: "orders")]
        ),
        RecipeRow(id: 20, name: "Invoices", isRunning: false, folder: FolderID(8), adapters: ["netsuite"], tags: []),
        RecipeRow(
            id: 10,
            name: "Order check",
            isRunning: true,
            folder: FolderID(1),
            adapters: ["salesforce"],
            tags: []
        ),
    ]

    /// Answers as a server that ignores every filter.
    private func look(
        _ query: RecipeQuery,
        rows: [RecipeRow] = Self.rows,
        folders: [Int: [FolderRow]] = [:],
        failing: ReadError? = nil
    ) -> (end: RecipeLookupStateMachine.Action, reads: [RecipeRead]) {
        var lookup = RecipeLookupStateMachine(query)
        var action = lookup.begin()
        var reads: [RecipeRead] = []
        while case .read(let read) = action {
            reads.append(read)
            if let failing {
                action = lookup.answered(.failed(failing))
                continue
            }
            switch read {
            case .recipes(let list):
                if case .below = list.start {
                    action = lookup.answered(.recipes(RecipePage(items: [])))
                } else {
                    action = lookup.answered(.recipes(RecipePage(items: rows)))
                }
            case .folders(let list):
                let inside = list.parent.flatMap { folders[$0.value] } ?? []
                action = lookup.answered(.folders(FolderPage(items: list.page == 1 ? inside : [])))
            case .recipe: Issue.record("a single recipe was asked for")
            }
        }
        return (action, reads)
    }

    private func ids(_ query: RecipeQuery) -> [Int] {
        guard case .found(let rows) = look(query).end else { return [] }
        return rows.map(\.id.value)
    }

    @Test func `each condition is checked here, whatever the server has filtered`() {
        #expect(ids(RecipeQuery()) == [30, 20, 10])
        #expect(ids(RecipeQuery(adapters: ["salesforce", "sap"])) == [30, 10])
        #expect(ids(RecipeQuery(tags: ["orders"])) == [30])
        #expect(ids(RecipeQuery(tags: ["tag-orders"])) == [30])
        #expect(ids(RecipeQuery(name: [.glob("Order*")])) == [30, 10])
        #expect(ids(RecipeQuery(name: [.contains("Order"), .contains("CRM")])) == [30])
        #expect(ids(RecipeQuery(isRunning: false)) == [20])
        #expect(ids(RecipeQuery(adapters: ["salesforce"], isRunning: true, except: [30])) == [10])
    }

    @Test func `filters that the server knows are sent`() {
        let query = RecipeQuery(adapters: ["salesforce"], isRunning: true)
        #expect(look(query).reads.first == .recipes(RecipeListQuery(adapters: ["salesforce"], isRunning: true)))
        #expect(look(RecipeQuery(isRunning: false)).reads.first == .recipes(RecipeListQuery()))
    }

    @Test func `a folder is meant with the folders below it`() {
        let folders = [
            7: [FolderRow(id: FolderID(8)!, parent: FolderID(7))],
            8: [FolderRow(id: FolderID(7)!, parent: FolderID(8))],
        ]
        let (end, reads) = look(RecipeQuery(folder: FolderID(7)), folders: folders)
        guard case .found(let rows) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(rows.map(\.id) == [30, 20])
        #expect(reads[2] == .recipes(RecipeListQuery()), "the server's filter knows one folder only")
        let alone = look(RecipeQuery(folder: FolderID(7)))
        #expect(alone.reads[1] == .recipes(RecipeListQuery(folder: FolderID(7))))
    }

    @Test func `a field that is missing is an error, unless another condition excludes the recipe`() {
        let bare = RecipeRow(id: 40, isRunning: false)
        let query = RecipeQuery(adapters: ["salesforce"])
        #expect(look(query, rows: [bare] + Self.rows).end == .failed(.unchecked(40, condition: "adapters")))
        let running = RecipeQuery(adapters: ["salesforce"], isRunning: true)
        guard case .found(let rows) = look(running, rows: [bare] + Self.rows).end else {
            Issue.record("not found")
            return
        }
        #expect(rows.map(\.id) == [30, 10])
    }

    @Test func `a tag that no recipe has is an error, with the one that was probably meant`() {
        let query = RecipeQuery(tags: ["Orders"], place: "a.yaml:4")
        #expect(look(query).end == .failed(.unknownTag("Orders", place: "a.yaml:4", similar: "orders")))
    }

    @Test func `a query that matches nothing is an error, never all`() {
        let query = RecipeQuery(adapters: ["sap"], place: "a.yaml:4")
        #expect(
            look(query).end
                == .failed(.nothingFound(conditions: ["adapter is 'sap'"], listed: 3, place: "a.yaml:4"))
        )
        #expect(look(RecipeQuery(), rows: []).end == .failed(.nothingFound(conditions: [], listed: 0, place: "")))
    }

    @Test func `a refusal names what the token may not list`() {
        let refused = ReadError.unauthorized("401")
        #expect(look(RecipeQuery(), failing: refused).end == .failed(.unauthorized(.recipes, server: "401")))
        let folder = RecipeQuery(folder: FolderID(7), place: "p")
        #expect(look(folder, failing: refused).end == .failed(.unauthorized(.folders, server: "401")))
        #expect(
            look(folder, failing: .notFound("404")).end
                == .failed(.unknownFolder(FolderID(7)!, place: "p", server: "404"))
        )
        #expect(look(RecipeQuery(), failing: .unreachable("x")).end == .failed(.unreachable(.recipes, server: "x")))
    }

    // MARK: recipes that need no listing

    private func reason(
        _ row: RecipeRow,
        _ status: JobQuery.Status = .failed,
        since: Duration? = .seconds(-3_600)
    ) -> ResolvedRecipes.SkipReason? {
        let window = TimeWindow(since: since.map { Self.time + $0 }, until: Self.time)
        return row.skipReason(for: status, in: window, lookback: .seconds(600))
    }

    @Test func `a recipe without failed jobs, or that did not run in the window, cannot have one`() {
        #expect(reason(RecipeRow(id: 1, jobFailedCount: 0)) == .noFailedJobs)
        #expect(reason(RecipeRow(id: 1, jobFailedCount: 3, lastRun: .at(Self.time + .seconds(-9_000)))) == .notRunSince)
        #expect(reason(RecipeRow(id: 1, lastRun: .never)) == .notRunSince)
    }

    @Test func `nothing is skipped for a field that is missing, contradictory, or near the window`() {
        #expect(reason(RecipeRow(id: 1)) == nil)
        #expect(reason(RecipeRow(id: 1, jobFailedCount: 3, lastRun: .unknown)) == nil)
        #expect(reason(RecipeRow(id: 1, jobSucceededCount: 5, jobFailedCount: 0, lastRun: .never)) == nil)
        #expect(reason(RecipeRow(id: 1, jobFailedCount: 3, lastRun: .never)) == nil)
        #expect(reason(RecipeRow(id: 1, jobFailedCount: 3, lastRun: .at(Self.time + .seconds(-4_100)))) == nil)
        #expect(reason(RecipeRow(id: 1, jobFailedCount: 3, lastRun: .at(.init(milliseconds: 0))), since: nil) == nil)
    }

    @Test func `only failed jobs allow for that`() {
        #expect(reason(RecipeRow(id: 1, jobFailedCount: 0, lastRun: .never), .succeeded) == nil)
    }
}
