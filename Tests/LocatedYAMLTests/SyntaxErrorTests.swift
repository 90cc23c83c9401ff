import LocatedYAML
import Testing

@Suite struct SyntaxProblemTests {
    /// A text that is no YAML: where it fails (marked) and what is told.
    struct Case: Sendable, CustomTestStringConvertible {
        var source: String
        var message: String
        var help: String?
        var testDescription: String { source.debugDescription }
    }

    private static let quote = "put a value with any of [ ] { } , in it in single quotes"
    private static let single = "use single quotes: in them a backslash is a plain character"

    static let cases = [
        Case(source: "w: { matches: ^Test⟦[⟧0-9]+$ }", message: "',' or '}' is expected here", help: quote),
        Case(source: "w: { matches: ^a⟦{⟧3}, b: c }", message: "',' or '}' is expected here", help: quote),
        Case(source: "w: [10%, a⟦{⟧3}]", message: "',' or ']' is expected here", help: quote),
        Case(source: "w: { matches: a}⟦b⟧ }", message: "a key is expected here", help: quote),
        Case(source: "w: [0-9]⟦+⟧$", message: "a key is expected here", help: quote),
        Case(source: "- [0-9]⟦+⟧\n- b", message: "a list entry ('- ') is expected here", help: quote),
        Case(source: "{ a: b } ⟦}⟧\n", message: "this '}' closes nothing", help: quote),
        Case(source: #"a: "⟦\d⟧+""#, message: #"'\d' is not an escape in double quotes"#, help: single),
        Case(source: #"é: { matches: "日本⟦\w⟧" }"#, message: #"'\w' is not an escape in double quotes"#, help: single),
        Case(source: #"a: "\x⟦z⟧z""#, message: "this escape does not name a character", help: single),
        Case(source: "a: ⟦\"⟧b\nc: d\n", message: "this quote is never closed"),
        Case(source: "a: ⟦'⟧b\nc: d\n", message: "this quote is never closed"),
        Case(source: "a: ⟦[⟧1, 2", message: "this list is never closed with ']'"),
        Case(source: "a: ⟦{⟧b: c", message: "this mapping is never closed with '}'"),
        Case(
            source: "e: could not reach⟦:⟧ x",
            message: "a second ':' is not expected here",
            help: "put a text with ': ' in it in single quotes"
        ),
        Case(
            source: "name: x\n  foo⟦:⟧ y\n",
            message: "a key cannot start here; the text of the line above continues",
            help: "if this is a key of its own, indent it like the line above"
        ),
        Case(
            source: "a:\n  b: 1\n ⟦c⟧: 2\n",
            message: "a key is expected here",
            help: "indent this line like the keys that it belongs to"
        ),
        Case(source: "a:\n  b: 1\n ⟦C⟧: 2\n", message: "a key is expected here"),
        Case(
            source: "- a: 1\n  b: 2\n ⟦c⟧: 3\n",
            message: "a list entry ('- ') is expected here",
            help: "if this belongs to the list entry above, indent it further"
        ),
        Case(
            source: "a: ⟦@⟧foo",
            message: "a value cannot start with '@'",
            help: "put a value that starts with '@' in single quotes"
        ),
        Case(
            source: "a: ⟦*.csv⟧",
            message: "'*' starts an alias, and this is not one",
            help: "put a value that starts with '*' in single quotes"
        ),
        Case(
            source: "a: ⟦!(x|y)⟧",
            message: "'!' starts a tag, and this is not one",
            help: "put a value that starts with '!' in single quotes"
        ),
        Case(
            source: "a:\n⟦\t⟧b: c\n",
            message: "indentation must be spaces; this is a tab",
            help: "indent with spaces"
        ),
        Case(
            source: "a: ⟦-⟧ b",
            message: "a list entry cannot start here",
            help: "start a line of its own with '- '"
        ),
        Case(
            source: "a: 'it'⟦s⟧'\n",
            message: "a key is expected here",
            help: "write a single quote inside single quotes twice"
        ),
        Case(
            source: "'a'⟦:⟧b",
            message: "a second YAML document starts here; a file must be a single document",
            help: "put a space after the ':' of a key"
        ),
        Case(source: "⟦%⟧YAML 1.3\n--- a\n", message: "the YAML version must be 1.1 or 1.2"),
        Case(source: "a: {#⟦⟧", message: "the file ends before everything is closed"),
        Case(source: "a: {b: c,\n⟦⟧", message: "the file ends before everything is closed"),
        Case(
            source: "a: |⟦x⟧\n b\n",
            message: "this is not YAML: did not find expected comment or line break while scanning a block scalar"
        ),
    ]

    @Test(arguments: cases)
    func `what is no YAML gives one diagnostic where it fails`(_ example: Case) throws {
        let marked = MarkedText(example.source)
        let parsed = YAMLDocument.parse(file(marked.text))
        let only = try #require(parsed.diagnostics.first)
        #expect(parsed.root == nil && parsed.diagnostics.count == 1)
        #expect(only.message == example.message)
        #expect(only.help == example.help)
        guard case .file(_, let range) = only.place else {
            Issue.record("no place")
            return
        }
        #expect(range.start == file(marked.text).position(ofOffset: range.start.offset))
        #expect(range.start.offset..<range.end.offset == marked.ranges.first)
    }

    @Test func `a list that goes on in the next line shows where it starts`() {
        #expect(
            rendered("a: [1, 2\nb: 3\n") == """
                error: ',' or ']' is expected here
                 --> a.yaml:2:2
                  |
                2 | b: 3
                  |  ^
                 ::: a.yaml:1:4
                  |
                1 | a: [1, 2
                  |    - the list starts here

                """
        )
    }

    @Test func `what was refused before the fault is shown as well`() {
        let messages = YAMLDocument.parse(file("a: *b\nc: [")).diagnostics.map(\.message)
        #expect(messages == ["the alias '*b' has no anchor before it", "the file ends before everything is closed"])
    }
}
