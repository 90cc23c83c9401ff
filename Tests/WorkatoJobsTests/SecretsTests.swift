import Testing
import Transport
import WorkatoJobs

/// What a server says of the token comes into no value, however it is written.
@Suite struct SecretsTests {
    private static let token = "tok-SECRET/7f3a9c+\"x"
    private let secrets = Secrets([Secret(Self.token)])

    /// The token as each of its bytes may be written in JSON, HTML or an address.
    static let spellings = [
        #"tok-SECRET/7f3a9c+\"x"#,
        #"tok\u002dSECRET\u002f7f3a9c\u002b\u0022x"#,
        #"tok\u002DSECRET\/7f3a9c\u002B\"x"#,
        #"\u0074\u006f\u006b-SECRET/7f3a9c+\"x"#,
        #"tok\\u002dSECRET\\/7f3a9c\\u002b\\\"x"#,
        #"tok\\\\u002dSECRET\\\\u002f7f3a9c+\\\\\\\"x"#,
        #"tok\u005cu002dSECRET\u005c\/7f3a9c\u005cu002b\u005c\"x"#,
        #"tok%2dSECRET%2F7f3a9c%2B%22x"#,
        #"tok&#45;SECRET&#x2F;7f3a9c&#43;&#34;x"#,
        #"tok\\x2dSECRET/7f3a9c+\"x"#,
    ]

    private func isClean(_ value: some Any) -> Bool {
        var text = ""
        dump(value, to: &text)
        // Every spelling has this in one piece.
        return !text.contains("7f3a9c")
    }

    @Test(arguments: spellings)
    func `no part of a list brings it along`(spelling: String) {
        let row = """
            {"id":"j-\(spelling)","master_job_id":"\(spelling)","recipe_id":1,"status":"\(spelling)",
             "title":"a \(spelling) b","calling_job_id":"\(spelling)","error":"\(spelling)",
             "error_parts":{"adapter":"\(spelling)","error_type":"\(spelling)","message":"\(spelling)",
              "inner_message":{"deep":["\(spelling)"]},"error_id":"\(spelling)"},"\(spelling)":1}
            """
        let page = answer(200, #"{"items":[\#(row)]}"#).hiding(secrets)
        guard case .value(let read) = ListAnswer(reading: page) else {
            Issue.record("\(ListAnswer(reading: page))")
            return
        }
        #expect(isClean(read), "\(read)")
        let job = answer(200, #"{"result":\#(row)}"#).hiding(secrets)
        #expect(isClean(JobAnswer(reading: job)))
    }

    @Test(arguments: spellings)
    func `no document inside a string brings it along`(spelling: String) {
        let inner = #"{"message":"\#(spelling)","adapter":"\#(spelling)"}"#
        let quoted = inner.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let row = #"{"id":"j-1","error":"\#(quoted)","error_parts":"\#(quoted)"}"#
        let page = ListAnswer(reading: answer(200, #"{"items":[\#(row)]}"#).hiding(secrets))
        guard case .value(let read) = page, let first = read.items.first else {
            Issue.record("\(page)")
            return
        }
        #expect(first.errorMessage != nil && first.adapter != nil)
        #expect(isClean(page), "\(page)")
    }

    @Test(arguments: spellings)
    func `no answer to a repeat brings it along`(spelling: String) {
        let results = """
            {"results":[{"requested_job_id":"j-1","status":"failed",
              "error":{"type_id":"e-\(spelling)","message":"Bearer \(spelling)"}},
             {"requested_job_id":"j-2","status":"enqueued","job":{"id":"j-\(spelling)"}},
             {"requested_job_id":"j-3","status":"\(spelling)"}]}
            """
        let read = RepeatAnswer(reading: answer(200, results).hiding(secrets))
        guard case .results(let value) = read else {
            Issue.record("\(read)")
            return
        }
        #expect(value.entries.count == 3)
        #expect(isClean(read), "\(read)")
    }

    @Test(arguments: spellings)
    func `no message, page, redirect or header brings it along`(spelling: String) {
        let bodies = [
            #"{"message":"no \#(spelling)","id":"\#(spelling)"}"#, #"{"errors":[{"title":"\#(spelling)"}]}"#,
            "<html><title>\(spelling)</title>", "plain \(spelling)",
        ]
        let headers = [
            (name: "X-Request-Id", value: spelling), (name: "Location", value: "https://a.test/\(spelling)/b"),
            (name: "Content-Encoding", value: spelling),
        ]
        for status in [200, 302, 400, 401, 404, 429, 500] {
            for body in bodies {
                for header in headers {
                    let echo = answer(status, body, headers: [header]).hiding(secrets)
                    #expect(isClean(echo.headers.fields.map(\.value)))
                    #expect(isClean(ListAnswer(reading: echo)), "\(ListAnswer(reading: echo))")
                    #expect(isClean(RepeatAnswer(reading: echo)), "\(RepeatAnswer(reading: echo))")
                    #expect(isClean(JobAnswer(reading: echo)))
                    #expect(isClean(ResumeAnswer(reading: echo)))
                }
            }
        }
    }

    @Test func `a body that is echoed as it was is cleaned, and what is shorter is left alone`() {
        let secrets = Secrets([Secret("wrkatrial-abcdef"), Secret("short")])
        let text = "x wrkatrial-abcdef short wrkatrial-abcdefwrkatrial-abcde"
        #expect(secrets.removed(from: text) == "x **************** short ****************wrkatrial-abcde")
        #expect(Secrets.none.removed(from: text) == text)
        #expect(
            secrets.adding(Secret("wrkatrial-abcdefghi")).removed(from: "wrkatrial-abcdefghi").allSatisfy { $0 == "*" }
        )
    }

    @Test func `JSON stays JSON, whatever is taken out of it`() {
        let secrets = Secrets([Secret("nokay123"), Secret("a\"b\\c/d1")])
        let cases = [
            // A line break and "okay123" is no "nokay123".
            (#"{"a":"\nokay123"}"#, #"{"a":"\nokay123"}"#),
            (#"{"a":"nokay123","#, #"{"a":"********","#),
            (#"{"nokay123":"x nokay123"}"#, #"{"********":"x ********"}"#),
            (#"{"a":"a\"b\\c/d1"}"#, #"{"a":"********"}"#),
            (#"{"a":"a\u0022b\\c\/d1\\","b":"c"}"#, #"{"a":"********\\","b":"c"}"#),
            (#"{"a":"nokay123 and an open end"#, #"{"a":"******** and an open end"#),
        ]
        for (given, clean) in cases {
            #expect(String(decoding: secrets.removed(fromJSON: Array(given.utf8)), as: UTF8.self) == clean)
        }
    }
}
