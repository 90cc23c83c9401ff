import Testing
import Transport

@testable import WorkatoSimulator

@Suite struct RecipeListTests {
    private func scenario(_ count: Int, _ change: (inout Scenario) -> Void = { _ in }) -> Scenario {
        var scenario = Scenario(recipes: (1...count).map { Scenario.Recipe(id: $0) })
        change(&scenario)
        return scenario
    }

    private func ids(_ visitor: inout Visitor, _ query: String = "") -> [Int] {
        let target = "/api/recipes" + (query.isEmpty ? "" : "?\(query)")
        return Answer(visitor.send(.get, target)).rows.compactMap { $0["id"]?.int }
    }

    @Test func `recipes come by descending id, a hundred to a page`() {
        var visitor = Visitor(scenario(230))
        #expect(ids(&visitor) == (131...230).reversed())
        #expect(ids(&visitor, "page=3") == (1...30).reversed())
        #expect(ids(&visitor, "page=4").isEmpty)
        #expect(ids(&visitor, "per_page=2&page=2") == [228, 227])
        #expect(ids(&visitor, "per_page=1000").count == 100)
        #expect(ids(&visitor, "since_id=3") == [2, 1])
        #expect(ids(&visitor, "since_id=1").isEmpty)
    }

    @Test func `a row shows counts and the last run of the recipe's jobs`() throws {
        var visitor = Visitor(
            .failures(2) {
                $0.recipes[0].facts.name = "Orders"
                $0.recipes[0].facts.adapters = ["clock", "salesforce"]
                $0.recipes[0].facts.tags = ["Urgent"]
            }
        )
        let row = try #require(Answer(visitor.send(.get, "/api/recipes?includes%5B%5D=tags")).rows.first)
        #expect(
            row.keys == [
                "id", "name", "running", "folder_id", "applications", "trigger_application", "action_applications",
                "tags", "job_succeeded_count", "job_failed_count", "last_run_at",
            ]
        )
        #expect(row["name"] == .string("Orders"))
        #expect(row["job_failed_count"] == .number(2))
        #expect(row["last_run_at"] == .string("2026-11-23T11:00:00.000Z"))
        #expect(row["action_applications"] == .array([.string("salesforce")]))
        #expect(row["tags"]?.array.first?["title"] == .string("Urgent"))
        #expect(Answer(visitor.send(.get, "/api/recipes/1")).json?["name"] == .string("Orders"))
        #expect(Answer(visitor.send(.get, "/api/recipes/2")).status == 404)
    }

    @Test func `a recipe without jobs never ran`() {
        var visitor = Visitor(scenario(1))
        #expect(Answer(visitor.send(.get, "/api/recipes")).rows.first?["last_run_at"] == .null)
    }

    @Test func `filters select by connector, folder and running`() {
        var visitor = Visitor(
            scenario(3) {
                $0.folders = [.init(id: 7, name: "CRM")]
                $0.recipes[0].facts.adapters = ["salesforce"]
                $0.recipes[1].facts.folder = 7
                $0.recipes[2].isRunning = false
            }
        )
        #expect(ids(&visitor, "adapter_names_any=netsuite,salesforce") == [1])
        #expect(ids(&visitor, "folder_id=7") == [2])
        #expect(ids(&visitor, "running=true") == [2, 1])
    }

    @Test func `parameters can be ignored, fields missing, ids strings, pages overlapping`() {
        var visitor = Visitor(
            scenario(5) {
                $0.recipeLists.ignores = [.page, .running]
                $0.recipeLists.omits = [.counts, .lastRun]
                $0.recipeLists.identifiers = .strings
                $0.recipeLists.pageSize = 2
                $0.recipes[4].isRunning = false
            }
        )
        let answer = Answer(visitor.send(.get, "/api/recipes?page=2&running=true"))
        #expect(answer.ids == ["5", "4"])
        #expect(answer.rows[0].keys.contains("job_failed_count") == false)
        #expect(answer.rows[0].keys.contains("last_run_at") == false)
        visitor = Visitor(
            scenario(5) {
                $0.recipeLists.overlap = 1
                $0.recipeLists.pageSize = 2
            }
        )
        #expect(ids(&visitor, "since_id=4") == [4, 3])
        #expect(ids(&visitor, "page=2") == [4, 3])
    }

    @Test func `folders are listed level by level`() {
        var visitor = Visitor(
            scenario(1) { $0.folders = [.init(id: 7, name: "CRM"), .init(id: 8, name: "Old", parent: 7)] }
        )
        let names = { (answer: Answer) in answer.json?.array.compactMap { $0["name"]?.string } ?? [] }
        #expect(names(Answer(visitor.send(.get, "/api/folders"))) == ["CRM"])
        #expect(names(Answer(visitor.send(.get, "/api/folders?parent_id=7"))) == ["Old"])
        #expect(names(Answer(visitor.send(.get, "/api/folders?parent_id=8"))).isEmpty)
        #expect(Answer(visitor.send(.get, "/api/folders?parent_id=9")).status == 404)
    }

    @Test(arguments: [401, 403])
    func `a privilege that the token lacks is refused, and nothing else is`(status: Int) {
        var visitor = Visitor(
            scenario(1) {
                $0.denied = [.recipes]
                $0.deniedStatus = status
            }
        )
        #expect(Answer(visitor.send(.get, "/api/recipes")).status == status)
        #expect(Answer(visitor.send(.get, "/api/recipes/1")).status == 200)
    }

    @Test func `recipes have a limit of their own`() {
        var visitor = Visitor(
            .failures(1) {
                $0.limits.recipes = .init(2, per: .seconds(60))
                $0.limits.other = .init(1, per: .seconds(60))
            }
        )
        #expect(Answer(visitor.send(.get, "/api/recipes")).status == 200)
        #expect(Answer(visitor.send(.get, "/api/folders")).status == 200)
        #expect(visitor.list().status == 200)
        #expect(Answer(visitor.send(.get, "/api/recipes/1")).status == 429)
        #expect(visitor.list().status == 429)
    }

    @Test func `an embedded customer's recipes come as result`() {
        var visitor = Visitor(scenario(2) { $0.managedUser = "EA1" })
        let answer = Answer(visitor.send(.get, "/api/managed_users/EA1/recipes"))
        #expect(answer.json?["result"]?.array.count == 2)
        #expect(answer.json?["per_page"] == .number(100))
    }
}
