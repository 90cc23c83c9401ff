import LocatedYAML
import Testing

@Suite struct LimitTests {
    private func messages(_ text: String, _ limits: YAMLLimits = .default) -> [String] {
        YAMLDocument.parse(file(text), limits: limits).diagnostics.map(\.message)
    }

    @Test func `a file of the largest size passes and one byte more does not`() {
        let limits = YAMLLimits(bytes: 6)
        #expect(messages("a: b\n#", limits).isEmpty)
        #expect(messages("a: b\n##", limits) == ["a file must have at most 6 bytes; this has 7"])
    }

    @Test(arguments: [["[", "]"], ["{a: ", "}"]])
    func `nesting passes up to its limit`(_ brackets: [String]) {
        func nested(_ depth: Int) -> String {
            String(repeating: brackets[0], count: depth) + String(repeating: brackets[1], count: depth)
        }
        #expect(messages(nested(64)).isEmpty)
        #expect(messages(nested(65)) == ["lists and mappings must nest at most 64 levels deep; this is deeper"])
    }

    @Test(.timeLimit(.minutes(30))) func `a million brackets are refused at once`() {
        #expect(
            messages(String(repeating: "[", count: 1_000_000)) == [
                "lists and mappings must nest at most 64 levels deep; this is deeper"
            ]
        )
        #expect(
            messages(String(repeating: "[\n", count: 1_000_000)) == [
                "lists and mappings must nest at most 64 levels deep; this is deeper"
            ]
        )
        #expect(
            messages(String(repeating: "- ", count: 1_000_000)) == [
                "lists and mappings must nest at most 64 levels deep; this is deeper"
            ]
        )
    }

    @Test func `aliases count with the depth they have`() {
        let limits = YAMLLimits(nesting: 4)
        #expect(messages("a: &x [[1]]\nb: [*x]", limits).isEmpty)
        #expect(
            messages("a: &x [[1]]\nb: [[*x]]", limits) == [
                "lists and mappings must nest at most 4 levels deep; this is deeper"
            ]
        )
    }

    @Test func `every node counts and aliases count expanded`() {
        let limits = YAMLLimits(nodes: 9)
        #expect(messages("[&x [1, 2], *x, 7, 8]", limits).isEmpty)
        #expect(
            messages("[&x [1, 2], *x, 7, 8, 9]", limits) == [
                "a file must have at most 9 values, aliases expanded; this has more"
            ]
        )
    }

    @Test func `a billion laughs are refused before they are told`() {
        var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1...60 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
        }
        #expect(messages(text) == ["a file must have at most 500000 values, aliases expanded; this has more"])
    }

    @Test func `text is counted expanded as well`() {
        let text = "a: &a \(String(repeating: "x", count: 1000))\nb: [" + String(repeating: "*a, ", count: 99) + "]\n"
        #expect(messages(text, YAMLLimits(expandedBytes: 200_000)).isEmpty)
        #expect(
            messages(text, YAMLLimits(expandedBytes: 90_000)) == [
                "a file must have at most 90000 bytes of text, aliases expanded; this has more"
            ]
        )
    }

    @Test func `a scalar has a longest text`() {
        let limits = YAMLLimits(scalarBytes: 4)
        #expect(messages("abcd", limits).isEmpty)
        #expect(messages("abcde", limits) == ["a text must have at most 4 bytes; this has 5"])
        #expect(messages("日日", limits) == ["a text must have at most 4 bytes; this has 6"])
    }

    /// A text of about 4 MiB in which something could be quadratic.
    struct Large: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var unit: String
        var before = ""
        var after = ""
        var text: String { before + String(repeating: unit, count: (4 << 20) / unit.utf8.count - 64) + after }
    }

    // Quadratic work would take hours; a loaded machine and a debug build take seconds.
    @Test(
        .timeLimit(.minutes(30)),
        arguments: [
            Large(testDescription: "one long line of wide characters", unit: "日本語日本語, ", before: "[", after: "]"),
            Large(testDescription: "a long quoted text", unit: "é \\n", before: "'", after: "'"),
            Large(testDescription: "many lines", unit: "# abcdefgh\n", after: "a: b"),
            Large(testDescription: "the same key", unit: "same: v\n"),
            Large(testDescription: "unknown aliases", unit: "- *abcdefgh\n"),
            Large(testDescription: "anchors", unit: "- &abcdef x\n"),
            Large(testDescription: "question marks", unit: "? "),
            Large(testDescription: "colons", unit: ":"),
            Large(testDescription: "open braces on lines", unit: "{\n"),
            Large(testDescription: "one plain text", unit: "ab cd\n"),
            Large(testDescription: "blank lines", unit: "\n"),
            Large(testDescription: "carriage returns", unit: "\r"),
            Large(testDescription: "a block text", unit: "  abc\n", before: "a: |\n"),
        ]
    )
    func `a file of the largest size takes seconds at most`(_ large: Large) {
        let parsed = YAMLDocument.parse(file(large.text))
        let output = DiagnosticRenderer().render(Diagnostics(parsed.diagnostics))
        #expect(output.utf8.count < 1 << 20)
    }
}
