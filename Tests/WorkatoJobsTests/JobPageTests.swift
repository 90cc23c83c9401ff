import Testing
import Transport
import WorkatoJobs

@Suite struct JobPageTests {
    private func page(_ body: String) throws -> JobPage {
        let answer = ListAnswer(reading: answer(200, body))
        guard case .value(let page) = answer else {
            Issue.record("no page: \(answer)")
            return JobPage(items: [])
        }
        return page
    }

    private func row(_ body: String) throws -> JobRow {
        try #require(page(#"{"items":[\#(body)]}"#).items.first)
    }

    @Test func `the documented list is read`() throws {
        let page = try page(Samples.list)
        #expect(page.jobScopeCount == 1)
        #expect(page.jobCount == 1)
        #expect(page.jobSucceededCount == 1)
        #expect(page.jobFailedCount == 1)
        #expect(page.items.count == 2)
        #expect(page.unreadableRows == 0)
        let first = page.items[0]
        #expect(first.id == JobID(text: "j-KGAKfhsz-GYoLe"))
        #expect(first.master == JobID(text: "j-UIL3NQ8L-ekbIaw-B1"))
        #expect(first.recipeID == 28904)
        #expect(first.status == .succeeded)
        #expect(first.completedAt == Timestamp(iso8601: "2015-01-02T01:02:03Z"))
        #expect(first.error == nil)
        #expect(first.isTest == nil)
        #expect(first.callingJobID == nil)
        let second = page.items[1]
        #expect(second.status == .failed)
        #expect(second.adapter == "marketo")
        #expect(second.errorType == "Missing required field")
        #expect(second.errorMessage == "'Filter values' must be present")
        #expect(second.innerMessage == nil)
        #expect(second.errorParts?.errorID == "603260f5-a309-45b3-a20e-111d90a28917")
        #expect(second.errorParts?.errorAt == Timestamp(iso8601: "2020-01-22T09:17:18.021Z"))
        #expect(second.error?.hasPrefix("Callable recipes by Workato") == true)
    }

    @Test func `a row that cannot be read is counted`() throws {
        let page = try page(
            #"{"items":[{"status":"failed"},7,{"id":""},{"id":"a b"},{"id":{}},{"id":"ok","status":"failed"}]}"#
        )
        #expect(page.items.map(\.id) == [JobID(text: "ok")])
        #expect(page.unreadableRows == 5)
    }

    @Test func `a master that cannot be read makes the row unreadable`() throws {
        let page = try page(
            #"{"items":[{"id":"j-1","master_job_id":{"id":"j-0"}},{"id":"j-2","master_job_id":"x y"}]}"#
        )
        #expect(page.items.isEmpty)
        #expect(page.unreadableRows == 2)
    }

