import LocatedYAML
import RedriveCore
import RunbookParsing
import Testing
import WorkatoJobs

/// Conditions that YAML reads as something else than was written, or that no job is likely to satisfy: valid, with a warning.
@Suite struct ConditionWarningTests {
    private func block(_ conditions: String) -> String {
        """
        redrive: 1
        name: test
        steps:
          - repeat_jobs:
              recipes: 1
              since: 6h ago # outage began
              where:
                \(conditions)

        """
    }

    private static let cut = "if it belongs to the text, write 'Invoice #12' in single quotes"

    @Test(arguments: [
        "title: { contains: a }\n        error:\n          contains: Invoice «#12»",
        "title:\n          matches: Invoice «#12»", "title:\n          glob: Invoice «#12»", "title: Invoice «#12»",
        "title:\n        - a\n        - Invoice «#12»", "not:\n          any:\n          - title: Invoice «#12»",
    ])
    func `a text of a condition that is cut at a hash is reported, at the hash`(_ conditions: String) throws {
        let key = ["contains", "matches", "glob"].first { conditions.contains("\($0): Invoice") } ?? "title"
        expect(block(conditions), gives: "warning: '\(key)' is read as 'Invoice'; '#12' is a comment = \(Self.cut)")
    }

    @Test(arguments: [
        "title: Invoice  # of the CRM", "title: Invoice\t# of the CRM", "title: Invoice #",
        "title: 'Invoice' # of the CRM",
        "title: \"Invoice\" #12", "title: Invoice#12", "title: [Invoice, Order] # both", "duration: { gt: 5m } #12",
        "reruns: 5 #12", "title: # of the CRM\n          contains: a",
    ])
    func `a comment that can be told from a text is none of our business`(_ conditions: String) {
        #expect(complaints(block(conditions)) == "")
    }

    @Test func `a dollar sign that is written twice does not hide the cut`() {
        expect(
            block("error: $$5 «#12»"),
            gives: "warning: 'error' is read as '$5'; '#12' is a comment"
                + " = if it belongs to the text, write '$$5 #12' in single quotes"
        )
    }

    @Test func `one space on each side of the hash is doubtful in a condition, and a comment elsewhere`() {
        expect(
            block("title: Order «# 12»"),
            gives: "warning: 'title' is read as 'Order'; '# 12' is a comment"
                + " = if it belongs to the text, write 'Order # 12' in single quotes"
        )
        #expect(complaints(runbook("reason: INC-4211 # the CRM")) == "")
        expect(
            runbook("reason: Ticket «#4211»"),
            gives: "warning: 'reason' is read as 'Ticket'; '#4211' is a comment"
                + " = if it belongs to the text, write 'Ticket #4211' in single quotes"
        )
        expect(
            runbook("workspace:\n  name: prod «#2»"),
            gives: "warning: 'name' is read as 'prod'; '#2' is a comment"
                + " = if it belongs to the text, write 'prod #2' in single quotes"
        )
    }

    @Test func `an input is looked at where it is given`() {
        let text = """
            redrive: 1
            name: test
            inputs:
              it:
                type: string
                default: Invoice «#12»
            steps:
              - repeat_jobs: { recipes: 1, since: 6h ago, where: { title: $it } }
            """
        expect(text, gives: "warning: 'it' is read as 'Invoice'; '#12' is a comment = \(Self.cut)")
        var context = RunbookContext(now: now)
        context.inputsFile = SourceFile(name: "inputs.yaml", bytes: Array("it: Order #7\n".utf8))
        let told = complaints(text.replacing("«", with: "").replacing("»", with: ""), context)
        #expect(told.contains("warning: 'it' is read as 'Order'; '#7' is a comment\n --> inputs.yaml:1:11"))
    }

