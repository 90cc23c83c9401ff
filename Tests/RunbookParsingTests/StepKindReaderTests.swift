import LocatedYAML
import RedriveCore
import Testing
import WorkatoJobs

@testable import RunbookParsing

/// The reader of steps with a second kind, which the language does not have.
@Suite struct StepKindReaderTests {
    /// A kind whose value is the id of one recipe.
    private static let recipe = StepKindReader(
        key: Key("recipe", .node("recipe", schema: .reference("recipe")), .optional("none"), "one recipe"),
        blocks: [],
        definitions: []
    ) { node, context, diagnostics in
        node.recipe(as: "recipe", &diagnostics).map { recipe in
            .repeatJobs(
                RepeatSelection(JobQuery(source: .recipes([recipe]), window: TimeWindow(until: context.times.now)))
            )
        }
    }

    /// The steps of a text, and its messages with their help.
    private func steps(_ text: String) throws -> (steps: [Step], messages: [String]) {
        let root = try #require(YAMLDocument.parse(SourceFile(name: "steps.yaml", bytes: Array(text.utf8))).root)
        var diagnostics = Diagnostics([])
        let context = StepContext(times: TimeReader(now: now, zone: nil)) { _ in .failure(.init(message: "no files")) }
        let reader = StepsReader(context: context, kinds: StepKindReader.all + [Self.recipe])
        let steps = reader.read(root, &diagnostics)
        return (steps, diagnostics.sorted.map { $0.message + ($0.help.map { " = \($0)" } ?? "") })
    }

    @Test func `a step is read by the reader of its kind`() throws {
        let (steps, messages) = try steps("[{ recipe: 7 }, { repeat_jobs: { recipes: 8, since: 6h ago } }]")
        #expect(messages == [])
        #expect(steps.map { $0.selection.query.recipes } == [[7], [8]])
    }

    @Test func `two kinds exclude each other, in the order of the file`() throws {
        let (steps, messages) = try steps("[{ recipe: 7, repeat_jobs: { recipes: 8, since: 6h ago } }]")
        #expect(steps.isEmpty)
        #expect(messages == ["'repeat_jobs' cannot be used together with 'recipe'"])
    }

    @Test func `a step without a kind misses the usual one`() throws {
        #expect(try steps("[{ name: a }]").messages == ["a step needs the key 'repeat_jobs'"])
    }

    @Test func `a similar key is suggested among all kinds`() throws {
        let messages = try steps("[{ recipee: 7, repeat_jobs: { recipes: 8, since: 6h ago } }]").messages
        #expect(messages == ["'recipee' is not a key of a step = a key with a similar name is 'recipe'"])
    }

    @Test func `the schema wants exactly one of the kinds`() {
        func rules(_ keys: [String]) -> String { SchemaValue.object(StepKindReader.rules(for: keys)).json() }
        #expect(rules(["a"]) == #"{ "required": ["a"] }"#)
        #expect(rules(["a", "b"]) == #"{ "oneOf": [{ "required": ["a"] }, { "required": ["b"] }] }"#)
    }
}
