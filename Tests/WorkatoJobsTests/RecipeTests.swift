import Testing
import Transport
import WorkatoJobs

@Suite struct RecipeTests {
    private let api = JobsAPI()

    private func page(_ rows: String, key: String = "items") throws -> RecipePage {
        let answer = RecipesAnswer(reading: answer(200, #"{"\#(key)":[\#(rows)]}"#))
        guard case .value(let page) = answer else {
            Issue.record("no page: \(answer)")
            return RecipePage(items: [])
        }
        return page
    }

    private func row(_ body: String) throws -> RecipeRow { try #require(page(body).items.first) }

    @Test func `a list of recipes asks for 100 rows with tags and without code`() {
        let request = api.recipes(RecipeListQuery())
        #expect(request.method == .get)
        #expect(request.target == "/api/recipes?per_page=100&exclude_code=true&includes%5B%5D=tags")
        #expect(request.largestAnswer == 8 << 20)
    }

    @Test func `filters and the place where a page begins follow in a fixed order`() {
        let query = RecipeListQuery(
            adapters: ["salesforce", "a,b&c"],
            folder: FolderID(4711),
            isRunning: true,
            start: .below(28904)
        )
        let head = "/api/recipes?per_page=100&exclude_code=true&includes%5B%5D=tags"
        #expect(
            api.recipes(query).target
                == head + "&adapter_names_any=salesforce,a%2Cb%26c&folder_id=4711&running=true&since_id=28904"
        )
        #expect(api.recipes(RecipeListQuery(start: .page(3))).target == head + "&page=3")
    }

    @Test func `single recipes and folders have paths of their own, those of a customer as well`() {
        #expect(api.recipe(28904).target == "/api/recipes/28904")
        #expect(api.folders(FolderListQuery()).target == "/api/folders?per_page=100")
        #expect(
            api.folders(FolderListQuery(parent: FolderID(7), page: 2)).target
                == "/api/folders?per_page=100&parent_id=7&page=2"
        )
        let embedded = JobsAPI(managedUser: "EA 23/00")
        #expect(embedded.recipe(1).target == "/api/managed_users/EA%2023%2F00/recipes/1")
        #expect(embedded.folders(FolderListQuery()).target.hasPrefix("/api/managed_users/EA%2023%2F00/folders?"))
    }

    @Test func `a row is read with all that a query compares`() throws {
        let row = try row(
            """
            {"id":28904,"name":"Orders to CRM","running":true,"folder_id":7,"project_id":3,
             "applications":["salesforce","netsuite"],"trigger_application":"clock","action_applications":["salesforce"],
             "tags":[{"handle":"tag-1","title":"orders"},"plain"],"job_succeeded_count":12,"job_failed_count":"3",
             "last_run_at":"2026-11-20T00:00:00.000-08:00","code":"{\\"a\\":1}"}
            """
        )
        #expect(row.id == 28904)
        #expect(row.name == "Orders to CRM")
        #expect(row.isRunning == true)
        #expect(row.folder == FolderID(7))
        #expect(row.adapters == ["salesforce", "netsuite", "clock"])
        #expect(row.tags == [RecipeTag(handle: "tag-1", title: "orders"), RecipeTag(title: "plain")])
        #expect(row.jobSucceededCount == 12)
        #expect(row.jobFailedCount == 3)
        #expect(row.lastRun == .at(Timestamp(iso8601: "2026-11-20T08:00:00Z")!))
    }

    @Test func `what a row does not say is not known, and is never taken for none`() throws {
        let row = try row(#"{"id":"28904"}"#)
        #expect(row == RecipeRow(id: 28904))
        #expect(row.lastRun == .unknown)
        #expect(row.adapters == nil)
        #expect(row.tags == nil)
    }

    @Test(arguments: [
        (#""last_run_at":null"#, RecipeRow.LastRun.never), (#""last_run_at":"yesterday""#, .unknown),
        (#""last_run_at":7"#, .unknown),
    ])
    func `null says that a recipe never ran, and anything odd says nothing`(
        field: String,
        lastRun: RecipeRow.LastRun
    ) throws {
        #expect(try row("{\"id\":1,\(field)}").lastRun == lastRun)
    }

    @Test(arguments: [#""job_failed_count":-1"#, #""job_failed_count":0.5"#, #""job_failed_count":null"#])
    func `a count that cannot be is not known`(field: String) throws {
        #expect(try row("{\"id\":1,\(field)}").jobFailedCount == nil)
    }

    @Test func `a trigger alone does not say which connectors a recipe uses`() throws {
        #expect(try row(#"{"id":1,"trigger_application":"clock"}"#).adapters == nil)
        #expect(try row(#"{"id":1,"applications":[]}"#).adapters == [])
    }

    @Test func `a row without an id is counted`() throws {
        let page = try page(#"{"name":"x"},{"id":0},7,{"id":"a"},{"id":5}"#)
        #expect(page.items.map(\.id) == [5])
        #expect(page.unreadableRows == 4)
    }

    @Test func `the Embedded edition calls the rows result, and wraps a single recipe`() throws {
        #expect(try page(#"{"id":5}"#, key: "result").items.map(\.id) == [5])
        let wrapped = RecipeAnswer(reading: answer(200, #"{"result":[{"id":5,"name":"n"}]}"#))
        #expect(wrapped == .value(RecipeRow(id: 5, name: "n")))
        #expect(RecipeAnswer(reading: answer(200, #"{"id":5}"#)) == .value(RecipeRow(id: 5)))
    }

    @Test(arguments: [
        "[]", "{}", #"{"items":{}}"#, #"{"items":[],"result":[]}"#, #"{"success":false,"items":[]}"#, "<html>",
    ])
    func `a body without one list of rows is never a workspace without recipes`(body: String) {
        guard case .unreadable = RecipesAnswer(reading: answer(200, body)) else {
            Issue.record("\(body) was read")
            return
        }
    }

    @Test func `folders come as a bare array`() {
        let body = #"[{"id":7,"name":"CRM","parent_id":1},{"id":"8"},{"name":"no id"}]"#
        let expected = FolderPage(
            items: [
                FolderRow(id: FolderID(7)!, name: "CRM", parent: FolderID(1)), FolderRow(id: FolderID(8)!),
            ],
            unreadableRows: 1
        )
        #expect(FoldersAnswer(reading: answer(200, body)) == .value(expected))
        #expect(FoldersAnswer(reading: answer(200, #"{"items":[]}"#)) == .value(FolderPage(items: [])))
    }
}
