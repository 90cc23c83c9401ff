import FoundationEssentials
import Testing
import Transport
import WorkatoJobs

@Suite struct RequestTests {
    let api = JobsAPI(version: "1.2.3")

    @Test func `the first page of everything has no parameters`() {
        let request = api.list(ListQuery(recipe: 28904))
        #expect(request.method == .get)
        #expect(request.target == "/api/recipes/28904/jobs")
        #expect(request.body.isEmpty)
        #expect(request.headers["accept"] == "application/json")
        #expect(request.headers["user-agent"] == "redrive/1.2.3")
        #expect(request.headers["content-type"] == nil)
        #expect(request.headers["authorization"] == nil)
    }

    @Test func `answers but those of single jobs, which may carry data, are at most 8 MiB`() {
        #expect(api.list(ListQuery(recipe: 1)).largestAnswer == 8 << 20)
        #expect(api.repeatJobs(1, [JobID(text: "j-1")]).largestAnswer == 8 << 20)
        #expect(api.job(1, JobID(text: "j-1")).largestAnswer == nil)
    }

    @Test func `parameters stand in a fixed order`() {
        let query = ListQuery(
            recipe: 28904,
            status: .failed,
            rerunOnly: true,
            offset: JobID(text: "j-KGAKfhsz-GYoLe"),
            prev: true
        )
        #expect(
            api.list(query).target
                == "/api/recipes/28904/jobs?status=failed&rerun_only=true&offset_job_id=j-KGAKfhsz-GYoLe&prev=true"
        )
    }

    @Test func `an id cannot leave its place in the target`() {
        let hostile = JobID(text: "../a?b&c=d#e%2F\"é")
        #expect(api.job(1, hostile).target == "/api/recipes/1/jobs/..%2Fa%3Fb%26c%3Dd%23e%252F%22%C3%A9")
        #expect(api.job(1, JobID(text: "..")).target == "/api/recipes/1/jobs/%2E%2E")
        let query = ListQuery(recipe: 1, offset: hostile)
        #expect(api.list(query).target == "/api/recipes/1/jobs?offset_job_id=..%2Fa%3Fb%26c%3Dd%23e%252F%22%C3%A9")
    }

    @Test func `repeat jobs sends the masters in the order given`() {
        let request = api.repeatJobs(51_325_710, [JobID(text: "j-AJTAt8w6-wdAgWM"), JobID(text: "j-BK9nR5ft-xeAEXN")])
        #expect(request.method == .post)
        #expect(request.target == "/api/recipes/51325710/repeat_jobs")
        #expect(
            String(decoding: request.body, as: UTF8.self) == #"{"job_ids":["j-AJTAt8w6-wdAgWM","j-BK9nR5ft-xeAEXN"]}"#
        )
        #expect(request.headers["Content-Type"] == "application/json")
    }

    @Test func `text in a body is escaped`() throws {
        let request = api.repeatJobs(1, [JobID(text: "a\"b\\c\u{1}\nd")])
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"job_ids":["a\"b\\c\u0001\u000ad"]}"#)
    }

    @Test func `resume sends the token and the data as it was written`() throws {
        let data = try ResumeData(json: Array(#"{ "a": 1.0, "b": "\u00e9" }"#.utf8))
        let request = api.resumeJob(token: Secret("tok\"en"), data: data)
        #expect(request.target == "/api/job/resume")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"token":"tok\"en","data":{ "a": 1.0, "b": "\u00e9" }}"#
        )
        #expect(String(decoding: api.resumeJob(token: Secret("t")).body, as: UTF8.self) == #"{"token":"t"}"#)
        #expect("\(data) \(request)" == "(27 bytes of data) POST /api/job/resume")
    }

    @Test(arguments: ["", "[]", "1", "{", "{}x", #"{"a":1},"token":"other"#, "{\"a\":\"\n\"}"])
    func `data that is no JSON object is refused`(text: String) {
        #expect(throws: ResumeData.DataError.self) { try ResumeData(json: Array(text.utf8)) }
    }

    @Test func `data above 50 MB is refused`() {
        #expect(throws: ResumeData.DataError.tooLarge(bytes: 50_000_001)) {
            try ResumeData(json: [UInt8](repeating: 0x20, count: 50_000_001))
        }
    }

    @Test func `the token is added once and shown nowhere`() {
        let token = Secret("wrkatrial-abcdef")
        let request = api.authorized(api.authorized(api.list(ListQuery(recipe: 1)), token: token), token: token)
        #expect(request.headers.fields.count { $0.name == "Authorization" } == 1)
        #expect(request.headers["authorization"] == "Bearer wrkatrial-abcdef")
        var dumped = ""
        dump(token, to: &dumped)
        for shown in ["\(token)", String(reflecting: token), dumped, "\(request)", "\(request.headers)", "\([token])"] {
            #expect(!shown.contains("abcdef"))
        }
    }

    @Test(arguments: ["", "a b", "a\n", "a\r\nX: y", "tök"])
    func `a token that cannot stand in a header is known`(text: String) {
        #expect(!Secret(text).isHeaderSafe)
        #expect(Secret("wrkatrial-1~").isHeaderSafe)
    }

    @Test func `managed users have paths of their own`() {
        var api = api
        api.managedUser = "EA 2300"
        #expect(api.list(ListQuery(recipe: 5)).target == "/api/managed_users/EA%202300/recipes/5/jobs")
        #expect(api.repeatJobs(5, []).target == "/api/managed_users/EA%202300/recipes/5/repeat_jobs")
        #expect(api.resumeJob(token: Secret("t")).target == "/api/job/resume")
    }
}