    @Test(arguments: [#""master_job_id":null"#, #""master_job_id":"""#, #""x":1"#, #""master_job_id":"j-1""#])
    func `a row without another master is its own`(member: String) throws {
        #expect(try row(#"{"id":"j-1",\#(member)}"#).master == JobID(text: "j-1"))
    }

    @Test func `ids are numbers or strings`() throws {
        let row = try row(
            #"{"id":12345678901234567890,"master_job_id":17,"recipe_id":"28904","calling_recipe_id":5,"calling_job_id":6,"root_recipe_id":"","root_job_id":""}"#
        )
        #expect(row.id == JobID(text: "12345678901234567890"))
        #expect(row.master == JobID(text: "17"))
        #expect(row.recipeID == 28904)
        #expect(row.callingRecipeID == 5)
        #expect(row.callingJobID == JobID(text: "6"))
        #expect(row.rootRecipeID == nil)
        #expect(row.rootJobID == nil)
    }

    @Test func `an unknown status is kept`() throws {
        #expect(try row(#"{"id":"1","status":"canceled"}"#).status == .other("canceled"))
        #expect(try row(#"{"id":"1"}"#).status == .other(""))
    }

    @Test func `an error is text, a document in a string, or an object`() throws {
        let plain = try row(#"{"id":"1","status":"failed","error":"Bad {thing}"}"#)
        #expect(plain.error == "Bad {thing}")
        #expect(plain.errorMessage == nil)
        let document = try row(
            #"{"id":"1","status":"failed","error":"{\"message\":\"503\",\"error_type\":\"Timeout\",\"adapter\":\"rest\",\"inner_message\":\"slow\"}","error_parts":{}}"#
        )
        #expect(document.error?.hasPrefix("{") == true)
        #expect(document.errorParts == nil)
        #expect(document.errorMessage == "503")
        #expect(document.errorType == "Timeout")
        #expect(document.adapter == "rest")
        #expect(document.innerMessage == "slow")
        let object = try row(#"{"id":"1","status":"failed","error":{"message":"503","error_type":"Timeout"}}"#)
        #expect(object.error == "503")
        #expect(object.errorType == "Timeout")
        let odd = try row(#"{"id":"1","status":"failed","error":{"code":5,"a":[null,true]}}"#)
        #expect(odd.error == #"{"a":[null,true],"code":5}"#)
        let both = try row(
            #"{"id":"1","error":"{\"message\":\"old\",\"adapter\":\"x\"}","error_parts":{"message":"new"}}"#
        )
        #expect(both.errorMessage == "new")
        #expect(both.adapter == "x")
    }

    @Test func `a time without an offset is no time`() throws {
        let row = try row(#"{"id":"1","started_at":"2015-01-02T01:02:03","completed_at":"2015-01-02T01:02:03+01:00"}"#)
        #expect(row.startedAt == nil)
        #expect(row.completedAt == Timestamp(iso8601: "2015-01-02T00:02:03Z"))
    }

    @Test func `a page has at most 10,000 rows and 200,000 values`() throws {
        func body(rows: Int, _ row: String) -> String {
            #"{"items":["# + Array(repeating: row, count: rows).joined(separator: ",") + "]}"
        }
        #expect(try page(body(rows: 10_000, #"{"id":"1"}"#)).items.count == 10_000)
        let faults = [
            (10_001, #"{"id":"1"}"#, "the page has 10001 rows; at most 10000 are taken"),
            (5_000, "[" + String(repeating: "0,", count: 40) + "0]", "more than 200000 values"),
        ]
        for (rows, row, says) in faults {
            guard case .unreadable(200, let reason) = ListAnswer(reading: answer(200, body(rows: rows, row))) else {
                Issue.record("\(says): it is taken")
                continue
            }
            #expect(reason.contains(says), "\(reason)")
        }
    }

    @Test(arguments: ["items", "jobs", "result"])
    func `the relatives' names for the list are understood`(key: String) throws {
        #expect(try page(#"{"\#(key)":[{"id":"1"}]}"#).items.count == 1)
        #expect(try page(#"{"\#(key)":[]}"#).items.isEmpty)
    }

    @Test(arguments: [
        "", "{}", "[]", "null", "<html></html>", #"{"items":null}"#, #"{"items":{}}"#, #"{"message":"no"}"#,
        #"{"success":false,"items":[]}"#, #"{"items":[],"jobs":[]}"#, #"{"items":[]"#,
        #"{"items":[],"items":[{"id":"1"}]}"#,
    ])
    func `a body without one list is never an empty list`(body: String) {
        guard case .unreadable(200, let reason) = ListAnswer(reading: answer(200, body)) else {
            Issue.record("was read: \(body)")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test func `the documented job is read without its data`() throws {
        guard case .value(let job) = JobAnswer(reading: answer(200, Samples.job)) else {
            Issue.record("no job")
            return
        }
        #expect(job.row.id == JobID(text: "j-AJTAt8w6-wdAgWM"))
        #expect(job.row.master == job.row.id)
        #expect(job.row.isRepeat == false)
        #expect(job.row.isTest == false)
        #expect(job.row.startedAt == Timestamp(iso8601: "2023-09-08T20:55:24.606Z"))
        let line = JobLine(
            recipeLineNumber: 0,
            adapterName: "clock",
            operation: "scheduled_event",
            seconds: 0.0034586129913805053
        )
        #expect(job.lines == [line])
    }

    @Test func `a failed step and a test case are seen`() {
        let body =
            #"{"result":[{"id":"1","is_test":false,"is_test_case_job":true,"lines":[{"recipe_line_number":2,"error":"x"}]}]}"#
        let row = { () -> JobRow in
            var row = JobRow(id: JobID(text: "1"), status: .other(""))
            row.isTest = true
            return row
        }()
        let expected = JobDetail(row: row, lines: [JobLine(recipeLineNumber: 2, hasError: true, error: "x")])
        #expect(JobAnswer(reading: answer(200, body)) == .value(expected))
    }

    @Test(arguments: ["", "{}", "[]", #"{"message":"Not found"}"#, #"{"result":[]}"#])
    func `a body without a job is unreadable`(body: String) {
        guard case .unreadable(200, _) = JobAnswer(reading: answer(200, body)) else {
            Issue.record("was read: \(body)")
            return
        }
    }

    @Test func `no prefix and no changed byte of an answer traps`() throws {
        let bytes = Array(Samples.list.utf8)
        for end in stride(from: 0, to: bytes.count - 1, by: 7) {
            guard case .unreadable(200, _) = ListAnswer(reading: HTTPResponse(status: 200, body: Array(bytes[..<end])))
            else {
                Issue.record("was read up to byte \(end)")
                continue
            }
        }
        for place in stride(from: 0, to: bytes.count, by: 3) {
            for byte in [UInt8(0), 0x22, 0x5C, 0x7B, 0x5D, 0xFF] {
                var changed = bytes
                changed[place] = byte
                _ = ListAnswer(reading: HTTPResponse(status: 200, body: changed))
            }
        }
    }
}
