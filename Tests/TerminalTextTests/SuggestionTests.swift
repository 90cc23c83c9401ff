import TerminalText
import Testing

@Suite struct SuggestionTests {
    /// A word that was written, what there is, and what is suggested.
    struct Case: Sendable, CustomTestStringConvertible {
        var word: String
        var candidates: [String]
        var match: String?
        var testDescription: String { word }
    }

    @Test(arguments: [
        Case(word: "recipies", candidates: ["recipes", "since", "status"], match: "recipes"),
        Case(word: "sicne", candidates: ["recipes", "since"], match: "since"),
        Case(word: "Since", candidates: ["recipes", "since"], match: "since"),
        Case(word: "limt", candidates: ["limit", "limits"], match: "limit"),
        Case(word: "limit_per_recipie", candidates: ["limit", "limit_per_recipe"], match: "limit_per_recipe"),
        Case(word: "since", candidates: ["since", "sinse"], match: "since"),
        Case(word: "bat", candidates: ["cat", "hat"], match: nil),
        Case(word: "a", candidates: ["b"], match: nil),
        Case(word: "us", candidates: ["eu", "jp"], match: nil),
        Case(word: "flavour", candidates: ["recipes", "since"], match: nil),
        Case(word: "", candidates: ["a"], match: nil),
        Case(word: "x", candidates: [], match: nil),
        Case(word: String(repeating: "x", count: 1_000_000), candidates: ["x"], match: nil),
    ])
    func `only what was clearly meant is suggested`(_ example: Case) {
        #expect(closestMatch(to: example.word, among: example.candidates) == example.match)
    }
}
