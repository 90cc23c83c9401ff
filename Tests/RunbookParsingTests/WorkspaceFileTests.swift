import LocatedYAML
import RedriveCore
import RunbookParsing
import Testing
import WorkatoJobs

@Suite struct WorkspaceFileTests {
    private func context(_ files: [String: String]) -> RunbookContext {
        RunbookContext(now: now) { path in
            files[path].map { .success(Array($0.utf8)) } ?? .failure(.init(message: "no such file"))
        }
    }

    private let text = runbook("workspace: prod.yaml")

    @Test func `a workspace in a file is the same as one in the runbook`() throws {
        let keys = "data_center: eu\nname: production\nretention: 30d\nlimits: { other: 100/min }\n"
        let read = try read(text, context(["prod.yaml": keys])).workspace
        #expect(read.url == DataCenter.eu.baseURL)
        #expect(read.name == "production")
        #expect(read.retention == .seconds(30 * 86_400))
        #expect(read.limits.other == Rate(count: 100, per: .seconds(60)))
    }

    @Test func `what is wrong in the file is shown there`() {
        let found = complaints(text, context(["prod.yaml": "data_center: eu\nlimits:\n  others: 1/s\n"]))
        #expect(found.contains("'others' is not a key of limits"))
        #expect(found.contains("--> prod.yaml:3:3"))
        #expect(found.contains("a key with a similar name is 'other'"))
        #expect(!found.contains("test.yaml"))
    }

    @Test func `a file that is not there is shown where it is named`() {
        let found = complaints(text, context([:]))
        #expect(found.hasPrefix("error: the workspace file 'prod.yaml' cannot be read: no such file"))
    }

    @Test func `a file of another kind shows none of its text`() {
        let found = complaints(text, context(["prod.yaml": "password: hunter2-secret\n"]))
        #expect(found.contains("does not look like a workspace") || found.contains("a workspace"))
        #expect(!found.contains("hunter2-secret"))
    }

    @Test func `a token inside the file is refused without being shown`() {
        let found = complaints(text, context(["prod.yaml": "data_center: eu\ntoken: wk-very-secret\n"]))
        #expect(found.contains("'token' must say where the token is, and never contain it"))
        #expect(!found.contains("wk-very-secret"))
    }

    @Test func `a customer's workspace has the limits of its edition unless others are written`() throws {
        let plain = try read(runbook("workspace: { managed_user: EA2300 }")).workspace
        #expect(plain.managedUser == "EA2300")
        #expect(plain.limits == .embedded)
        #expect(plain.limits.other == Rate(count: 1_000, per: .seconds(60)))
        let own = try read(runbook("workspace: { managed_user: 17293, limits: { other: 9/s, resume: 100/min } }"))
            .workspace
        #expect(own.managedUser == "17293")
        #expect(own.limits.other == Rate(count: 9, per: .seconds(1)))
        #expect(own.limits.resume == Rate(count: 100, per: .seconds(60)))
        #expect(own.limits.recipes == Limits.embedded.recipes)
    }

    @Test(arguments: ["A2300", "12x", "E", "-1", "_dev", "''", "[1]", "\"E\\n\""])
    func `what names no customer is refused`(text: String) {
        #expect(complaints(runbook("workspace: { managed_user: \(text) }")).contains("'managed_user' must be"))
    }

    @Test(arguments: ["17293_test", "E a b@c.example"])
    func `environments and any external id are taken`(text: String) throws {
        #expect(try read(runbook("workspace: { managed_user: \(text) }")).workspace.managedUser == text)
    }
}
