import Testing
import Transport
import WorkatoJobs

@Suite struct RepeatAnswerTests {
    private func results(_ body: String) throws -> RepeatResults {
        let answer = RepeatAnswer(reading: answer(200, body))
        guard case .results(let results) = answer else {
            Issue.record("no results: \(answer)")
            return RepeatResults(entries: [])
        }
        return results
    }

    private func outcome(_ entry: String) throws -> RepeatResult.Outcome {
        try #require(results(#"{"results":[\#(entry)]}"#).entries.first).outcome
    }

    private func isUnknown(_ response: HTTPResponse) -> Bool {
        guard case .unknown(let status, let reason) = RepeatAnswer(reading: response) else { return false }
        return status == response.status && !reason.isEmpty
    }

    @Test func `the documented answer is read`() throws {
        let results = try results(Samples.repeatJobs)
        #expect(results.unreadableEntries == 0)
        #expect(
            results.entries == [
                RepeatResult(
                    requested: JobID(text: "j-AJTAt8w6-wdAgWM"),
                    outcome: .enqueued(newJob: JobID(text: "j-DN1pT7hv-zgFLZP"))
                ),
                RepeatResult(
                    requested: JobID(text: "j-BK9nR5ft-xeAEXN"),
                    outcome: .refused(typeID: "err.item.not_found", message: "Job not found")
                ),
                RepeatResult(
                    requested: JobID(text: "j-AY4oD6g8-hdINaS"),
                    outcome: .refused(
                        typeID: "err.job.repeat.invalid_id",
                        message: "Non-master job handle specified: j-AY4oD6g8-hdINaS"
                    )
                ),
                RepeatResult(
                    requested: JobID(text: "j-AOidEfa9-4MdaTF"),
                    outcome: .refused(
                        typeID: "err.job.repeat.trigger_data_unavailable.expired",
                        message: "Can not repeat job j-AOidEfa9-4MdaTF. It has been erased due to retention policy."
                    )
                ),
            ]
        )
    }

    @Test func `the shape that the official command line reads is understood`() throws {
        #expect(try outcome(#"{"job_id":"a","status":"enqueued"}"#) == .enqueued(newJob: nil))
        #expect(
            try outcome(#"{"job_id":"a","status":"failed","error":"Job not found"}"#)
                == .refused(typeID: nil, message: "Job not found")
        )
        #expect(
            try outcome(#"{"requested_job_id":7,"status":"enqueued","job":{"id":8}}"#)
                == .enqueued(newJob: JobID(text: "8"))
        )
        #expect(try outcome(#"{"requested_job_id":"a","status":"failed"}"#) == .refused(typeID: nil, message: ""))
    }

    @Test func `an entry that says neither or both is unclear`() throws {
        #expect(try outcome(#"{"requested_job_id":"a","status":"queued"}"#) == .unclear("queued"))
        #expect(try outcome(#"{"requested_job_id":"a"}"#) == .unclear(""))
        #expect(
            try outcome(#"{"requested_job_id":"a","status":"enqueued","error":{"message":"no"}}"#)
                == .unclear("enqueued, with an error")
        )
        #expect(
            try outcome(#"{"requested_job_id":"a","status":"failed","job":{"id":"b"}}"#)
                == .unclear("failed, with a new job")
        )
        #expect(
            try outcome(#"{"requested_job_id":"a","status":"enqueued","job":{"id":"a"},"error":null}"#)
                == .enqueued(newJob: nil)
        )
    }

    @Test func `entries that name no job are counted, and one job is listed once`() throws {
        let body = #"""
            {"results":[{"status":"enqueued"},3,{"requested_job_id":"","status":"failed"},
            {"requested_job_id":"a","status":"enqueued","job":{"id":"b"}},
            {"requested_job_id":"a","status":"enqueued","job":{"id":"b"}}]}
            """#
        let results = try results(body)
        #expect(results.unreadableEntries == 3)
        #expect(results.entries.map(\.requested) == [JobID(text: "a")])
        #expect(try self.results(#"{"results":[]}"#).entries.isEmpty)
    }

    @Test(arguments: [
        "", "{}", "[]", "null", "<html>", #"{"success":true}"#, #"{"success":false}"#, #"{"results":{}}"#,
        #"{"results":null}"#, #"{"success":false,"results":[{"requested_job_id":"a","status":"enqueued"}]}"#,
        #"{"results":[{"requested_job_id":"a","status":"enqueued"},{"requested_job_id":"a","status":"failed"}]}"#,
        #"{"results":[{"requested_job_id":"a","status":"enqueued","job":{"id":"b"}},{"requested_job_id":"a","status":"enqueued","job":{"id":"c"}}]}"#,
        #"{"results":[{"requested_job_id":"a","status":"failed"}],"summary":{"total_failed":0,"total_enqueued":1}}"#,
        #"{"results":[{"requested_job_id":"a","status":"enqueued"}],"summary":{"total_enqueued":0}}"#,
        #"{"results":[{"requested_job_id":"a","status":"enqueued","status":"failed"}]}"#,
        #"{"results":[{"requested_job_id":"a","status":"failed"}]"#,
    ])
    func `a 200 that cannot be read or contradicts itself is unknown`(body: String) {
        #expect(isUnknown(answer(200, body)))
    }

    @Test func `only the documented form of 400 and 404 proves that nothing was applied`() {
        let tooMany = #"{ "message": "Maximum 25 jobs can be repeated in a single request. Received 75." }"#
        #expect(
            RepeatAnswer(reading: answer(400, tooMany))
                == .badRequest(.init(text: "Maximum 25 jobs can be repeated in a single request. Received 75."))
        )
        #expect(RepeatAnswer(reading: answer(404, #"{"message":"Not found"}"#)) == .notFound(.init(text: "Not found")))
        for body in [
            "", "<html><title>400 Bad Request</title></html>", "{}", #"{"message":""}"#, #"{"message":7}"#, "[]",
            #""x""#,
        ] {
            #expect(isUnknown(answer(400, body)))
            #expect(isUnknown(answer(404, body)))
        }
    }

    @Test func `401, 403 and 429 prove it whatever the body`() {
        #expect(RepeatAnswer(reading: answer(401)) == .unauthorized(status: 401, .init(text: "")))
        #expect(RepeatAnswer(reading: answer(403, "no")) == .unauthorized(status: 403, .init(text: "no")))
        #expect(
            RepeatAnswer(reading: answer(429, "<html>", headers: [("Retry-After", "2")])) == .throttled(.seconds(2))
        )
    }

    @Test func `every other status is unknown`() {
        let proved: Set<Int> = [200, 400, 401, 403, 404, 429]
        for status in 100...599 where !proved.contains(status) {
            #expect(isUnknown(answer(status, #"{"message":"x"}"#)))
        }
    }
}
