import LocatedYAML
import Testing

@Suite struct TreeTests {
    /// A text whose markers are the ranges of all nodes but the root.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var source: String
    }

    static let cases = [
        Case(testDescription: "block mapping", source: "⟦a⟧: ⟦1⟧\n⟦bc⟧:   ⟦d e⟧  # f\n"),
        Case(testDescription: "flow", source: "⟦a⟧: ⟦[⟦1⟧, ⟦{⟦b⟧: ⟦\"c\"⟧}⟧ ]⟧ \n"),
        Case(
            testDescription: "a block list ends with its last entry",
            source: "⟦a⟧:\n  ⟦- ⟦x⟧\n  - ⟦y⟧⟧\n\n\n⟦b⟧: ⟦z⟧\n"
        ),
        Case(
            testDescription: "a block mapping ends with its last value",
            source: "⟦a⟧:\n  ⟦⟦b⟧: ⟦c⟧⟧\n\n# d\n⟦e⟧: ⟦f⟧"
        ),
        Case(testDescription: "a list at its key's indent", source: "⟦a⟧:\n⟦- ⟦b⟧\n- ⟦c⟧⟧\n⟦d⟧: ⟦e⟧"),
        Case(testDescription: "multi-byte characters", source: "⟦überå⟧: ⟦'日本語'⟧\n⟦é⟧: ⟦[⟦😀⟧, ⟦x⟧]⟧\n"),
        Case(testDescription: "CR LF", source: "⟦a⟧: ⟦b⟧\r\n⟦c⟧:\r\n  ⟦- ⟦d⟧⟧\r\n\r\n⟦e⟧: ⟦f⟧\r\n"),
        Case(testDescription: "CR", source: "⟦a⟧: ⟦b⟧\r⟦c⟧: ⟦d⟧\r"),
        Case(testDescription: "block scalars end with their text", source: "⟦a⟧: ⟦|\n  x\n  y⟧\n\n\n⟦b⟧: ⟦>-\n  z⟧\n"),
        Case(testDescription: "byte-order mark", source: "\u{FEFF}⟦a⟧: ⟦b⟧\n"),
        Case(testDescription: "a missing value stands behind its key", source: "? ⟦a⟧⟦⟧\n? ⟦b⟧⟦⟧\n\n\n⟦c⟧: ⟦d⟧\n"),
        Case(testDescription: "an alias has its own range", source: "⟦a⟧: ⟦&x b⟧\n⟦c⟧: ⟦*x⟧\n"),
    ]

    @Test(arguments: cases)
    func `every node knows its range`(_ example: Case) throws {
        let marked = MarkedText(example.source)
        let parsed = YAMLDocument.parse(file(marked.text))
        let root = try #require(parsed.root)
        #expect(parsed.diagnostics.isEmpty)
        #expect(
            ranges(root).dropFirst().sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
                == marked.ranges
        )
    }

    @Test(arguments: cases)
    func `lines and columns agree with offsets`(_ example: Case) throws {
        let source = file(MarkedText(example.source).text)
        let root = try #require(YAMLDocument.parse(source).root)
        func check(_ node: Node) {
            #expect(node.range.start == source.position(ofOffset: node.range.start.offset))
            #expect(node.range.end == source.position(ofOffset: node.range.end.offset))
            switch node.kind {
            case .scalar: break
            case .sequence(let nodes): nodes.forEach(check)
            case .mapping(let entries):
                for entry in entries {
                    check(entry.key)
                    check(entry.value)
                }
            }
        }
        check(root)
    }

    @Test func `columns count scalars and a byte-order mark counts for nothing`() throws {
        let root = try #require(YAMLDocument.parse(file("\u{FEFF}日本: 'x'\n")).root)
        #expect(root["日本"]?.range.start == SourcePosition(line: 1, column: 5, offset: 11))
    }

    @Test func `offsets stay right in lines longer than a checkpoint`() throws {
        let text = "[" + String(repeating: "é, ", count: 500) + "'日' ]\n"
        let source = file(text)
        guard case .sequence(let nodes) = try #require(YAMLDocument.parse(source).root).kind else {
            Issue.record("not a list")
            return
        }
        for node in nodes.dropLast() {
            let bytes = source.bytes[node.range.start.offset..<node.range.end.offset]
            #expect(String(decoding: bytes, as: UTF8.self) == "é")
            #expect(source.position(ofOffset: node.range.start.offset) == node.range.start)
        }
    }

    @Test func `the text of a scalar is whole even with an escaped NUL`() {
        let root = YAMLDocument.parse(file(#"a: "x\0y""#)).root
        #expect(root?["a"]?.scalar == Scalar(text: "x\0y", style: .doubleQuoted))
    }

    @Test func `styles are kept`() {
        let root = YAMLDocument.parse(file("[a, 'b', \"c\"]")).root
        #expect(outline(root) == "[a,'b','c']")
        #expect(YAMLDocument.parse(file("|\n a\n")).root?.scalar == Scalar(text: "a\n", style: .literal))
        #expect(YAMLDocument.parse(file(">\n a\n")).root?.scalar == Scalar(text: "a\n", style: .folded))
    }

    @Test(arguments: ["", "~", "null", "Null", "NULL"])
    func `a plain null is null and a quoted one is text`(_ word: String) {
        #expect(YAMLDocument.parse(file("a: \(word)")).root?["a"]?.isNull == true)
        #expect(YAMLDocument.parse(file("a: '\(word)'")).root?["a"]?.isNull == false)
        #expect(YAMLDocument.parse(file("a: !!str \(word)")).root?["a"]?.isNull == false)
    }

    @Test func `an alias has the children of its anchor`() {
        #expect(outline(YAMLDocument.parse(file("a: &x [1, {b: c}]\nd: *x")).root) == "{a:[1,{b:c}],d:[1,{b:c}]}")
    }

    @Test func `core tags pass`() {
        let text = "a: !!str 5\nb: !!int '5'\nc: !!seq [x]\nd: !!map {y: z}\ne: !<tag:yaml.org,2002:str> q"
        let parsed = YAMLDocument.parse(file(text))
        #expect(parsed.diagnostics.isEmpty)
        #expect(outline(parsed.root) == "{a:'5',b:5,c:[x],d:{y:z},e:'q'}")
    }

    @Test func `lines are found with every line break`() {
        let source = file("a\nb\r\nc\rd")
        #expect((1...4).map { source.text(ofLine: $0) } == ["a", "b", "c", "d"])
        #expect(source.text(ofLine: 0) == nil)
        #expect(source.text(ofLine: 5) == nil)
        #expect(source.lineCount == 4)
    }
}
