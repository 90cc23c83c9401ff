import Testing
import Transport

@testable import WorkatoSimulator

@Suite struct ListTests {
    @Test func `a list shows the documented keys and the newest job first`() {
        var visitor = Visitor(.failures(3))
        let answer = visitor.list()
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
        #expect(answer.ids == ["j-3", "j-2", "j-1"])
        #expect(
            answer.json?.keys == ["job_succeeded_count", "job_failed_count", "job_count", "job_scope_count", "items"]
        )
        #expect(
            answer.rows[0].keys == [
                "id", "completed_at", "started_at", "title", "is_poll_error", "error", "error_parts", "is_error",
                "status",
                "calling_recipe_id", "calling_job_id", "recipe_id", "root_recipe_id", "root_job_id", "master_job_id",
            ]
        )
        #expect(
            answer.rows[0]["error_parts"]?.keys == [
                "adapter", "error_type", "message", "error_id", "error_at", "input", "inner_message",
            ]
        )
        #expect(answer.rows[0]["started_at"] == .string("2026-11-23T11:00:00.000Z"))
        #expect(answer.rows[0]["master_job_id"] == .string("j-3"))
        #expect(answer.rows[0]["status"] == .string("failed"))
        #expect(answer.rows[0]["is_error"] == .bool(true))
    }

    @Test func `a walk by the last id of each page sees every job once and ends with an empty page`() {
        var visitor = Visitor(.failures(60))
        let rows = visitor.walk()
        #expect(rows.compactMap { $0["id"]?.string } == (1...60).reversed().map { "j-\($0)" })
        #expect(visitor.list("offset_job_id=j-1").json?["items"] == .array([]))
    }

    @Test(arguments: [1, 7, 25, 100])
    func `a page has as many rows as the habit says`(size: Int) {
        var visitor = Visitor(.failures(130) { $0.behavior.pageSize = size })
        #expect(visitor.list().rows.count == size)
    }

    @Test func `prev gives the rows just before the cursor in list order`() {
        var visitor = Visitor(.failures(20) { $0.behavior.pageSize = 3 })
        #expect(visitor.list("offset_job_id=j-10&prev=true").ids == ["j-13", "j-12", "j-11"])
        #expect(visitor.list("offset_job_id=j-20&prev=true").ids == [])
        #expect(visitor.list("offset_job_id=j-19&prev=true").ids == ["j-20"])
    }

    @Test func `prev can give the row beside the cursor first`() {
        var visitor = Visitor(
            .failures(20) {
                $0.behavior.pageSize = 3
                $0.behavior.previousPage = .nearestFirst
            }
        )
        #expect(visitor.list("offset_job_id=j-10&prev=true").ids == ["j-11", "j-12", "j-13"])
    }

    @Test func `a list can be oldest first`() {
        var visitor = Visitor(
            .failures(10) {
                $0.behavior.pageSize = 4
                $0.behavior.direction = .oldestFirst
            }
        )
        #expect(visitor.walk().compactMap { $0["id"]?.string } == (1...10).map { "j-\($0)" })
        #expect(visitor.list("offset_job_id=j-6&prev=true").ids == ["j-2", "j-3", "j-4", "j-5"])
    }

    @Test func `a list can be sorted by the end of jobs, pending ones newest`() {
        var scenario = Scenario.failures(3) { $0.behavior.order = .completedAt }
        scenario.recipes[0].jobs[0].completedAt = .fromStart(.seconds(-10))
        var pending = Scenario.Job("j-p", .pending, startedAt: .fromStart(.seconds(-9000)))
        pending.ends = .always(.succeed, after: .seconds(100) ... .seconds(100))
        scenario.recipes[0].jobs.append(pending)
        var visitor = Visitor(scenario)
        #expect(visitor.list().ids == ["j-p", "j-1", "j-3", "j-2"])
        #expect(visitor.list().rows[0]["completed_at"] == .null)
    }

    @Test func `status selects, and the scope count says how many`() {
        var scenario = Scenario.failures(2)
        scenario.recipes[0].jobs.append(.init("j-ok", .succeeded))
        scenario.recipes[0].jobs.append(.init("j-p", .pending))
        var visitor = Visitor(scenario)
        #expect(visitor.list("status=succeeded").ids == ["j-ok"])
        #expect(visitor.list("status=pending").ids == ["j-p"])
        let failed = visitor.list("status=failed").json
        #expect(failed?["job_scope_count"]?.int == 2)
        #expect(failed?["job_count"]?.int == 4)
        #expect(failed?["job_failed_count"]?.int == 2)
        #expect(failed?["job_succeeded_count"]?.int == 1)
    }

    @Test func `the scope count can be absent`() {
        var visitor = Visitor(.failures(2) { $0.behavior.tellsScopeCount = false })
        #expect(visitor.list().json?["job_scope_count"] == nil)
    }

    @Test func `the array can have another name`() {
        var visitor = Visitor(.failures(2) { $0.behavior.itemsKey = "result" })
        #expect(visitor.list().json?["result"]?.array.count == 2)
    }

    @Test func `parameters that are not known are ignored`() {
        var visitor = Visitor(.failures(3))
        #expect(visitor.list("per_page=1&page=2&since=x").ids.count == 3)
    }

    struct CursorCase: Sendable, CustomTestStringConvertible {
        var habit: Scenario.UndocumentedBehavior.LostCursor
        var status: Int
        var ids: [String]
        var testDescription: String { habit.rawValue }
    }

    @Test(arguments: [
        CursorCase(habit: .position, status: 200, ids: []),
        CursorCase(habit: .empty, status: 200, ids: []),
        CursorCase(habit: .restart, status: 200, ids: ["j-3", "j-2", "j-1"]),
        CursorCase(habit: .notFound, status: 404, ids: []),
        CursorCase(habit: .badRequest, status: 400, ids: []),
    ])
    func `an unknown cursor is answered as the habit says`(testCase: CursorCase) {
        var visitor = Visitor(.failures(3) { $0.behavior.unknownCursor = testCase.habit })
        let answer = visitor.list("offset_job_id=j-nobody")
        #expect(answer.status == testCase.status)
        #expect(answer.ids == testCase.ids)
    }

    @Test(arguments: [
        CursorCase(habit: .position, status: 200, ids: ["j-1"]),
        CursorCase(habit: .empty, status: 200, ids: []),
        CursorCase(habit: .restart, status: 200, ids: ["j-3", "j-1"]),
        CursorCase(habit: .notFound, status: 404, ids: []),
        CursorCase(habit: .badRequest, status: 400, ids: []),
    ])
    func `a cursor that the filter leaves out is answered as the habit says`(testCase: CursorCase) {
        var scenario = Scenario.failures(3) { $0.behavior.filteredCursor = testCase.habit }
        scenario.recipes[0].jobs[1].status = .succeeded
        var visitor = Visitor(scenario)
        let answer = visitor.list("status=failed&offset_job_id=j-2")
        #expect(answer.status == testCase.status)
        #expect(answer.ids == testCase.ids)
    }

    @Test func `a walk can start again at its nth page, once`() {
        var visitor = Visitor(
            .failures(6) {
                $0.behavior.pageSize = 2
                $0.behavior.stumble = .init(page: 2, restarts: true)
            }
        )
        #expect(visitor.list().ids == ["j-6", "j-5"])
        #expect(visitor.list("offset_job_id=j-5").ids == ["j-6", "j-5"])
        #expect(visitor.list("offset_job_id=j-5").ids == ["j-4", "j-3"])
    }

    @Test func `a walk can end early at its nth page, once`() {
        var visitor = Visitor(
            .failures(6) {
                $0.behavior.pageSize = 2
                $0.behavior.stumble = .init(page: 3, restarts: false)
            }
        )
        #expect(visitor.walk().count == 4)
        #expect(visitor.walk().count == 6)
    }

    @Test func `pages can overlap, and still end`() {
        var visitor = Visitor(
            .failures(10) {
                $0.behavior.pageSize = 4
                $0.behavior.overlap = 2
            }
        )
        #expect(visitor.list().ids == ["j-10", "j-9", "j-8", "j-7"])
        #expect(visitor.list("offset_job_id=j-7").ids == ["j-8", "j-7", "j-6", "j-5"])
        #expect(visitor.list("offset_job_id=j-1").ids == [])
        #expect(Set(visitor.walk().compactMap { $0["id"]?.string }).count == 10)
    }

    @Test func `filters can be ignored without a word`() {
        var scenario = Scenario.failures(3) { $0.behavior.ignoredFilters = [.status, .rerunOnly] }
        scenario.recipes[0].jobs[1].status = .succeeded
        var visitor = Visitor(scenario)
        #expect(visitor.list("status=failed").ids.count == 3)
        #expect(visitor.list("rerun_only=true").json?["job_scope_count"]?.int == 3)
    }
}
