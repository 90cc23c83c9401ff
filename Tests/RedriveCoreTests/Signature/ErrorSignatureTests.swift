import RedriveCore
import Testing
import WorkatoJobs

struct ErrorSignatureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var message: String
        var blanked: String
        var testDescription: String { message }

        init(_ message: String, _ blanked: String) {
            self.message = message
            self.blanked = blanked
        }
    }

    static let cases = [
        Case("timeout after 30 s", "timeout after # s"),
        Case("1,234.56 of 7 rows", "# of # rows"),
        Case("'Filter values' must be present", "'*' must be present"),
        Case("Order \"A-17\" can't be found", "Order '*' can't be found"),
        Case("‘x’ and «y» and “z”", "'*' and '*' and '*'"),
        Case("it's late, isn't it", "it's late, isn't it"),
        Case("an unclosed ' quote", "an unclosed ' quote"),
        Case("job j-AJTAt8w6-wdAgWM failed", "job <id> failed"),
        Case("job j-Aaxc9bm4-egoMDh-CD failed", "job <id> failed"),
        Case("id 603260f5-a309-45b3-a20e-111d90a28917.", "id <id>."),
        Case("record 0015000000abcDE is locked", "record <id> is locked"),
        Case("key=BK9nR5ft", "key=<id>"),
        Case("at 2020-01-22T01:17:18.021-08:00 it broke", "at <time> it broke"),
        Case("at 2020-01-22 01:17:18 it broke", "at <time> it broke"),
        Case("IP address=129.1.1.1, port 443", "IP address=<ip>, port #"),
        Case("from fe80::1:2 refused", "from <ip> refused"),
        Case("mail to jane.doe+x@example.com bounced", "mail to <email> bounced"),
        Case("GET https://a.example/b/17?c=d&e=9: gone", "GET <url> gone"),
        Case("line\none\ttwo \u{7}bell\u{9b}", "line one two bell"),
        Case("OAuth2 v57 refused", "OAuth# v# refused"),
        Case("  many   spaces  ", "many spaces"),
        Case("größer als 10 €", "größer als # €"),
        Case("", ""),
        Case("401 Unauthorized", "401 Unauthorized"),
        Case("429 Too many requests", "429 Too many requests"),
        Case("503", "503"),
        Case("503 from api-7", "503 from api-#"),
        Case("500 of 1200", "# of #"),
        Case("HTTP/1.1 503 Service Unavailable after 12 s", "HTTP/# 503 Service Unavailable after # s"),
        Case("the server answered with status 502 after 3 tries", "the server answered with status 502 after # tries"),
        Case("status code: 500", "status code: 500"),
        Case("error 404 while reading record 17", "error 404 while reading record #"),
        Case("returned 500 rows in 450 ms", "returned # rows in # ms"),
        Case("at most 500 records, 429.5 MB, 450%", "at most # records, # MB, #%"),
        Case("order 417 has 1,503 lines", "order # has # lines"),
        Case("the session of connection qwk3zbrt has expired", "the session of connection <id> has expired"),
        Case("the session of connection Kq7ZbRtd has expired", "the session of connection <id> has expired"),
        Case("the session of connection kQwZbRtd has expired", "the session of connection <id> has expired"),
        Case("the session of connection Zx4wPmqn has expired", "the session of connection <id> has expired"),
        Case("getUserById of NetSuite, GitHubID and customers12", "getUserById of NetSuite, GitHubID and customers#"),
    ]

    @Test(arguments: cases) func `what varies in a message is blanked`(_ sample: Case) {
        let row = JobRow(id: JobID(text: "j-1"), status: .failed, error: sample.message)
        #expect(ErrorSignature.of(row: row, recipe: 7).message == sample.blanked)
    }

    @Test func `the parts of the error come before its text`() {
        let parts = ErrorParts(adapter: "sales\u{1b}force", errorType: "404 Not Found", message: "no record 17")
        let row = JobRow(id: JobID(text: "j-1"), status: .failed, error: "something else", errorParts: parts)
        let signature = ErrorSignature.of(row: row, recipe: 7)
        #expect(signature.adapter == "sales force")
        #expect(signature.errorType == "404 Not Found")
        #expect(signature.message == "no record #")
    }

    @Test func `blanking is idempotent, bounded and quick on hostile text`() {
        let hostile = [
            String(repeating: "'", count: 100_000), String(repeating: "a'", count: 50_000),
            String(repeating: "1:", count: 50_000), String(repeating: "é\u{301}", count: 50_000),
            String(repeating: "a://", count: 25_000), String(repeating: "- @", count: 30_000),
        ]
        for text in hostile {
            let message = ErrorSignature.of(row: JobRow(id: JobID(text: "j"), status: .failed, error: text), recipe: 1)
                .message
            #expect(message.unicodeScalars.count <= 200)
            #expect(!message.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
        for sample in Self.cases {
            let again = JobRow(id: JobID(text: "j"), status: .failed, error: sample.blanked)
            #expect(ErrorSignature.of(row: again, recipe: 1).message == sample.blanked)
        }
    }
}
