import Testing
import Transport
import WorkatoJobs

@Suite struct WorkspaceIdentityTests {
    private func read(_ body: String, status: Int = 200) -> IdentityAnswer {
        let type = HTTPHeaders.Field(name: "Content-Type", value: "application/json")
        return IdentityAnswer(
            reading: HTTPResponse(status: status, headers: HTTPHeaders([type]), body: Array(body.utf8))
        )
    }

    @Test func `the request has the documented path`() {
        let request = JobsAPI().currentWorkspace()
        #expect(request.method == .get)
        #expect(request.target == "/api/users/me")
        #expect(JobsAPI(managedUser: "EA2300").currentWorkspace().target == "/api/users/me")
    }

    @Test(arguments: [
        #"{"id":17293,"name":"Acme"}"#, #"{"id":"17293","name":"Acme","email":"a@example.com","phone":"+1"}"#,
        #"{"result":{"id":17293,"name":"Acme"}}"#, #"{"result":[{"id":17293,"name":"Acme"}]}"#,
    ])
    func `an id and a name are read, whatever stands around them`(body: String) {
        #expect(read(body) == .value(WorkspaceIdentity(id: 17293, name: "Acme")))
    }

    @Test func `a name becomes one line that is safe to show, and is cut`() {
        #expect(read(#"{"id":1,"name":"a\u001b[2J\n\u202eb"}"#) == .value(WorkspaceIdentity(id: 1, name: "a [2J b")))
        #expect(read(#"{"id":1,"name":""}"#) == .value(WorkspaceIdentity(id: 1)))
        #expect(read(#"{"id":1,"name":"\u0007"}"#) == .value(WorkspaceIdentity(id: 1)))
        guard case .value(let long) = read(#"{"id":1,"name":"\#(String(repeating: "x", count: 5000))"}"#) else {
            Issue.record("a long name is not read")
            return
        }
        #expect(long.name?.unicodeScalars.count == WorkspaceIdentity.longestName)
    }

    @Test(arguments: [
        "", "[]", "{}", "null", "<html>", #"{"id":0}"#, #"{"id":-4}"#, #"{"id":null,"name":"Acme"}"#, #"{"id":1.5}"#,
        #"{"id":99999999999999999999}"#, #"{"success":false,"id":1}"#, #"{"id":1"#,
    ])
    func `a body without an id is unreadable, never a workspace`(body: String) {
        guard case .unreadable(200, _) = read(body) else {
            Issue.record("\(read(body))")
            return
        }
    }

    @Test func `a refusal is a refusal`() {
        guard case .unauthorized(403, _) = read(#"{"message":"no","id":5}"#, status: 403) else {
            Issue.record("403 is not a refusal")
            return
        }
        guard case .notFound = read(#"{"message":"Not found"}"#, status: 404) else {
            Issue.record("404 is not a refusal")
            return
        }
    }
}
