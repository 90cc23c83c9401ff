import FoundationEssentials
import LocatedYAML
import RedriveTestSupport
import RunbookParsing
import Testing

@Suite struct RunbookSchemaTests {
    private func problems(_ text: String) throws -> [String] {
        let file = SourceFile(name: "test.yaml", bytes: Array(text.utf8))
        let root = try #require(YAMLDocument.parse(file).root)
        return try SchemaValidator(RunbookSchema.json).problems(of: JSON(root))
    }

    /// `REDRIVE_RECORD=1 swift test --filter RunbookSchemaTests` writes the copy anew, and fails.
    @Test func `the copy beside the examples is the schema`() throws {
        if ProcessInfo.processInfo.environment["REDRIVE_RECORD"] != nil {
            let copy = URL(filePath: "\(Repository.folder)/examples/runbook.schema.json")
            try Data(RunbookSchema.json.utf8).write(to: copy)
            Issue.record("recorded")
        }
        #expect(try Repository.text("examples/runbook.schema.json") == RunbookSchema.json)
    }

    /// What the language has gained since.
    private static let later: Set<String> = ["list_jobs", "resume_jobs", "id"]

    /// Tests/Fixtures/runbook.schema.json is the schema of the language as it was when its workspaces could be files.
    @Test func `the schema says what it said before, except in its descriptions`() throws {
        let before = try SchemaValidator(Repository.text("Tests/Fixtures/runbook.schema.json")).root
        let after = try SchemaValidator(RunbookSchema.json).root
        #expect(Self.withoutDescriptions(after) == Self.withoutDescriptions(before))
    }

    /// What a step has to have now: the key of one kind.
    private static let kinds = JSON.list(
        ["repeat_jobs", "resume_jobs"].map { .object(["required": .list([.text($0)])]) }
    )

    /// A schema without the descriptions, which are strings; a property of this name is an object.
    private static func withoutDescriptions(_ schema: JSON) -> JSON {
        switch schema {
        // A step once had one kind only.
        case .object(let members) where members["oneOf"] == Self.kinds:
            withoutDescriptions(
                .object(
                    members.filter { $0.key != "oneOf" }
                        .merging(["required": .list([.text("repeat_jobs")])]) { _, new in new }
                )
            )
        case .object(let members):
            .object(
                members.filter { name, value in
                    if later.contains(name) { return false }
                    // Before there was a second kind of step, the one was required.
                    if case .object(let keys)? = members["properties"], keys["repeat_jobs"] != nil,
                        keys["verify"] != nil, name == "required" || name == "oneOf"
                    {
                        return false
                    }
                    if name == "description", case .text = value { return false }
                    return true
                }.mapValues(withoutDescriptions)
            )
        case .list(let elements): .list(elements.map(withoutDescriptions))
        default: schema
        }
    }

    @Test(arguments: (try? Repository.examples()) ?? [])
    func `every example conforms`(_ path: String) throws {
        #expect(try problems(Repository.text(path)) == [])
    }

    @Test(arguments: [
        "{ recipes: [28_904, \"7\", 8], since: now }", "{ recipes: $r, since: $s, limit: $l }",
        "{ recipes: 1, since: 2026-11-20T08:00:00.5-05:00, until: 1h30m ago }", "{ jobs: { 1: j-1, \"2\": [j-2] } }",
        "{ jobs_file: a.csv, since: beginning, inspect: all }",
        "{ recipes: 1, since: now, include: child, exclude_jobs: j-1 }",
        "{ recipes: 1, since: now, where: { title: 5, reruns: { gt: 0 }, duration: { lte: 5m }, not: { error: [a, 1] } } }",
    ])
    func `a selection that the parser takes conforms`(_ selection: String) throws {
        #expect(try problems(runbook(selection: selection)) == [])
    }

    @Test(arguments: [
        "verify: off", "verify: { within: 1h }", "stop_when: off",
        "stop_when: { failed_again: 20%, refused: 3, unknown: off }",
        "pace: 1 job/s", "on_failure: continue", "name: a b", "canary: { jobs: 1 }",
        "canary: { jobs: 2, per: recipe }", "ramp: [1, 25, 10%, 100%]", "max_pending: 200",
    ])
    func `a step that the parser takes conforms`(_ step: String) throws {
        #expect(complaints(runbook(step: step)) == "")
        #expect(try problems(runbook(step: step)) == [])
    }

    @Test(arguments: [
        runbook("nmae: x"), runbook("max_jobs: 0"), runbook("max_jobs: '5'"), runbook("timezone: Europe/Berlin"),
        runbook("on_unknown: no"), runbook("workspace: { token: abc }"), runbook("workspace: { token: {} }"),
        runbook("workspace: { data_center: xx }"), runbook("workspace: { settle: 5 }"),
        runbook("workspace: { data_center: us, url: https://x.example }"),
        runbook("workspace: { limits: { repeat_jobs: 1 } }"), runbook("inputs: { a: { type: number } }"),
        runbook("inputs: { a: {} }"), runbook("inputs: { 1a: { type: string } }"), runbook("canary: 1"),
        runbook(step: "verify: 10m"), runbook(step: "stop_when: { failed_again: 200% }"),
        runbook(step: "stop_when: {}"),
        runbook(step: "pace: 300/min"), runbook(step: "canary: {}"), runbook(step: "canary: { jobs: 0 }"),
        runbook(step: "canary: { jobs: 1, per: job }"), runbook(step: "ramp: []"), runbook(step: "ramp: [0]"),
        runbook(step: "ramp: [101%]"), runbook(step: "max_pending: 0"), runbook(step: "on_failure: go"),
        runbook(selection: "{ since: now }"), runbook(selection: "{ recipes: [], since: now }"),
        runbook(selection: "{ recipes: 1 }"), runbook(selection: "{ recipes: 0, since: now }"),
        runbook(selection: "{ recipes: 1, jobs_file: a, since: now }"), runbook(selection: "{ jobs: {} }"),
        runbook(selection: "{ recipes: 1, since: yesterday }"),
        runbook(selection: "{ recipes: 1, since: now, until: beginning }"),
        runbook(selection: "{ recipes: 1, since: now, status: pending }"),
        runbook(selection: "{ recipes: 1, since: now, include: duplicate }"),
        runbook(selection: "{ recipes: 1, since: now, inspect: some }"),
        runbook(selection: "{ recipes: 1, since: now, where: {} }"),
        runbook(selection: "{ recipes: 1, since: now, where: { any: [] } }"),
        runbook(selection: "{ recipes: 1, since: now, where: { title: { lt: 5 } } }"),
        runbook(selection: "{ recipes: 1, since: now, where: { duration: 5m } }"),
        "redrive: 2\nname: x\nsteps: [{ repeat_jobs: { recipes: 1, since: now } }]", "redrive: 1\nname: x\nsteps: []",
        "redrive: 1\nname: a b\nsteps: [{ repeat_jobs: { recipes: 1, since: now } }]", "name: x",
    ])
    func `what breaks a rule that a schema can say is refused by schema and parser`(_ text: String) throws {
        #expect(try !problems(text).isEmpty)
        #expect(complaints(text).contains("error: "))
    }
}
