import RedriveCore
import Testing
import Transport
import WorkatoJobs

@testable import RedriveEngine

@Suite struct ResumePayloadsTests {
    private static let token = Secret("rt-secret-token-1")

    private static func response(_ status: Int) -> HTTPResponse {
        let type = HTTPHeaders.Field(name: "Content-Type", value: "application/json")
        let body = #"{"message":"bad data: customer 4711-0815 of rt-secret-token-1","id":"customer 4711-0815"}"#
        return HTTPResponse(status: status, headers: HTTPHeaders([type]), body: Array(body.utf8))
    }

    @Test(arguments: [400, 401, 404, 409, 422, 500])
    func `what a server repeats of a file of data is in no answer`(_ status: Int) {
        let file = PinnedFile(path: "/data.json", sha256: String(repeating: "0", count: 64), bytes: 1)
        let answer = ResumePayloads.Payload(token: Self.token, data: .file(file)).answer(Self.response(status))
        #expect(!"\(answer)".contains("4711") && !"\(answer)".contains("rt-secret"), "\(answer)")
        // What it means is the same as without data.
        let plain = ResumePayloads.Payload(token: Self.token).answer(Self.response(status))
        #expect(plain.withoutWords("x") == answer.withoutWords("x"))
    }

    @Test func `what a server repeats of data in a row is hidden, and of data of very many values nothing is kept`()
        throws
    {
        func answer(_ values: Int) throws -> ResumeAnswer {
            let texts = (0..<values).map { "\"filling \($0) filling\"" } + ["\"customer 4711-0815\""]
            let data = try ResumeData(json: Array("{\"texts\":[\(texts.joined(separator: ","))]}".utf8))
            return ResumePayloads.Payload(token: Self.token, data: .inline(data)).answer(Self.response(422))
        }
        let few = try answer(3)
        #expect(!"\(few)".contains("4711") && "\(few)".contains("bad data: ***"), "\(few)")
        let many = try answer(5_000)
        #expect(!"\(many)".contains("4711") && "\(many)".contains("the server's words are not kept"), "\(many)")
    }

    @Test(arguments: [
        #"{"a":1,"a":2}"#, "\u{FEFF}{}", #"{"a":"\ud800"}"#, "[]", "nope", "", #"{"a":1}{"#,
    ]) func `data that two readers could read differently, or that is no object, is refused`(_ text: String) {
        #expect(throws: ResumeData.DataError.self) { try ResumeData(json: Array(text.utf8)) }
    }

    @Test func `data with bytes that are not UTF-8 are refused`() {
        let bytes = Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)
        #expect(throws: ResumeData.DataError.self) { try ResumeData(json: bytes) }
    }

    @Test func `without data the server's words are kept, and the token is not`() {
        let answer = ResumePayloads.Payload(token: Self.token).answer(Self.response(422))
        #expect("\(answer)".contains("bad data: customer 4711-0815") && !"\(answer)".contains("rt-secret"), "\(answer)")
    }
}