    @Test(arguments: [
        "“Timeout”", "‘Timeout’", "„Timeout“", "“Timeout\"", "‚Timeout‘", "「Timeout」", "“Timeout", "Timeout”",
    ])
    func `typographic quotes around a text are reported, and taken`(_ text: String) throws {
        let source = block("error_type: \(text)")
        let told = complaints(source)
        let first = try #require(text.unicodeScalars.first { !$0.isASCII })
        let code = String(first.value, radix: 16, uppercase: true)
        #expect(told.hasPrefix("warning: U+\(code) ("), "\(told)")
        #expect(told.contains(") is part of the text of 'error_type'\n"))
        let context = RunbookContext(now: now)
        let parsed = RunbookParser.parse(file: SourceFile(name: "a", bytes: Array(source.utf8)), context: context)
        #expect(parsed.runbook?.steps[0].selection.query.predicate == .field(.errorType, .anyOf([.text(text)])))
    }

    @Test(arguments: [
        "'“Timeout”'", "\"“Timeout”\"", "the “Timeout” of the CRM", "“CRM” is down", "Customers’", "it’s",
    ])
    func `quotes that are quoted or part of a sentence are meant`(_ text: String) {
        #expect(complaints(block("error_type: \(text)")) == "")
    }

    @Test func `quotes of guillemets are reported as well`() {
        let told = complaints(block("title: { contains: \u{AB}a\u{BB} }"))
        #expect(told.contains("U+00AB (left-pointing double angle quotation mark) is part of the text of 'contains'"))
    }

