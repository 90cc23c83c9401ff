import LocatedYAML
import Testing

@Suite struct RefusalTests {
    @Test func `a duplicate key shows both places`() {
        #expect(
            rendered("name: a\nsteps: []\n'name': b\n") == """
                error: the key 'name' is given twice
                 --> a.yaml:3:1
                  |
                3 | 'name': b
                  | ^^^^^^
                 ::: a.yaml:1:1
                  |
                1 | name: a
                  | ---- first given here

                """
        )
    }

    @Test func `the first of two equal keys counts`() {
        let root = YAMLDocument.parse(file("a: 1\na: 2\n")).root
        #expect(outline(root) == "{a:1}")
        #expect(root?.isIncomplete == true)
    }

    @Test func `all errors of a file are found at once`() {
        let parsed = YAMLDocument.parse(file("a: 1\na: 2\nb: *c\nd: !x y\n<<: {}\n[e]: f\n"))
        #expect(parsed.diagnostics.count == 5)
        #expect(outline(parsed.root) == "{a:1,b:?,d:?}")
    }

    /// What is wrong, where (marked), and the help.
    struct Case: Sendable, CustomTestStringConvertible {
        var source: String
        var message: String
        var help: String?
        var testDescription: String { source.debugDescription }
    }

    static let cases = [
        Case(
            source: "a: ⟦*b⟧",
            message: "the alias '*b' has no anchor before it",
            help: "put a value that starts with '*' in single quotes"
        ),
        Case(
            source: "a: &base 1\nb: ⟦*bsae⟧",
            message: "the alias '*bsae' has no anchor before it",
            help: "an anchor with a similar name is '&base'"
        ),
        Case(source: "a: &a [⟦*a⟧]", message: "the alias '*a' refers to a value that contains it"),
        Case(source: "a: &a\n  b: {c: ⟦*a⟧}", message: "the alias '*a' refers to a value that contains it"),
        Case(
            source: "a: {b: c}\nd: {⟦<<⟧: {e: f}}",
            message: "merge keys ('<<') are not supported",
            help: "write the keys out"
        ),
        Case(source: "? ⟦[a]⟧\n: b", message: "a key must be text; this is a list"),
        Case(source: "⟦{a: b}⟧: c", message: "a key must be text; this is a mapping"),
        Case(source: "? a\n? b\n?⟦⟧", message: "a key is missing before ':'"),
        Case(source: "⟦:⟧ b", message: "a key is missing before ':'"),
        Case(source: "{⟦:⟧ b}", message: "a key is missing before ':'"),
        Case(
            source: "a: ⟦!secret⟧ b",
            message: "the tag '!secret' is not supported",
            help: "put a value that starts with '!' in single quotes"
        ),
        Case(source: "a: &b ⟦!!binary⟧ x", message: "the tag '!!binary' is not supported"),
        Case(source: "a: ⟦!!str⟧ [b]", message: "the tag '!!str' does not fit what follows it"),
        Case(
            source: "a: 1\n⟦---⟧\nb: 2\n",
            message: "a second YAML document starts here; a file must be a single document"
        ),
        Case(source: "⟦⟧", message: "the file is empty"),
        Case(source: "⟦⟧# only this\n", message: "the file is empty"),
        Case(
            source: "a: b⟦\u{0}⟧c",
            message: "the character U+0000 is not allowed in a file",
            help: #"if it is intended, write \x00 in double quotes"#
        ),
        Case(
            source: "é: ⟦\u{1B}⟧[31m",
            message: "the character U+001B is not allowed in a file",
            help: #"if it is intended, write \x1b in double quotes"#
        ),
        Case(
            source: "a: ⟦\u{85}⟧",
            message: "the character U+0085 is not allowed in a file",
            help: #"if it is intended, write \x85 in double quotes"#
        ),
        Case(
            source: "# ⟦\u{202E}⟧\na: b",
            message: "the character U+202E (right-to-left override) is not allowed in a file",
            help: #"if it is intended, write \u202e in double quotes"#
        ),
        Case(
            source: "a: b\nc: '⟦\u{2066}⟧'",
            message: "the character U+2066 (left-to-right isolate) is not allowed in a file",
            help: #"if it is intended, write \u2066 in double quotes"#
        ),
        Case(
            source: "a: b\n⟦\u{FEFF}⟧c: d",
            message: "the character U+FEFF (zero width no-break space) is not allowed in a file",
            help: #"if it is intended, write \ufeff in double quotes"#
        ),
    ]

    @Test(arguments: cases)
    func `what is refused is shown where it stands`(_ example: Case) throws {
        let marked = MarkedText(example.source)
        let found = YAMLDocument.parse(file(marked.text)).diagnostics
        let only = try #require(found.first)
        #expect(found.count == 1)
        #expect(only.message == example.message)
        #expect(only.help == example.help)
        guard case .file(_, let range) = only.place else {
            Issue.record("no place")
            return
        }
        #expect(range.start.offset..<range.end.offset == marked.ranges.first)
    }

    /// Bytes that are not UTF-8, and where the first wrong one stands.
    struct Bytes: Sendable {
        var bytes: [UInt8]
        var line: Int
        var column: Int
    }

    @Test(arguments: [
        Bytes(bytes: [0xFE], line: 1, column: 1),
        Bytes(bytes: Array("a: ".utf8) + [0xC3], line: 1, column: 4),
        Bytes(bytes: Array("é: é".utf8) + [0xC3, 0x28], line: 1, column: 5),
        Bytes(bytes: Array("a: b\n日: ".utf8) + [0xED, 0xA0, 0x80] + Array("\n".utf8), line: 2, column: 4),
        Bytes(bytes: Array("a: ".utf8) + [0xC0, 0x80], line: 1, column: 4),
        Bytes(bytes: Array("a: ".utf8) + [0xF5, 0x80, 0x80, 0x80], line: 1, column: 4),
        Bytes(bytes: Array("a: ".utf8) + [0x80, 0x80], line: 1, column: 4),
    ])
    func `bytes that are not UTF-8 have a line and column`(_ example: Bytes) throws {
        let parsed = YAMLDocument.parse(SourceFile(name: "a.yaml", bytes: example.bytes))
        let only = try #require(parsed.diagnostics.first)
        #expect(parsed.root == nil && parsed.diagnostics.count == 1)
        #expect(only.message.hasPrefix("the file is not UTF-8: byte 0x"))
        let record = DiagnosticRecord(only)
        #expect(record.line == example.line)
        #expect(record.column == example.column)
        #expect(DiagnosticRenderer().render(only).contains("| "))
    }

    @Test(arguments: [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61], [0xFF, 0xFE, 0, 0]] as [[UInt8]])
    func `another encoding is named and not read`(_ bytes: [UInt8]) {
        let parsed = YAMLDocument.parse(SourceFile(name: "a.yaml", bytes: bytes))
        #expect(parsed.root == nil)
        #expect(parsed.diagnostics.first?.message.hasPrefix("a YAML file must be UTF-8; this is UTF-") == true)
    }
}
