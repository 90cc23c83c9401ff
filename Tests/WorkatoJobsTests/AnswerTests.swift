import Testing
import Transport
import WorkatoJobs

@Suite struct AnswerTests {
    @Test func `the documented statuses of a read are told apart`() {
        #expect(
            ListAnswer(reading: answer(401, #"{"message":"Unauthorized"}"#))
                == .unauthorized(.init(text: "Unauthorized"))
        )
        #expect(
            ListAnswer(reading: answer(403, "<html>")) == .unauthorized(.init(text: "an HTML page instead of JSON"))
        )
        #expect(ListAnswer(reading: answer(404, #"{"message":"Not found"}"#)) == .notFound(.init(text: "Not found")))
        #expect(
            ListAnswer(reading: answer(404, "<title>nginx</title>"))
                == .refused(status: 404, .init(text: "an HTML page instead of JSON, titled 'nginx'"))
        )
        #expect(ListAnswer(reading: answer(422, #"{"error":"no"}"#)) == .refused(status: 422, .init(text: "no")))
        #expect(
            ListAnswer(reading: answer(500, #"{"message":"Server error","id":"6032"}"#))
                == .failed(status: 500, .init(text: "Server error", id: "6032"))
        )
        #expect(
            ListAnswer(reading: answer(429, "", headers: [("retry-after", "3")])) == .throttled(retryAfter: .seconds(3))
        )
        #expect(ListAnswer(reading: answer(302)) == .unreadable(status: 302, reason: "status 302 instead of 200"))
        #expect(ListAnswer(reading: answer(204)) == .unreadable(status: 204, reason: "status 204 instead of 200"))
        #expect(JobAnswer(reading: answer(404, #"{"message":"Not found"}"#)) == .notFound(.init(text: "Not found")))
        #expect(JobAnswer(reading: answer(503)) == .failed(status: 503, .init(text: "")))
        #expect(JobAnswer(reading: answer(429)) == .throttled(retryAfter: nil))
    }

    struct Message: Sendable {
        var body: String
        var text: String
    }

    @Test(arguments: [
        Message(body: #"{"message":"Maximum 25 jobs","error":"x"}"#, text: "Maximum 25 jobs"),
        Message(body: #"{"error":"Not allowed"}"#, text: "Not allowed"),
        Message(body: #"{"error":{"message":"Inner"}}"#, text: "Inner"),
        Message(body: #"{"errors":[{"code":5,"title":"Bad"},{"code":6,"title":"Worse"}]}"#, text: "Bad; Worse"),
        Message(body: #"{"errors":["a","b"]}"#, text: "a; b"),
        Message(
            body: #"{"message":"Validation failed","errors":{"name":["is long","is odd"],"id":"is no"}}"#,
            text: "Validation failed (id: is no; name: is long; is odd)"
        ),
        Message(body: "plain\u{1B}[31m\n\ttext\u{202E}", text: "plain [31m text"),
        Message(body: #"{"other":1}"#, text: #"{"other":1}"#),
        Message(body: "", text: ""),
        Message(
            body: "<!DOCTYPE html><head><TITLE a=b>502 Bad\nGateway</TITLE>",
            text: "an HTML page instead of JSON, titled '502 Bad Gateway'"
        ),
        Message(body: "<html><title></title>", text: "an HTML page instead of JSON"),
    ])
    func `the server's words are found and made safe`(example: Message) {
        #expect(ServerMessage(reading: answer(418, example.body)).text == example.text)
    }

    @Test func `a message is cut`() {
        let long = ServerMessage(reading: answer(500, String(repeating: "x", count: 10_000)))
        #expect(long.text.count == 500)
        #expect(long.text.last == "…")
    }

    @Test func `the request id is taken from the body, else from the header`() {
        let header = [(name: "X-REQUEST-ID", value: "abc")]
        #expect(ServerMessage(reading: answer(500, "", headers: header)).id == "abc")
        #expect(ServerMessage(reading: answer(500, #"{"id":"def"}"#, headers: header)).id == "def")
        #expect(ServerMessage(reading: answer(500, "", headers: [("x-correlation-id", "c\n1")])).id == "c 1")
        #expect(ServerMessage(reading: answer(500)).id == nil)
    }

    struct Wait: Sendable {
        var text: String
        var value: RetryAfter?
    }

    @Test(arguments: [
        Wait(text: "0", value: .seconds(0)), Wait(text: "120", value: .seconds(120)),
        Wait(text: "1.2", value: .seconds(2)), Wait(text: "1.0", value: .seconds(1)),
        Wait(text: "99999999999999999999", value: .seconds(86_400)), Wait(text: "86400.5", value: .seconds(86_400)),
        Wait(text: "-1", value: nil), Wait(text: "", value: nil), Wait(text: "soon", value: nil),
        Wait(text: "1.", value: nil),
        Wait(text: "1e9", value: nil), Wait(text: ".", value: nil), Wait(text: "٣", value: nil),
        Wait(
            text: "Fri, 20 Nov 2026 08:00:00 GMT",
            value: Timestamp(iso8601: "2026-11-20T08:00:00Z").map(RetryAfter.date)
        ),
    ])
    func `Retry-After is seconds or a date`(example: Wait) {
        #expect(RetryAfter(example.text) == example.value)
    }

    @Test func `a Retry-After that names no time to come is none`() {
        let sent = "Fri, 20 Nov 2026 08:00:00 GMT"
        func wait(_ text: String, date: String? = sent) -> RetryAfter? {
            let fields = [(name: "Retry-After", value: text)] + (date.map { [(name: "Date", value: $0)] } ?? [])
            return RetryAfter(of: answer(429, headers: fields))
        }
        #expect(wait("7") == .seconds(7))
        #expect(wait("0") == nil)
        #expect(wait("0.0") == nil)
        #expect(wait("-1") == nil)
        #expect(wait("Fri, 20 Nov 2026 08:00:05 GMT") == .seconds(5))
        #expect(wait("Fri, 20 Nov 2026 08:00:00 GMT") == nil)
        #expect(wait("Fri, 20 Nov 2026 07:59:59 GMT") == nil)
        #expect(wait("Sun, 20 Nov 2033 08:00:00 GMT") == .seconds(86_400))
        #expect(wait("Friday, 20-Nov-26 08:00:05 GMT") == nil)
        #expect(wait(sent, date: nil) == Timestamp(iso8601: "2026-11-20T08:00:00Z").map(RetryAfter.date))
    }

    @Test func `204 alone means resumed`() {
        #expect(ResumeAnswer(reading: answer(204)) == .resumed)
        #expect(ResumeAnswer(reading: answer(200, "{}")) == .unknown(status: 200, reason: "status 200 instead of 204"))
        #expect(ResumeAnswer(reading: answer(404, #"{"message":"Not found"}"#)) == .notFound(.init(text: "Not found")))
        #expect(ResumeAnswer(reading: answer(400, #"{"message":"bad"}"#)) == .badRequest(.init(text: "bad")))
        #expect(ResumeAnswer(reading: answer(401)) == .unauthorized(status: 401, .init(text: "")))
        #expect(ResumeAnswer(reading: answer(429, "", headers: [("Retry-After", "x")])) == .throttled(nil))
        #expect(ResumeAnswer(reading: answer(500)) == .unknown(status: 500, reason: "status 500"))
    }
}
