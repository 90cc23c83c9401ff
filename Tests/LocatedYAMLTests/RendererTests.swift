import LocatedYAML
import TerminalText
import Testing

@Suite struct RendererTests {
    /// The rendering of an error under the marked part of a text.
    private func render(_ source: String, help: String? = nil, with renderer: DiagnosticRenderer = .init()) -> String {
        let marked = MarkedText(source)
        let source = file(marked.text)
        let range = marked.ranges.first ?? 0..<0
        let place = Diagnostic.Place.file(
            source,
            SourceRange(
                start: source.position(ofOffset: range.lowerBound),
                end: source.position(ofOffset: range.upperBound)
            )
        )
        return renderer.render(.error("wrong", at: place, help: help))
    }

    @Test func `the form of the style guide`() {
        let text = String(repeating: "\n", count: 13) + "      ⟦recipies⟧: [28904]\n"
        #expect(
            render(text, help: "a key with a similar name is 'recipes'") == """
                error: wrong
                  --> a.yaml:14:7
                   |
                14 |       recipies: [28904]
                   |       ^^^^^^^^
                   = help: a key with a similar name is 'recipes'

                """
        )
    }

    /// A line and what stands under it.
    struct Line: Sendable, CustomTestStringConvertible {
        var source: String
        var shown: String
        var under: String
        var testDescription: String { source.debugDescription }
    }

    @Test(arguments: [
        Line(source: "日本: ⟦x⟧", shown: "日本: x", under: "      ^"),
        Line(source: "a: ⟦日本⟧ b", shown: "a: 日本 b", under: "   ^^^^"),
        Line(source: "e\u{301}: ⟦x⟧", shown: "e\u{301}: x", under: "   ^"),
        Line(source: "😀: ⟦x⟧", shown: "😀: x", under: "    ^"),
        Line(source: "a:\t⟦x\ty⟧", shown: "a:\tx\ty", under: "  \t^^^"),
        Line(source: "\u{1B}[2J ⟦x⟧", shown: "\\u{1b}[2J x", under: "          ^"),
        Line(source: "\u{202E}⟦x⟧", shown: "\\u{202e}x", under: "        ^"),
        Line(source: "⟦a\r\nb⟧", shown: "a", under: "^"),
        Line(source: "⟦a: b   \nc⟧", shown: "a: b   ", under: "^^^^"),
        Line(source: "a⟦⟧", shown: "a", under: " ^"),
    ])
    func `the caret stands under what it means`(_ line: Line) {
        #expect(render(line.source).hasSuffix("\n1 | \(line.shown)\n  | \(line.under)\n"))
    }

    @Test func `an empty line shows a caret at its start`() {
        #expect(render("⟦⟧\na") == "error: wrong\n --> a.yaml:1:1\n  |\n1 |\n  | ^\n")
    }

    @Test func `bytes that are not UTF-8 are shown as such`() {
        let source = SourceFile(name: "a.yaml", bytes: [0x61, 0xFF, 0x62])
        let range = SourceRange(start: source.position(ofOffset: 2), end: source.position(ofOffset: 3))
        let shown = DiagnosticRenderer().render(.error("wrong", at: .file(source, range)))
        #expect(shown.hasSuffix("1 | a\\xffb\n  |      ^\n"))
    }

    @Test func `a long line is shown around the caret`() {
        let long = String(repeating: "abcdefghi ", count: 100_000)
        let shown = render(long + "⟦culprit⟧ " + long, with: DiagnosticRenderer(width: 40)).split(separator: "\n")
        #expect(shown[3] == "1 | …ghi abcdefghi culprit abcdefghi abcdefgh…")
        #expect(shown[4] == "  |                ^^^^^^^")
        let atEnd = render(long + "⟦culprit⟧", with: DiagnosticRenderer(width: 40)).split(separator: "\n")
        #expect(atEnd[3] == "1 | …hi abcdefghi abcdefghi abcdefghi culprit")
        let wide = render("⟦" + long + "⟧", with: DiagnosticRenderer(width: 40)).split(separator: "\n")
        #expect(wide[4] == "  | " + String(repeating: "^", count: 39))
    }

    @Test func `messages, names, labels and help cannot steer a terminal`() {
        let evil = "\u{1B}]0;x\u{7}\n\u{9B}1m\u{202E}"
        let source = SourceFile(name: evil, bytes: Array("a".utf8))
        let range = SourceRange(start: .start, end: .start)
        let diagnostic = Diagnostic.warning(
            evil,
            at: .file(source, range),
            help: evil,
            secondary: [.init(evil, at: .label(evil))]
        )
        let shown = DiagnosticRenderer().render(diagnostic)
        #expect(shown.unicodeScalars.allSatisfy { $0 == "\n" || escapedForTerminal(String($0)) == String($0) })
        #expect(shown.split(separator: "\n").count == 7)
    }

    @Test func `a token behind its key is never shown`() {
        for line in [
            "token: ⟦hunter2⟧", "{ ⟦nmae⟧: x, token: hunter2 }", "'token' :  hunter2: ⟦x⟧", "⟦token:⟧ \"hunter2\\d\"",
        ] {
            let shown = render(line)
            #expect(!shown.contains("hunter2"))
            #expect(shown.contains("***"))
        }
        #expect(render("token: { ⟦evn⟧: X }").contains("evn"))
        #expect(render("token: ⟦⟧").contains("1 | token: \n"))
        #expect(render("⟦my_token⟧: x").contains("my_token: x"))
        #expect(!rendered("token: hunter2: x").contains("hunter2"))
        #expect(!rendered("token: hunter2\ntoken: hunter2").contains("hunter2"))
    }

    @Test func `several are shown by position, and beyond the limit counted`() {
        let source = file("a\nb\nc\n")
        var diagnostics = Diagnostics()
        for offset in [4, 0, 2] {
            let position = source.position(ofOffset: offset)
            diagnostics.append(.error("at \(offset)", at: .file(source, SourceRange(start: position, end: position))))
        }
        diagnostics.append(.error("nowhere", at: nil))
        #expect(diagnostics.sorted.map(\.message) == ["nowhere", "at 0", "at 2", "at 4"])
        let shown = DiagnosticRenderer(limit: 2).render(diagnostics)
        #expect(
            shown == "error: nowhere\n\nerror: at 0\n --> a.yaml:1:1\n  |\n1 | a\n  | ^\n\n... and 2 more messages\n"
        )
    }

    @Test func `colours surround the same text`() {
        let plain = render("a: ⟦b⟧", help: "c")
        let colored = render("a: ⟦b⟧", help: "c", with: DiagnosticRenderer(color: true))
        #expect(colored.contains("\u{1B}[1;31merror:\u{1B}[0m"))
        #expect(colored.replacing(#/\x1b\[[0-9;]*m/#, with: "") == plain)
    }

    @Test func `line numbers of different widths share a gutter`() {
        let text = "a: 1\n" + String(repeating: "\n", count: 8) + "a: 2\n"
        #expect(
            rendered(text) == """
                error: the key 'a' is given twice
                  --> a.yaml:10:1
                   |
                10 | a: 2
                   | ^
                  ::: a.yaml:1:1
                   |
                 1 | a: 1
                   | - first given here

                """
        )
    }

    @Test func `a record holds the plain values`() throws {
        let diagnostic = try #require(YAMLDocument.parse(file("é: 1\né: 2\n")).diagnostics.first)
        let record = DiagnosticRecord(diagnostic)
        #expect(record.severity == "error" && record.file == "a.yaml" && record.help == nil)
        #expect([record.line, record.column, record.endLine, record.endColumn] == [2, 1, 2, 2])
        #expect(record.related.map(\.line) == [1])
        let label = DiagnosticRecord(.warning("w", at: .label("--set a=…"), help: "h"))
        #expect(label.severity == "warning" && label.file == "--set a=…" && label.line == nil && label.help == "h")
    }
}
