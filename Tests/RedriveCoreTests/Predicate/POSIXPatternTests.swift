import RedriveTestSupport
import Testing

@testable import RedriveCore

@Suite struct POSIXPatternTests {
    struct Case: Sendable {
        var pattern: String
        var text: String
        var isFound: Bool

        init(_ pattern: String, _ text: String, _ isFound: Bool) {
            (self.pattern, self.text, self.isFound) = (pattern, text, isFound)
        }
    }

    @Test(arguments: [
        Case("^Test", "Test order", true), Case("^Test", "A Test", false), Case("test", "A Test", false),
        Case("a|b", "xb", true), Case("^(a|b)+$", "abba", true), Case("^(a|b)+$", "abca", false),
        Case("[0-9]{3}", "a1234", true), Case("[0-9]{3}", "a12b", false), Case("^.$", "é", true),
        Case("^.$", "👍", true),
        Case("^[é]$", "é", true), Case("^[é]$", "à", false), Case("^é+$", "ééé", true), Case(#"\("#, "(", true),
        Case(#"^\w+\s\w+$"#, "ab cd", true), Case(#"\bcd"#, "ab cd", true), Case("[[:digit:]]", "x7", true),
        Case("[]a]", "]", true), Case("[^]a]", "]", false), Case("a.b", "a\nb", true), Case("^b", "a\nb", false),
        Case("b$", "a\0b", true), Case("a.b", "a\0b", false), Case("a{0,2}b", "aab", true), Case("^$", "", true),
        Case(#"a\{2\}"#, "a{2}", true), Case("x*", "", true), Case("(a?){3}", "", true),
    ])
    func `a pattern is found anywhere, case-sensitively, by characters`(_ test: Case) throws {
        let compiled = try CompiledPattern(POSIXPattern(test.pattern))
        #expect(compiled.isFound(in: ComparableText(test.text)) == test.isFound)
    }

    @Test func `only the first 2,000 characters are searched`() throws {
        let compiled = try CompiledPattern(POSIXPattern("b"))
        #expect(compiled.isFound(in: ComparableText(String(repeating: "é", count: 1999) + "b")))
        #expect(!compiled.isFound(in: ComparableText(String(repeating: "é", count: 2000) + "b")))
    }

    struct Refusal: Sendable {
        var pattern: String
        var message: String

        init(_ pattern: String, _ message: String) {
            (self.pattern, self.message) = (pattern, message)
        }
    }

    @Test(arguments: [
        Refusal("", "it is empty"),
        Refusal(String(repeating: "a", count: 201), "it has 201 characters, and 200 are the most"),
        Refusal("a\0b", "it contains a NUL"),
        Refusal(#"(a)\1"#, #"'\1' refers back to a group, which can take for ever"#),
        Refusal(#"\d"#, #"'\d' is not known to POSIX patterns"#),
        Refusal(#"\n"#, #"'\n' is not known to POSIX patterns"#),
        Refusal(#"[\d]"#, #"in brackets '\d' is a backslash and 'd'"#),
        Refusal(#"[^\]]"#, #"in brackets '\]' is a backslash and ']'"#),
        Refusal("a\\", #"it ends in a single '\'"#),
        Refusal("(?i)a", "'(?' is not known to POSIX patterns"),
        Refusal("a+?", "'?' follows another repetition"),
        Refusal("a**", "'*' follows another repetition"),
        Refusal("a{2}{3}", "'{3}' follows another repetition"),
        Refusal("*a", "'*' has nothing before it to repeat"),
        Refusal("a|*", "'*' has nothing before it to repeat"),
        Refusal("(+)", "'+' has nothing before it to repeat"),
        Refusal("a)", "a ')' has no '('"),
        Refusal("(a", "a '(' is not closed"),
        Refusal("[a", "a '[' is not closed"),
        Refusal("[[:alpha:", "a '[' is not closed"),
        Refusal("[[.a.]]", "'[.' and '[=' are not supported"),
        Refusal("a{", "a '{' is not closed"),
        Refusal("a{,2}", "'{,2}' is not a repetition such as {2}, {2,} or {2,5}"),
        Refusal("a{x}", "'{x}' is not a repetition such as {2}, {2,} or {2,5}"),
        Refusal("a{1,2,3}", "'{1,2,3}' is not a repetition such as {2}, {2,} or {2,5}"),
        Refusal("a{5,2}", "'{5,2}' counts down"),
        Refusal("a{257}", "'{257}' repeats more than 256 times"),
        Refusal("a{99999999999999999999}", "'{99999999999999999999}' is not a repetition such as {2}, {2,} or {2,5}"),
        Refusal("(a{1,200}){1,200}", "its repetitions unfold to more than 256 characters"),
        Refusal("((a{1,20}){1,20}){1,20}", "its repetitions unfold to more than 256 characters"),
        Refusal("(abc){100}", "its repetitions unfold to more than 256 characters"),
        Refusal("[b-a]", "invalid range end"),
        Refusal("[[:nope:]]", "invalid character class name"),
    ])
    func `what could run away or mislead is refused with its reason`(_ test: Refusal) {
        #expect {
            try POSIXPattern(test.pattern)
        } throws: { error in
            (error as? POSIXPattern.PatternError)?.message == test.message
        }
    }

    @Test(arguments: [
        "(a+)+$", "(((a*)*)*)*$", "((((((((((a*)*)*)*)*)*)*)*)*)*)*x", "(a|a|a|a|a|a)*$", "(a|b)*a(a|b){60}x",
        "((a|b){1,15}){1,8}$", "(.{0,15}){0,16}$", "(a?){128}a{127}$", "(.*a.*b){30}x", ".*.*.*.*.*.*.*.*.*.*.*.*x",
        "(^a|a)*$", "(aa|aab|aabb|b|bb)*$", "(a{0,99}){0,2}x", "((a*){1,15}){1,16}$", "(a|b)*a(a|b){120}$",
    ])
    func `no accepted pattern takes long on a hostile text`(_ pattern: String) throws {
        let compiled = try CompiledPattern(POSIXPattern(pattern))
        let clock = ContinuousClock()
        for unit in ["a", "ab"] {
            let text = String(repeating: unit, count: 2000) + "!"
            // Measured below 1 s each; a pattern that runs away takes minutes to for ever.
            #expect(clock.measure { _ = compiled.isFound(in: ComparableText(text)) } < .seconds(20))
        }
    }

    @Test func `200 open groups are no harm`() throws {
        let pattern = String(repeating: "(", count: 99) + "ab" + String(repeating: ")", count: 99)
        #expect(try CompiledPattern(POSIXPattern(pattern)).isFound(in: ComparableText("xabx")))
        #expect(throws: POSIXPattern.PatternError.self) { try POSIXPattern(String(repeating: "(", count: 200)) }
    }

    @Test func `random texts are accepted or refused, never worse`() {
        var random = Chance(seed: 20_261_123)
        let alphabet = Array(#"ab.*+?|(){}[]^$\,-:0129dwé"#)
        for _ in 0..<3000 {
            let length = Int.random(in: 1...24, using: &random)
            let pattern = String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
            guard let accepted = try? POSIXPattern(pattern), let compiled = try? CompiledPattern(accepted) else {
                continue
            }
            _ = compiled.isFound(in: ComparableText("abab0129,dwé-abab"))
        }
    }
}
