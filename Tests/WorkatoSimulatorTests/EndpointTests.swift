import Testing
import Transport

@testable import WorkatoSimulator

@Suite struct EndpointTests {
    private func resume(_ visitor: inout Visitor, _ body: String) -> Answer {
        Answer(visitor.send(.post, "/api/job/resume", body: body))
    }

    @Test func `a token resumes its job once, without content`() {
        var token = Scenario.ResumeToken("t-1", job: .init(recipe: 1, job: "j-p"))
        token.runs = .seconds(2) ... .seconds(2)
        var scenario = Scenario(recipes: [.init(id: 1, jobs: [.init("j-p", .pending)])])
        scenario.resumeTokens = [token]
        var visitor = Visitor(scenario)
        let answer = visitor.send(.post, "/api/job/resume", body: #"{"token":"t-1","data":{"a":[1,{"b":null}]}}"#)
        #expect(answer == .answer(HTTPResponse(status: 204), after: .zero))
        visitor.wait(.seconds(3))
        #expect(visitor.get("j-p").json?["status"]?.string == "succeeded")
        #expect(visitor.world.ledger.resumed.map(\.job) == [.init(recipe: 1, job: "j-p")])
        #expect(resume(&visitor, #"{"token":"t-1"}"#).status == 404)
        #expect(visitor.world.ledger.resumed.count == 1)
        #expect(!visitor.world.ledger.jsonLines().contains("t-1"))
    }

    @Test(arguments: [
        "{}", #"{"token":""}"#, #"{"token":1}"#, "[]", #"{"token":"t","data":[]}"#, #"{"token":"t","data":"x"}"#,
    ])
    func `a resume without a token, or with data that is no object, is refused`(body: String) {
        var visitor = Visitor(.failures(0) { $0.resumeTokens = [.init("t")] })
        #expect(resume(&visitor, body).status == 400)
    }

    @Test func `an unknown token is not found`() {
        var visitor = Visitor(.failures(0))
        let answer = resume(&visitor, #"{"token":"t"}"#)
        #expect(answer.status == 404)
        #expect(answer.message == "Not found")
    }

    @Test func `users me tells who the token belongs to`() {
        var visitor = Visitor(.failures(0) { $0.name = "Acme" })
        #expect(Answer(visitor.send(.get, "/api/users/me")).json?["name"]?.string == "Acme")
        visitor.token = "wrong"
        #expect(Answer(visitor.send(.get, "/api/users/me")).status == 401)
    }

    @Test(arguments: Scenario.Identity.Refused.allCases)
    func `users me can be refused while lists are not`(_ refused: Scenario.Identity.Refused) {
        var visitor = Visitor(.failures(1) { $0.identity.refused = refused })
        #expect(Answer(visitor.send(.get, "/api/users/me")).status == refused.rawValue)
        #expect(Answer(visitor.send(.get, "/api/recipes/1/jobs")).status == 200)
    }

    @Test func `users me has the id and name of the scenario`() {
        var visitor = Visitor(
            .failures(0) {
                $0.identity.id = 5
                $0.identity.name = "Own"
            }
        )
        let json = Answer(visitor.send(.get, "/api/users/me")).json
        #expect(json?["id"] == .number(5))
        #expect(json?["name"]?.string == "Own")
    }

    @Test(arguments: [
        "/", "", "/api", "/api/recipes/2", "/api/recipes/x", "/api/recipes/x/jobs", "/api/recipes/1/jobs/j-1/lines",
        "/recipes/1/jobs", "/api/recipes/2/jobs", "/api/recipes/1/jobs/", "//api/recipes/1/jobs",
        "/api/recipes/1/repeat_jobs",
    ])
    func `what does not exist is not found`(target: String) {
        var visitor = Visitor(.failures(1))
        let answer = Answer(visitor.send(.get, target))
        #expect(answer.status == 404)
        #expect(answer.message == "Not found")
    }

    @Test func `targets are percent-decoded`() {
        let id = "j-a/b?c&d=e+f é%"
        var visitor = Visitor(
            Scenario(recipes: [.init(id: 1, jobs: [.init(id), .init("j-0", startedAt: .fromStart(.seconds(-9000)))])])
        )
        let escaped = "j-a%2Fb%3Fc%26d%3De%2Bf%20%C3%A9%25"
        #expect(visitor.get(escaped).json?["id"]?.string == id)
        #expect(visitor.list("offset_job_id=" + escaped).ids == ["j-0"])
        #expect(visitor.list("%73tatus=succeeded").ids == [])
    }

    @Test func `an embedded customer's paths exist where the scenario has one`() {
        var visitor = Visitor(.failures(1) { $0.managedUser = "EA2300" })
        #expect(Answer(visitor.send(.get, "/api/managed_users/EA2300/recipes/1/jobs")).ids == ["j-1"])
        #expect(Answer(visitor.send(.get, "/api/managed_users/EB/recipes/1/jobs")).status == 404)
        visitor = Visitor(.failures(1))
        #expect(Answer(visitor.send(.get, "/api/managed_users/EA2300/recipes/1/jobs")).status == 404)
    }
}
