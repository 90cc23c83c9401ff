import TerminalText
import Testing

@Suite struct DisplayWidthTests {
    /// A text and the columns that it takes.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var columns: Int
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "nothing", text: "", columns: 0),
        Case(name: "ASCII", text: "recipe 28904", columns: 12),
        Case(name: "a letter with a combining mark", text: "e\u{301}", columns: 1),
        Case(name: "a letter with a mark of its own", text: "é", columns: 1),
        Case(name: "Han", text: "漢字", columns: 4),
        Case(name: "a Hangul syllable", text: "한", columns: 2),
        Case(name: "the same syllable as three letters", text: "\u{1112}\u{1161}\u{11AB}", columns: 2),
        Case(name: "full-width Latin", text: "Ａ", columns: 2),
        Case(name: "an emoji", text: "😀", columns: 2),
        Case(name: "a joiner", text: "\u{200D}", columns: 0),
    ])
    func `wide characters take two columns, marks and joiners none`(_ example: Case) {
        #expect(displayWidth(example.text) == example.columns)
        #expect(example.text.unicodeScalars.reduce(0) { $0 + displayWidth(of: $1) } == example.columns)
    }
}
