import LocatedYAML
import Testing

@testable import WorkatoSimulator

@Suite struct ScenarioParsingTests {
    private func parse(_ text: String) -> (scenario: Scenario?, messages: [String], rendered: String) {
        let file = SourceFile(name: "s.yaml", bytes: Array(text.utf8))
        let (scenario, diagnostics) = Scenario.parse(file)
        let rendered = DiagnosticRenderer().render(Diagnostics(diagnostics))
        return (scenario, diagnostics.map(\.message), rendered)
    }

    @Test func `the least scenario has all defaults`() {
        let result = parse("scenario: 1\nrecipes: []\n")
        #expect(result.messages == [])
        #expect(result.scenario == Scenario())
    }

    @Test func `every key is read`() throws {
        let result = parse(ScenarioTexts.everything)
        #expect(result.rendered == "")
        #expect(result.scenario == ScenarioTexts.everythingBuilt)
    }

    @Test func `a refusal of the identity has one of three statuses`() {
        let result = parse("scenario: 1\nrecipes: []\nidentity: { refused: 418 }\n")
        #expect(result.scenario == nil)
        #expect(result.messages == ["'refused' must be 401, 403 or 404; this is 418"])
    }

    @Test func `a text that YAML cuts at a hash is reported, and the scenario is taken`() {
        let result = parse(
            """
            scenario: 1   # the only one
            recipes:
              - id: 1
                failed:
                  count: 3
                  errors:
                    - type: Timeout # of the CRM
                      message: Invoice #12 is locked
            """
        )
        #expect(result.messages == ["'message' is read as 'Invoice'; '#12 is locked' is a comment"])
        #expect(result.scenario != nil)
    }

    @Test func `nothing is shown of a file that is no scenario`() {
        let result = parse("password: sEcRet\n")
        #expect(result.scenario == nil)
        #expect(result.messages == ["this is not a scenario: it has none of the keys 'scenario', 'recipes'"])
        #expect(!result.rendered.contains("sEcRet"))
    }

