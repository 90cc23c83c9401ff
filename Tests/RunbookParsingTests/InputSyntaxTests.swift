import Testing

@testable import RunbookParsing

@Suite struct InputSyntaxTests {
    /// A text, and the input that it names in the notation of another tool.
    struct Notation: Sendable {
        var text: String
        var name: String?
    }

    @Test(arguments: [
        Notation(text: "${a}", name: "a"), Notation(text: "$(a-b)", name: "a-b"), Notation(text: "${{ a }}", name: "a"),
        Notation(text: "${{ inputs.a }}", name: "a"), Notation(text: "{{ a }}", name: "a"),
        Notation(text: "{{a}}", name: "a"), Notation(text: "$a", name: nil), Notation(text: "{a}", name: nil),
        Notation(text: "(a)", name: nil), Notation(text: "${}", name: nil), Notation(text: "${a b}", name: nil),
        Notation(text: "${a", name: nil), Notation(text: "", name: nil), Notation(text: "$", name: nil),
        Notation(text: "${", name: nil), Notation(text: "{{}}", name: nil), Notation(text: "${1}", name: nil),
    ])
    func `notations of other tools are recognized`(_ notation: Notation) {
        #expect(InputSyntax.name(in: notation.text) == notation.name)
    }

    @Test func `braces that YAML stumbles over are reported whole`() {
        let error = "an input must be written as $name; this is"
        for text in ["${a}", "${{ a }}", "{{ a }}"] {
            for selection in [
                "{ recipes: «\(text)», since: 6h ago }", "\n      recipes: «\(text)»\n      since: 6h ago",
            ] {
                let source =
                    "redrive: 1\nname: x\ninputs: { a: { type: recipes, default: [1] } }\nsteps:\n  - repeat_jobs: "
                expect(source + selection + "\n", gives: "\(error) '\(text)' = write $a")
            }
        }
    }

    @Test func `the token's own variable is not taken for an input, and no other text is shown`() {
        func told(_ token: String) -> String { complaints(runbook("workspace: { token: \(token) }")) }
        #expect(told("$MY_API_TOKEN").contains("help: write token: { env: MY_API_TOKEN }\n"))
        #expect(told("${WORKATO_API_TOKEN}").contains("help: write token: { env: WORKATO_API_TOKEN }"))
        #expect(told("{ env: $MY_API_TOKEN }").contains("help: write env: MY_API_TOKEN\n"))
        for secret in ["$wrkaus-c2VjcmV0", "$SECRET123", "wrkaus-c2VjcmV0", "$$TOKEN", "$abcTOKEN"] {
            #expect(told(secret).hasPrefix("error: 'token' must say where the token is, and never contain it\n"))
            #expect(!told(secret).contains(secret), "\(told(secret))")
            #expect(told(secret).contains("help: write token: { env: WORKATO_API_TOKEN } or"))
        }
    }
}
