import Testing

@testable import RedriveCore

@Suite struct GlobTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var pattern: String
        var text: String
        var matches: Bool
        var testDescription: String { "\(pattern) ~ \(text)" }

        init(_ pattern: String, _ text: String, _ matches: Bool) {
            (self.pattern, self.text, self.matches) = (pattern, text, matches)
        }
    }

    @Test(arguments: [
        Case("abc", "abc", true), Case("abc", "abcd", false), Case("abc", "ab", false), Case("", "", true),
        Case("", "a", false), Case("*", "", true), Case("*", "anything\nat all", true), Case("a*c", "abbbc", true),
        Case("a*c", "abbbcd", false), Case("*b*b*", "abcb", true), Case("*b*b*", "abc", false),
        Case("a?c", "abc", true), Case("a?c", "ac", false), Case("?", "é", true), Case("?", "👍", true),
        Case("[abc]x", "bx", true), Case("[a-c]x", "dx", false), Case("[!a-c]x", "dx", true),
        Case("[^a-c]x", "ax", false), Case("[]]", "]", true), Case("[!]]", "a", true), Case("[a-]", "-", true),
        Case("[abc", "[abc", true), Case(#"\*"#, "*", true), Case(#"\*"#, "a", false), Case(#"[\]]"#, "]", true),
        Case(#"a\"#, #"a\"#, true), Case("ABC", "abc", false), Case("[z-a]", "m", false), Case("**", "", true),
    ])
    func `a shell pattern matches the whole text`(_ test: Case) {
        #expect(Glob(test.pattern).matches(test.text) == test.matches)
    }

    @Test func `many stars on a long text take no more than length times length steps`() {
        let pattern = String(repeating: "a*", count: 250) + "b"
        let text = String(repeating: "a", count: 5000)
        let clock = ContinuousClock()
        var matched = true
        let elapsed = clock.measure { matched = Glob(pattern).matches(text) }
        #expect(!matched)
        // Exponential backtracking would not end; the bound is generous for slow machines.
        #expect(elapsed < .seconds(20))
    }
}