    @Test func `a group has a short form, and a recipe may have several of a status`() {
        let result = parse(
            """
            scenario: 1
            recipes:
              - id: 1
                failed: { count: 3 }
                succeeded: [{ count: 1 }, { count: 2 }]
            """
        )
        #expect(result.messages == [])
        #expect(
            result.scenario?.recipes[0].groups
                == [.init(.succeeded, count: 1), .init(.succeeded, count: 2), .init(.failed, count: 3)]
        )
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var text: String
        var message: String
        var testDescription: String { message }
    }

    /// Each is a line of a scenario that has recipe 1 with job j-1.
    static let wrong = [
        Wrong(text: "nmae: x", message: "'nmae' is not a key of a scenario"),
        Wrong(text: "seed: -1", message: "'seed' must be a whole number from 0; this is -1"),
        Wrong(
            text: "retention: 30",
            message: "'retention' must be a duration such as 250ms, 2s, 40m, 6h or 30d; this is 30"
        ),
        Wrong(
            text: "retention: 99999999d",
            message: "'retention' must be a duration such as 250ms, 2s, 40m, 6h or 30d; this is '99999999d'"
        ),
        Wrong(
            text: "latency: 2s-1s",
            message: "'latency' must be a duration such as 2s, or two such as 2s-6s; this is '2s-1s'"
        ),
        Wrong(text: "latency: { lst: 1s }", message: "'lst' is not a key of latency"),
        Wrong(
            text: "habits: { page_size: 101 }",
            message: "'page_size' must be a whole number from 1 to 100; this is 101"
        ),
        Wrong(
            text: "habits: { page_size: 5, overlap: 5 }",
            message: "'overlap' must be less than 'page_size'; this is 5"
        ),
        Wrong(text: "habits: { order: id }", message: "'order' must be one of started_at, completed_at; this is 'id'"),
        Wrong(
            text: "habits: { stumble: { page: 1, then: end } }",
            message: "'page' must be a whole number from 2 to 100000; this is 1"
        ),
        Wrong(
            text: "limits: { other: 60 }",
            message: "'other' must be a rate such as 1/s, 60/min or 1000/h; this is 60"
        ),
        Wrong(
            text: "limits: { other: 0/s }",
            message: "'other' must be a rate such as 1/s, 60/min or 1000/h; this is '0/s'"
        ),
        Wrong(
            text: "repeats: suceed",
            message: "'repeats' must be one of succeed, fail_same, stay_pending; this is 'suceed'"
        ),
        Wrong(text: "repeats: { succed: 1 }", message: "'succed' is not a key of repeats"),
        Wrong(text: "faults: { effect: close }", message: "'faults' must be a list; this is a mapping"),
        Wrong(
            text: "faults: [{ effect: clsoe }]",
            message:
                "'effect' must be one of status, html, garbage, cut, close, silence, late, omit, throttle, refuse_connection, unauthorized, slow, hide_rows, other_recipe, cached; this is 'clsoe'"
        ),
        Wrong(text: "faults: [{ effect: close }]", message: "a fault with the effect 'close' needs the key 'applied'"),
        Wrong(
            text: "faults: [{ effect: unauthorized, by: 3s }]",
            message: "'by' is not a key of a fault with the effect 'unauthorized'"
        ),
        Wrong(
            text: "faults: [{ effect: garbage, applied: some }]",
            message: "'applied' must be none, all, or a number of jobs; this is 'some'"
        ),
        Wrong(text: "faults: [{ effect: garbage, recipe: 2 }]", message: "recipe 2 is not in this scenario"),
        Wrong(text: "faults: [{ effect: garbage, nth: 0 }]", message: "'nth' must be a whole number from 1; this is 0"),
        Wrong(
            text: "faults: [{ effect: garbage, nth: 1, from: 2 }]",
            message: "a fault must have at most one of 'nth', 'from', 'every' and 'probability'"
        ),
        Wrong(
            text: "faults: [{ effect: garbage, probability: 2 }]",
            message: "'probability' must be a number from 0 to 1; this is 2"
        ),
        Wrong(
            text: "faults: [{ effect: status, status: 200 }]",
            message: "'status' must be a whole number from 400 to 599; this is 200"
        ),
        Wrong(
            text: "happenings: [{ at: tomorrow, sweep: -1h }]",
            message:
                "'at' must be a time such as 2026-11-20T08:00:00Z, or -6h or +30s from the start; this is 'tomorrow'"
        ),
        Wrong(
            text: "happenings: [{ at: +1s }]",
            message:
                "a happening must have 'at' or 'before', and one of 'repeat_jobs', 'repeat_random', 'new_jobs' and 'sweep'"
        ),
        Wrong(
            text: "happenings: [{ at: +1s, repeat_random: { recipe: 5, count: 1 } }]",
            message: "recipe 5 is not in this scenario"
        ),
        Wrong(
            text: "happenings: [{ at: +1s, new_jobs: { recipe: 1 } }]",
            message: "new_jobs must have 'recipe' and one of 'succeeded', 'failed' and 'pending'"
        ),
        Wrong(
            text: "resume_tokens: [{ token: a, job: j-1 }]",
            message: "a resume token must name both 'recipe' and 'job', or neither"
        ),
    ]

    @Test(arguments: wrong)
    func `what is wrong is told with its rule`(wrong: Wrong) {
        let result = parse("scenario: 1\n\(wrong.text)\nrecipes: [{ id: 1, jobs: [{ id: j-1 }] }]\n")
        #expect(result.scenario == nil)
        #expect(result.messages == [wrong.message])
    }

    @Test func `no message about any change of a scenario shows a Swift type, or the old form of a rule`() {
        let lines = ScenarioTexts.everything.split(separator: "\n").map(String.init)
        var told: Set<String> = []
        for (index, line) in lines.enumerated() where line.contains(":") && !line.contains("#") {
            let key = line.prefix { $0 != ":" }
            for change in ["\(key): ~", "\(key): []", "\(key): { a: b }", "\(key): -1x", "\(key)s: 1", ""] {
                let text = (lines[..<index] + [change] + lines[(index + 1)...]).joined(separator: "\n")
                told.formUnion(parse(text).messages)
            }
        }
        #expect(told.count > 50)
        for message in told.map({ $0.replacing(#/'[^']*'/#, with: "''") }) {
            #expect(!message.contains(#/[a-z]{2}[A-Z][a-z]|Optional|[a-z]\(|WorkatoSimulator|\bnil\b/#), "\(message)")
            #expect(!message.contains(#/ \((is|has|are) /#), "\(message)")
        }
    }

    static let wrongRecipes = [
        Wrong(text: "{ id: 0 }", message: "'id' must be a whole number from 1; this is 0"),
        Wrong(text: "{ jobs: [] }", message: "a recipe needs the key 'id'"),
        Wrong(text: "{ id: 1 }, { id: 1 }", message: "recipe 1 is given twice"),
        Wrong(text: "{ id: 1, jobs: [{ id: a }] }, { id: 2, jobs: [{ id: a }] }", message: "job 'a' is given twice"),
        Wrong(
            text: "{ id: 1, jobs: [{ id: a, repeats: b }] }",
            message: "'repeats' must name a master among the jobs of this recipe; this is 'b'"
        ),
        Wrong(text: "{ id: 1, jobs: [{ id: a, error: { type: x } }] }", message: "an error needs the key 'message'"),
        Wrong(
            text: "{ id: 1, failed: { count: 2, recovered: 2, erased: 1 } }",
            message: "the special jobs of a group must be among its 2 jobs; these are 3"
        ),
        Wrong(
            text: "{ id: 1, failed: { count: 2, between: [-1h, -2h] } }",
            message: "'between' must end after it begins; this ends before"
        ),
        Wrong(
            text: "{ id: 1, failed: { count: 2, between: -1h } }",
            message: "'between' must be a list of two times; this is '-1h'"
        ),
        Wrong(
            text: "{ id: 1, failed: { count: 2, called_by: 9 } }",
            message: "'called_by' must name this or an earlier recipe; this is 9"
        ),
        Wrong(text: "{ id: 1, failed: { cuont: 2 } }", message: "'cuont' is not a key of 'failed'"),
        Wrong(text: "{ id: 1, succeeded: { count: 1, errors: [] } }", message: "'errors' is not a key of 'succeeded'"),
        Wrong(
            text: "{ id: 1, failed: { count: 1000000 } }, { id: 2, failed: { count: 1000000 } }",
            message: "a scenario must have at most 2000000 jobs; this has up to 4000000"
        ),
    ]

    @Test(arguments: wrongRecipes)
    func `what is wrong with recipes is told with its rule`(wrong: Wrong) {
        let result = parse("scenario: 1\nrecipes: [\(wrong.text)]\n")
        #expect(result.scenario == nil)
        #expect(result.messages == [wrong.message])
    }

    @Test func `all errors are shown at once, with carets and suggestions`() {
        let result = parse(
            """
            scenario: 1
            recipies: []
            habits:
              page_sise: 10
            """
        )
        #expect(result.messages.count == 2)
        #expect(result.rendered.contains("s.yaml:2:1"))
        #expect(result.rendered.contains("a key with a similar name is 'recipes'"))
        #expect(result.rendered.contains("a key with a similar name is 'page_size'"))
    }

    @Test(arguments: ["", "- 1", "scenario: 2\nrecipes: []", "scenario: 1", "a: [", "scenario: 1\nrecipes: 5"])
    func `what is no scenario gives none, and says why`(text: String) {
        let result = parse(text)
        #expect(result.scenario == nil)
        #expect(!result.messages.isEmpty)
    }
}
