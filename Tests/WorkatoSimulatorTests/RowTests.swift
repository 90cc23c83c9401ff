import Testing

@testable import WorkatoSimulator

@Suite struct RowTests {
    struct TimestampCase: Sendable, CustomTestStringConvertible {
        var form: TimestampForm
        var time: String
        var written: String
        var testDescription: String { "\(form.rawValue) \(time)" }
    }

    @Test(arguments: [
        TimestampCase(form: .utcMilliseconds, time: "2026-11-20T08:00:00.042Z", written: "2026-11-20T08:00:00.042Z"),
        TimestampCase(form: .utcSeconds, time: "2026-11-20T08:00:00.942Z", written: "2026-11-20T08:00:00Z"),
        TimestampCase(form: .pacific, time: "2026-11-20T08:00:00Z", written: "2026-11-20T00:00:00.000-08:00"),
        TimestampCase(form: .pacific, time: "2026-07-01T08:00:00Z", written: "2026-07-01T01:00:00.000-07:00"),
        TimestampCase(form: .pacific, time: "2026-03-08T09:59:59Z", written: "2026-03-08T01:59:59.000-08:00"),
        TimestampCase(form: .pacific, time: "2026-03-08T10:00:00Z", written: "2026-03-08T03:00:00.000-07:00"),
        TimestampCase(form: .pacific, time: "2026-11-01T08:59:59Z", written: "2026-11-01T01:59:59.000-07:00"),
        TimestampCase(form: .pacific, time: "2026-11-01T09:00:00Z", written: "2026-11-01T01:00:00.000-08:00"),
        TimestampCase(form: .utcMilliseconds, time: "2024-02-29T23:59:59.999Z", written: "2024-02-29T23:59:59.999Z"),
    ])
    func `times are written as the habit says`(testCase: TimestampCase) throws {
        let time = try #require(SimulatedTime(iso: testCase.time))
        var scenario = Scenario(recipes: [.init(id: 1, jobs: [.init("j-1", .succeeded, startedAt: .at(time))])])
        scenario.behavior.timestamps = testCase.form
        var world = World(scenario: scenario, seed: 1, start: time + .seconds(3600))
        let row = Answer(world.receive(listRequest, at: time + .seconds(3600)).fate).rows[0]
        #expect(row["started_at"]?.string == testCase.written)
    }

    @Test(arguments: [
        "2026-11-20T08:00:00", "2026-02-30T08:00:00Z", "2026-11-20T24:00:00Z", "yesterday", "", "1969-01-01",
    ])
    func `a text that is no instant is none`(text: String) {
        #expect(SimulatedTime(iso: text) == nil)
    }

    @Test func `instants with an offset are read`() {
        #expect(SimulatedTime(iso: "2026-11-20T03:00:00.5-05:00")?.description == "2026-11-20T08:00:00.500Z")
        #expect(SimulatedTime(iso: "2026-11-20")?.description == "2026-11-20T00:00:00.000Z")
    }

    private func failedRow(_ form: Scenario.UndocumentedBehavior.ErrorForm) -> JSON {
        let error = Scenario.ErrorKind(type: "Timeout", message: "too \"slow\"", adapter: "crm")
        var scenario = Scenario(recipes: [.init(id: 1, jobs: [.init("j-1", error: error)])])
        scenario.behavior.errors = form
        var visitor = Visitor(scenario)
        return visitor.list().rows[0]
    }

    @Test func `an error is a text with parts`() {
        let row = failedRow(.plain)
        #expect(row["error"]?.string == "too \"slow\"")
        #expect(row["error_parts"]?["error_type"]?.string == "Timeout")
        #expect(row["error_parts"]?["adapter"]?.string == "crm")
        #expect(row["error_parts"]?["inner_message"] == .null)
    }

    @Test func `an error can be JSON in a text`() throws {
        let row = failedRow(.json)
        let inner = try #require(row["error"]?.string.flatMap { JSON(Array($0.utf8)) })
        #expect(inner["message"]?.string == "too \"slow\"")
        #expect(row["error_parts"] == nil)
    }

    @Test func `an error can be a text alone, parts alone, or a text with empty parts`() {
        #expect(failedRow(.textOnly)["error_parts"] == nil)
        #expect(failedRow(.partsOnly)["error"] == nil)
        #expect(failedRow(.partsOnly)["error_parts"]?["message"]?.string == "too \"slow\"")
        #expect(failedRow(.emptyParts)["error_parts"] == .object([:]))
        #expect(failedRow(.emptyParts)["error"]?.string == "too \"slow\"")
    }

