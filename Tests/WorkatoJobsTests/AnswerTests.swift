import Testing
import Transport
import WorkatoJobs

/// What to check if something else than the API has answered.
private let check =
    "check the address of the workspace, and whether a log-in page, a proxy or a gateway stands in between"

@Suite struct AnswerTests {
    @Test func `the documented statuses of a read are told apart`() {
        #expect(
            ListAnswer(reading: answer(401, #"{"message":"Unauthorized"}"#))
                == .unauthorized(status: 401, .init(text: "Unauthorized"))
        )
        #expect(
            ListAnswer(reading: answer(403, "<html>"))
                == .unauthorized(status: 403, .init(text: "a web page instead of JSON: \(check)"))
        )
        #expect(ListAnswer(reading: answer(404, #"{"message":"Not found"}"#)) == .notFound(.init(text: "Not found")))
        #expect(
            ListAnswer(reading: answer(404, "<title>nginx</title>"))
                == .refused(status: 404, .init(text: "a web page titled 'nginx' instead of JSON: \(check)"))
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
            text: "a web page titled '502 Bad Gateway' instead of JSON: \(check)"
        ),
        Message(body: "<html><title></title>", text: "a web page instead of JSON: \(check)"),
    ])
    func `the server's words are found and made safe`(example: Message) {
        #expect(ServerMessage(reading: answer(418, example.body)).text == example.text)
    }

    struct Foreign: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body = ""
        var bytes: [UInt8]?
        var words: String

        var answer: HTTPResponse {
            HTTPResponse(
                status: status,
                headers: HTTPHeaders(headers.map { HTTPHeaders.Field(name: $0.key, value: $0.value) }),
                body: bytes ?? Array(body.utf8)
            )
        }
    }

    @Test(arguments: [
        Foreign(
            headers: ["Content-Type": "text/html; charset=utf-8"],
            body: "<!doctype html><title>Sign \u{1b}[31min</title>",
            words: "a web page (text/html) titled 'Sign [31min' instead of JSON: \(check)"
        ),
        Foreign(body: " \n<html>", words: "a web page instead of JSON: \(check)"),
        Foreign(
            status: 302,
            headers: ["Location": "https://u:p@login.test/sso?token=x#y"],
            words: "a redirect to 'https://login.test/sso?…', which is not followed: \(check)"
        ),
        Foreign(
            status: 307,
            headers: ["location": "/log\u{202E}in", "Content-Type": "text/html"],
            body: "<html>",
            words: "a redirect to '/log in', which is not followed: \(check)"
        ),
        Foreign(status: 304, words: "status 304 instead of 200"),
        Foreign(
            headers: ["Content-Encoding": "br"],
            body: "\u{8b}x",
            words: "a compressed body (br), which was not asked for: a proxy or a gateway in between changes answers"
        ),
        Foreign(
            bytes: [0x1F, 0x8B, 8, 0],
            words: "a compressed body (gzip), which was not asked for: a proxy or a gateway in between changes answers"
        ),
        Foreign(words: "the body is empty"),
        Foreign(
            headers: ["Content-Type": "text/plain"],
            body: "no healthy upstream",
            words: "the body is not JSON (text/plain; not a JSON value, at byte 0)"
        ),
        Foreign(
            headers: ["Content-Type": "application/json", "Content-Encoding": "identity"],
            body: "{",
            words: "the body is not JSON (a key must be a string, at byte 1)"
        ),
    ])
    func `what something else than the API has answered is reported as what it is`(example: Foreign) {
        #expect(ListAnswer(reading: example.answer) == .unreadable(status: example.status, reason: example.words))
        #expect(JobAnswer(reading: example.answer) == .unreadable(status: example.status, reason: example.words))
        guard example.status == 200 else { return }
        #expect(RepeatAnswer(reading: example.answer) == .unknown(status: 200, reason: example.words))
    }

    @Test func `a write that is redirected is unknown, with whereto`() {
        let moved = answer(308, "", headers: [("Location", "https://other.test/api?key=1")])
        let words = "a redirect to 'https://other.test/api?…', which is not followed: \(check)"
        #expect(RepeatAnswer(reading: moved) == .unknown(status: 308, reason: "status 308: \(words)"))
    }

    @Test func `the page of a server that is down does not cast doubt on the address`() {
        let page = answer(502, "<title>502 Bad Gateway</title>", headers: [("Content-Type", "text/html")])
        let words = "a web page (text/html) titled '502 Bad Gateway' instead of JSON"
        #expect(ListAnswer(reading: page) == .failed(status: 502, .init(text: words)))
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
