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

    @Test func `without data the server's words are kept, and the token is not`() {
        let answer = ResumePayloads.Payload(token: Self.token).answer(Self.response(422))
        #expect("\(answer)".contains("bad data: customer 4711-0815") && !"\(answer)".contains("rt-secret"), "\(answer)")
    }
}