    @Test func `the step that failed is the last line, and those before it have no error`() {
        var error = Scenario.ErrorKind(type: "Timeout", message: "slow", adapter: "crm")
        error.step = 3
        var visitor = Visitor(Scenario(recipes: [.init(id: 1, jobs: [.init("j-1", error: error)])]))
        let lines = visitor.get("j-1").json?["lines"]?.array ?? []
        #expect(lines.map { $0["recipe_line_number"]?.int } == [0, 1, 2, 3])
        #expect(lines.map { $0["error"] != nil } == [false, false, false, true])
        #expect(lines.last?["adapter_name"]?.string == "crm")
    }

    @Test func `an erased job stays listed as failed, without error and title`() {
        var job = Scenario.Job("j-1", title: "Order 1")
        job.isErased = true
        var visitor = Visitor(Scenario(recipes: [.init(id: 1, jobs: [job])]))
        let row = visitor.list("status=failed").rows[0]
        #expect(row["error"] == nil)
        #expect(row["error_parts"] == nil)
        #expect(row["title"]?.string == "")
        #expect(row["status"]?.string == "failed")
    }

    @Test func `master_job_id is the own id, null or an alias, as the habit says`() {
        var scenario = Scenario.failures(1)
        scenario.recipes[0].jobs.append(.init("j-r", startedAt: .fromStart(.seconds(-60)), repeats: "j-1"))
        var shown: [[JSON?]] = []
        for habit in Scenario.UndocumentedBehavior.MasterID.allCases {
            scenario.behavior.masterID = habit
            var visitor = Visitor(scenario)
            shown.append(visitor.list().rows.map { $0["master_job_id"] })
        }
        #expect(shown[0] == [.string("j-1"), .string("j-1")])
        #expect(shown[1] == [.string("j-1"), .null])
        #expect(shown[2] == [.string("j-1-B1"), .string("j-1-B1")])
    }

    @Test func `where masters have an alias, only that can be repeated`() {
        var visitor = Visitor(.failures(1) { $0.behavior.masterID = .alias })
        #expect(visitor.repeatJobs(["j-1"]).typeIDs == ["err.job.repeat.invalid_id"])
        #expect(visitor.repeatJobs(["j-1-B1"]).newIDs.count == 1)
        #expect(visitor.world.ledger.repeatsByClient(of: "j-1", recipe: 1) == 1)
    }

    @Test func `get a job tells what only it knows`() {
        var scenario = Scenario.failures(1)
        scenario.recipes[0].jobs[0].isTest = true
        scenario.recipes[0].jobs.append(.init("j-r", .succeeded, startedAt: .fromStart(.seconds(-60)), repeats: "j-1"))
        var visitor = Visitor(scenario)
        let master = visitor.get("j-1").json
        #expect(master?["is_test"] == .bool(true))
        #expect(master?["is_repeat"] == .bool(false))
        #expect(master?["master_job_handle"]?.string == "j-1")
        #expect(master?["lines"]?.array.count == 2)
        #expect(visitor.get("j-r").json?["is_repeat"] == .bool(true))
        #expect(visitor.get("j-r").json?["master_job_id"]?.string == "j-1")
        #expect(
            master?.keys == [
                "id", "handle", "recipe_id", "completed_at", "started_at", "title", "is_poll_error", "lines", "error",
                "error_parts", "is_error", "is_repeat", "is_test", "is_test_case_job", "master_job_id",
                "master_job_handle", "status", "calling_recipe_id", "calling_job_id", "calling_job_handle",
                "root_recipe_id", "root_job_id",
            ]
        )
        #expect(visitor.list().rows[0]["is_test"] == nil)
    }

    @Test func `a job is not found under another recipe`() {
        var scenario = Scenario.failures(1)
        scenario.recipes.append(.init(id: 2))
        var visitor = Visitor(scenario)
        #expect(visitor.get("j-1", recipe: 2).status == 404)
        #expect(visitor.get("j-nobody").status == 404)
    }

    @Test func `callers and roots are told with their recipes`() {
        var child = Scenario.Job("j-c")
        child.caller = .init(recipe: 1, job: "j-b")
        var middle = Scenario.Job("j-b")
        middle.caller = .init(recipe: 1, job: "j-a")
        var visitor = Visitor(Scenario(recipes: [.init(id: 1, jobs: [.init("j-a"), middle, child])]))
        let row = visitor.get("j-c").json
        #expect(row?["calling_job_id"]?.string == "j-b")
        #expect(row?["calling_job_handle"]?.string == "j-b")
        #expect(row?["root_job_id"]?.string == "j-a")
        #expect(row?["root_recipe_id"]?.int == 1)
        #expect(visitor.get("j-a").json?["root_job_id"] == .null)
    }

    @Test func `texts keep what JSON must escape`() {
        let hostile = "a\"b\\c\n\u{1}\u{7F}é😀</script>"
        var visitor = Visitor(Scenario(recipes: [.init(id: 1, jobs: [.init("j-1", title: hostile)])]))
        #expect(visitor.list().rows[0]["title"]?.string == hostile)
    }
}