    @Test(arguments: ["\u{A0}", "\u{202F}", "\u{3000}", "\u{2009}", "\u{2003}", "\u{1680}", "\u{205F}", "\u{2800}"])
    func `a space that is none is named, at its place`(_ space: String) throws {
        let scalar = try #require(space.unicodeScalars.first)
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: 4 - digits.count) + digits
        let name = try #require(scalar.properties.name).lowercased()
        let escape = "\\" + (scalar.value < 0x100 ? "x" : "u") + String(scalar.value, radix: 16)
        for conditions in ["title: could not«\(space)»reach", "title:\n          contains: 'could not«\(space)»reach'"]
        {
            let key = conditions.contains("contains") ? "contains" : "title"
            expect(
                block(conditions),
                gives:
                    "warning: '\(key)' has \(code) (\(name)) in its text = replace \(code) (\(name)) with a plain space;"
                    + " if it is intended, write \(escape) in double quotes"
            )
        }
        #expect(complaints(block("title: \"could not\(escape)reach\"")) == "")
    }

    @Test(arguments: ["time\u{AD}out", "time\u{34F}out", "time\u{200D}out", "\u{FE0F}timeout", "timeout\u{3164}"])
    func `what cannot be seen is named`(_ text: String) {
        let told = complaints(block("title: \(text)"))
        #expect(told.hasPrefix("warning: 'title' has U+"), "\(told)")
        #expect(told.contains("help: remove U+"))
    }

    @Test(arguments: ["👨‍👩‍👧 order", "✔️ done", "می‌خواهم", "Zeitüberschreitung", "Bestellung № 5"])
    func `what a script or an emoji needs is no fault`(_ text: String) {
        #expect(complaints(block("title: \(text)")) == "")
    }

    /// What is refused: the text with the character, and the message without its help.
    struct Refused: Sendable {
        var key: String
        var help: String
    }

    @Test(arguments: [
        Refused(key: "max_jobs: 100\u{A0}", help: "replace U+00A0 (no-break space) with a plain space"),
        Refused(
            key: "max_jobs: “100”",
            help: "replace U+201C (left double quotation mark) with a plain quote: ' or \""
        ),
        Refused(
            key: "on_unknown: ‘hold’",
            help: "replace U+2018 (left single quotation mark) with a plain quote: ' or \""
        ),
        Refused(key: "name: a\u{AD}b", help: "remove U+00AD (soft hyphen)"),
        Refused(key: "timezone: \"\u{202F}UTC\"", help: "replace U+202F (narrow no-break space) with a plain space"),
        Refused(
            key: "workspace: { url: “https://www.workato.com” }",
            help: "replace U+201C (left double quotation mark) with a plain quote: ' or \""
        ),
        Refused(
            key: "workspace: { token: { env: “TOKEN” } }",
            help: "replace U+201C (left double quotation mark) with a plain quote: ' or \""
        ),
        Refused(key: "max_jobs\u{A0}: 5", help: "replace U+00A0 (no-break space) with a plain space"),
        Refused(key: "“max_jobs”: 5", help: "replace U+201C (left double quotation mark) with a plain quote: ' or \""),
    ])
    func `a value or key that is refused for such a character names it`(_ refused: Refused) {
        let text =
            refused.key.hasPrefix("name")
            ? runbook("").replacing("name: test", with: refused.key) : runbook(refused.key)
        let told = complaints(text)
        #expect(told.hasPrefix("error: "))
        #expect(told.contains("= help: \(refused.help)\n"), "\(told)")
        #expect(told.components(of: "error: ") == 1, "\(told)")
    }

    @Test func `a key in flow style that a no-break space follows is reported once`() {
        expect(
            runbook(selection: "{ recipes: 1, «since:\u{A0}6h ago» }"),
            gives: "'since:\u{A0}6h ago' is not a key of repeat_jobs: it has U+00A0 (no-break space) in it"
                + " = replace U+00A0 (no-break space) with a plain space"
        )
    }

    @Test func `a value of the command line is looked at, too`() {
        let text = """
            redrive: 1
            name: test
            inputs: { it: { type: string }, since: { type: time } }
            steps:
              - repeat_jobs: { recipes: 1, since: $since, where: { title: $it } }
            """
        let context = RunbookContext(
            now: now,
            settings: ["it=“Order”", "since=6h\u{A0}ago"].compactMap { RunbookContext.Setting(argument: $0) }
        )
        let told = complaints(text, context)
        #expect(
            told.contains("warning: U+201C (left double quotation mark) is part of the text of 'it'\n--> --set it=…")
        )
        #expect(told.contains("= help: replace U+00A0 (no-break space) with a plain space"))
    }

    @Test func `a pattern in an equality is reported with the matcher that was meant`() {
        let glob = "'*' stands for itself in"
        expect(block("title: «Order*»"), gives: "warning: \(glob) 'title' = for a pattern, write { glob: 'Order*' }")
        expect(
            block("title: [a, «'*out'»]"),
            gives: "warning: \(glob) 'title' = for a pattern, write { glob: '*out' }"
        )
        expect(
            block("title: { contains: «Order*» }"),
            gives: "warning: \(glob) 'contains' = for a pattern, write { glob: '*Order*' }"
        )
        let slashes = "warning: the slashes are part of the text of"
        expect(
            block("error: «/timeout/i»"),
            gives: "\(slashes) 'error' = for a pattern, write { matches: 'timeout' }, which has no flags"
        )
        expect(
            block("error: { matches: «/timeout/» }"),
            gives: "\(slashes) 'matches' = for a pattern, write { matches: 'timeout' }"
        )
        expect(
            block("title: «'^Order [0-9]+'»"),
            gives: "warning: '^' stands for itself in 'title' = for a pattern, write { matches: '^Order [0-9]+' }"
        )
        for condition in ["error: «.*timeout.*»", "error: { contains: «.*timeout.*» }"] {
            let key = condition.contains("contains") ? "contains" : "error"
            expect(
                block(condition),
                gives: "warning: '.*' stands for itself in '\(key)' = for a pattern, write { matches: '.*timeout.*' }"
            )
        }
        expect(
            block("error: «'%timeout%'»"),
            gives: "warning: '%' stands for itself in 'error' = for a pattern, write { contains: 'timeout' }"
        )
        #expect(complaints(block("error: { contains: '^ here', matches: '^a.*' }")) == "")
        #expect(complaints(block("title: [100%, 'a ^ b', 'a.*b', '%%']")) == "")
        #expect(complaints(block("title: [/api/orders/, 'a*b', '***', /a, '5 / 2']")) == "")
        #expect(complaints(block("title: { glob: 'Order*', matches: 'a/b' }")) == "")
    }

    @Test func `an id that no job can have is reported`() {
        expect(
            block("job_id: «https://www.workato.com/recipes/28904/job/j-A1-b»"),
            gives: "warning: 'job_id' must be an id to match a job; this is an address = write j-A1-b"
        )
        expect(
            block("master_job_id: [j-1, «J-A1-b»]"),
            gives:
                "warning: 'master_job_id' must be the id of a job, which begins with a lowercase j to match a job; this is 'J-A1-b'"
                + " = copy the id again: its case matters"
        )
    }
}

extension String {
    /// How often a text stands in this one.
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
