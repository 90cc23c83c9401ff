import LocatedYAML
import Testing

/// What people paste into a file that YAML reads otherwise than they do.
@Suite struct PastedTextTests {
    /// A text, the first error in it (marked), and what is reported.
    struct Case: Sendable, CustomTestStringConvertible {
        var source: String
        var message: String
        var help: String?
        var testDescription: String { source.debugDescription }
    }

    private static let space = "U+00A0 (no-break space) is not a space in YAML"
    private static let plain = "replace U+00A0 (no-break space) with a plain space"
    private static let comment = "put a text with ' #' in it in single quotes: ' #' starts a comment"

    static let cases = [
        Case(source: "a: 1\n⟦\u{A0}\u{A0}⟧b: 2\n", message: space, help: plain),
        Case(source: "a:\n  b: 1\n⟦\u{A0}\u{A0}⟧c: 2\n", message: space, help: plain),
        Case(source: "- ⟦\u{A0}⟧a: 1\n", message: space, help: plain),
        Case(
            source: "⟦\u{3000}⟧a: 1",
            message: "U+3000 (ideographic space) is not a space in YAML",
            help: "replace U+3000 (ideographic space) with a plain space"
        ),
        Case(source: "a: 1\nb:⟦\u{A0}⟧6h ago\nc: 1\n", message: space, help: plain),
        Case(source: "a:\n  - b: 1\n⟦\u{A0}\u{A0}\u{A0}\u{A0}⟧[c]\n", message: space, help: plain),
        Case(source: "a: ⟦{⟧ b: Invoice #12 }\n", message: "this mapping is never closed with '}'", help: comment),
        Case(source: "a: ⟦[⟧b, Invoice #12]\n", message: "this list is never closed with ']'", help: comment),
        Case(source: "a: [b, Invoice #12,\n  ⟦c⟧]\n", message: "',' or ']' is expected here", help: comment),
        Case(source: "a: Invoice #12\n  ⟦l⟧ocked\nb: c\n", message: "a key is expected here", help: comment),
        Case(source: "a: Invoice #12\n⟦locked⟧\nb: c\n", message: "a ':' is expected after this key", help: comment),
        // No text is cut here.
        Case(source: "a: { b: 'c #12', # and more\n⟦⟧", message: "the file ends before everything is closed"),
        Case(source: "a: ⟦[⟧ # a list\n  b, \"c\" # quoted\n", message: "this list is never closed with ']'"),
    ]

    @Test(arguments: cases)
    func `the cause is shown, not where it was noticed`(_ example: Case) throws {
        let marked = MarkedText(example.source)
        let parsed = YAMLDocument.parse(file(marked.text))
        let only = try #require(parsed.diagnostics.first)
        #expect(parsed.root == nil)
        #expect(parsed.diagnostics.count == 1)
        #expect(only.message == example.message)
        #expect(only.help == example.help)
        guard case .file(_, let range) = only.place else {
            Issue.record("no place")
            return
        }
        #expect(range.start.offset..<range.end.offset == marked.ranges.first)
    }

    @Test func `the comment that cuts a text is pointed at`() {
        #expect(
            rendered("a: { b: Invoice #12 }\n") == """
                error: this mapping is never closed with '}'
                 --> a.yaml:1:4
                  |
                1 | a: { b: Invoice #12 }
                  |    ^
                 ::: a.yaml:1:17
                  |
                1 | a: { b: Invoice #12 }
                  |                 ----- a comment starts here
                  = help: put a text with ' #' in it in single quotes: ' #' starts a comment

                """
        )
    }

    @Test(arguments: ["a: 1 #\u{A0}b\n", "'\u{A0}a': 1\n", "a: b\u{A0}c\n", "a: |\n  b\u{A0}c\n", "#\u{A0}x\na: 1\n"])
    func `such a space in a comment, in quotes or within a text is nothing to YAML`(_ text: String) {
        #expect(rendered(text) == "")
    }

    @Test(
        arguments: [
            [0x61, 0, 0x3A, 0], [0, 0x61, 0, 0x3A], [0xFF, 0xFE, 0x61, 0], [0x61, 0, 0, 0, 0x3A, 0, 0, 0],
        ] as [[UInt8]]
    )
    func `another Unicode encoding is named, with a byte-order mark and without`(_ bytes: [UInt8]) {
        let found = YAMLDocument.parse(SourceFile(name: "a.yaml", bytes: bytes)).diagnostics
        #expect(found.map(\.message).first?.hasPrefix("a YAML file must be UTF-8; this is UTF-") == true)
    }
}
