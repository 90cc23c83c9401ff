import LocatedYAML
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import RunbookParsing
import Testing
import WorkatoJobs

@testable import RedriveCLI

@Suite struct InitCommandTests {
    private static let url = ["--url", "https://workato.example.com"]

    /// The outage, with what the list of recipes shows.
    private static let named = (Scenarios.outage + "\nfolders: [{ id: 4711, name: CRM }]").replacing(
        "- id: 28904",
        with: "- id: 28904\n    name: Orders to the CRM\n    folder: 4711\n    tags: [crm]\n    adapters: [salesforce]"
    ).replacing(
        "- id: 51325710",
        with: "- id: 51325710\n    name: Invoices\n    folder: 4711\n    tags: [crm]\n    adapters: [salesforce]"
    )

    private func parse(_ text: String) -> (runbook: Runbook?, messages: [String]) {
        let file = SourceFile(name: "r.yaml", bytes: Array(text.utf8))
        let now = Timestamp(iso8601: Bench.wall) ?? Timestamp(milliseconds: 0)
        let (runbook, diagnostics) = RunbookParser.parse(file: file, context: RunbookContext(now: now))
        return (runbook, diagnostics.map(\.message))
    }

    @Test func `flags alone write a runbook that validates and plans the same jobs`() throws {
        let bench = try Bench()
        let result = try bench.run(
            ["init", "--recipe", "28904,51325710", "--since", "6h ago", "-o", "r.yaml", "--reason", "INC-1"] + Self.url
        )
        #expect(result.status == .done, "\(result.error)")
        #expect(result.lines[0] == "'r.yaml': 35 failed jobs would be repeated now")
        #expect(result.lines[1] == "next      redrive plan r.yaml")
        #expect(bench.workspace.writes.isEmpty)
        let text = try bench.text("r.yaml")
        let (runbook, messages) = parse(text)
        #expect(messages == [], "\(text)")
        #expect(runbook?.maxJobs == 53)
        #expect(runbook?.reason == "INC-1")
        #expect(runbook?.workspace.id == 17423)
        #expect(text.contains("since: 2026-11-23T06:00:00Z             # 6h ago, when this was written"), "\(text)")
        #expect(try bench.run(["validate", "r.yaml"]).status == .done)
        _ = try bench.run(["plan", "r.yaml", "-o", "p.plan.jsonl"])
        #expect(try bench.plan("p.plan.jsonl").plan.jobs.count == 35)
    }

    @Test func `answers on a terminal do the same, and a number restricts the jobs to an error`() throws {
        let bench = try Bench()
        let result = try bench.run(
            ["init"],
            terminal: .person(),
            answers: ["https://workato.example.com", "28904, 51325710", "", "1,3"]
        )
        #expect(result.status == .done, "\(result.error)")
        #expect(result.error.contains("Failed jobs, by error:"))
        #expect(result.error.contains("salesforce · Timeout · could not reach host"), "\(result.error)")
        let text = try bench.text("repeat-failed.yaml")
        #expect(parse(text).messages == [], "\(text)")
        _ = try bench.run(["plan", "repeat-failed.yaml", "-o", "p.plan.jsonl"])
        #expect(try bench.plan("p.plan.jsonl").plan.jobs.count == 27, "\(text)")
    }

    @Test(arguments: [
        ("--all-recipes", "recipes: all", 35), ("--adapter salesforce", "recipes: { adapters: [salesforce] }", 35),
        ("--recipe-name Order*", "recipes: { name: { glob: \"Order*\" } }", 27),
        ("--running --except 28904", "recipes: { running: true, except: [28904] }", 8),
    ])
    func `a query for recipes stays a query in the runbook`(_ options: String, _ written: String, _ jobs: Int) throws {
        let bench = try Bench(Self.named)
        let arguments =
            ["init"] + options.split(separator: " ").map(String.init) + ["--since", "6h ago", "-o", "r.yaml"]
        let result = try bench.run(arguments + Self.url)
        #expect(result.status == .done, "\(result.error)")
        #expect(result.lines.first == "'r.yaml': \(jobs) failed jobs would be repeated now")
        let text = try bench.text("r.yaml")
        #expect(text.contains(written), "\(text)")
        #expect(parse(text).messages == [], "\(text)")
        try bench.pass(.seconds(120))
        _ = try bench.run(["plan", "r.yaml", "-o", "p.plan.jsonl"])
        #expect(try bench.plan("p.plan.jsonl").plan.jobs.count == jobs)
    }

    @Test(arguments: ["all", "adapter salesforce", "name Order*", "tag crm", "folder 4711", "ALL"])
    func `a query can be an answer`(_ answer: String) throws {
        let bench = try Bench(Self.named)
        let result = try bench.run(
            ["init", "-o", "r.yaml"] + Self.url,
            terminal: .person(),
            answers: [answer, "6h ago", ""]
        )
        #expect(result.status == .done, "\(result.error)")
        let (runbook, messages) = parse(try bench.text("r.yaml"))
        #expect(messages == [])
        #expect(runbook?.steps[0].kind.recipeQuery != nil)
    }

    @Test func `a query that matches nothing writes nothing, and ids and conditions do not go together`() throws {
        let bench = try Bench(Self.named)
        let since = ["--since", "6h ago", "-o", "r.yaml"] + Self.url
        let none = try bench.run(["init", "--adapter", "netsuite"] + since)
        #expect(none.status == .invalidData, "\(none.error)")
        #expect(bench.files.contents(of: "r.yaml") == nil)
        let both = try bench.run(["init", "--recipe", "28904", "--adapter", "salesforce"] + since)
        #expect(both.status == .usage, "\(both.error)")
        let wrong = try bench.run(["init", "--folder", "0"] + since)
        #expect(wrong.status == .usage, "\(wrong.error)")
    }

    @Test func `an answer that is not valid is explained and asked again`() throws {
        let bench = try Bench()
        let result = try bench.run(
            ["init"] + Self.url,
            terminal: .person(),
            answers: ["order-import", "28904", "yesterday", "6h ago", ""]
        )
        #expect(result.status == .done, "\(result.error)")
        #expect(result.error.contains("'recipes'"), "\(result.error)")
        #expect(result.error.contains("'since' must be a time"), "\(result.error)")
    }

    @Test func `three wrong answers, or none, write nothing`() throws {
        let bench = try Bench()
        let wrong = try bench.run(["init"] + Self.url, terminal: .person(), answers: ["a", "b", "c"])
        #expect(wrong.status == .usage, "\(wrong.error)")
        let none = try bench.run(["init"] + Self.url, terminal: .person(), answers: [])
        #expect(none.status == .refused, "\(none.error)")
        #expect(bench.files.paths.allSatisfy { !$0.hasSuffix("repeat-failed.yaml") })
        #expect(bench.workspace.sent.isEmpty)
    }

    @Test func `without a terminal the missing options are named`() throws {
        let bench = try Bench()
        let none = try bench.run(["init"])
        #expect(none.status == .usage)
        #expect(none.error.contains("'--recipe' and '--since' are missing"), "\(none.error)")
        let one = try bench.run(["init", "--recipe", "28904"])
        #expect(one.error.contains("'--since' is missing"))
        #expect(bench.workspace.sent.isEmpty)
    }

    @Test func `no file is ever overwritten, and that is known before anything is read`() throws {
        let bench = try Bench()
        bench.put("mine", at: "r.yaml")
        let result = try bench.run(["init", "--recipe", "28904", "--since", "6h ago", "-o", "r.yaml"] + Self.url)
        #expect(result.status == .refused)
        #expect(try bench.text("r.yaml") == "mine")
        #expect(bench.workspace.sent.isEmpty)
    }

    @Test func `an error type restricts the jobs, and an unknown one is refused with those that are there`() throws {
        let bench = try Bench()
        let arguments = ["init", "--recipe", "28904,51325710", "--since", "6h ago"] + Self.url
        let one = try bench.run(arguments + ["--error-type", "Timeout", "-o", "r.yaml"])
        #expect(one.lines[0].contains("31 failed jobs"), "\(one.output)\(one.error)")
        _ = try bench.run(["plan", "r.yaml", "-o", "p.plan.jsonl"])
        #expect(try bench.plan("p.plan.jsonl").plan.jobs.count == 31)
        let none = try bench.run(arguments + ["--error-type", "Timout", "-o", "s.yaml"])
        #expect(none.status == .usage)
        #expect(none.error.contains("'Service unavailable', 'Timeout'"), "\(none.error)")
        #expect(bench.files.contents(of: "s.yaml") == nil)
    }

    @Test func `standard output has the runbook alone`() throws {
        let bench = try Bench()
        let result = try bench.run(
            ["init", "--recipe", "28904", "--since", "6h ago", "-o", "-", "--simulate", "scenario.yaml"]
        )
        #expect(result.status == .done, "\(result.error)")
        let (runbook, messages) = parse(result.output)
        #expect(messages == [])
        #expect(runbook?.workspace.id == nil)
    }

    @Test(arguments: ["plain", "json", "text_only", "parts_only", "empty_parts"])
    func `each signature that is chosen selects its jobs, however errors are shown`(_ form: String) throws {
        let bench = try Bench(Scenarios.outage + "\nhabits: { errors: \(form) }")
        for number in 1...3 {
            let path = "\(number).yaml"
            let result = try bench.run(
                ["init", "--recipe", "28904,51325710", "--since", "6h ago", "-o", path] + Self.url,
                terminal: .person(),
                answers: [String(number)]
            )
            #expect(result.status == .done, "\(result.error)")
            _ = try bench.run(["plan", path, "-o", "\(number).plan.jsonl"])
            let jobs = try bench.plan("\(number).plan.jsonl").plan.jobs.count
            let text = try bench.text(path)
            #expect(result.output.contains(": \(jobs) failed job"), "\(text)")
            #expect(jobs > 0)
            try bench.pass(.seconds(120))
        }
    }

    @Test func `errors that are written to do harm give a runbook that validates and selects them`() throws {
        let bench = try Bench(Scenarios.hostile)
        for number in 1...2 {
            let result = try bench.run(
                ["init", "--recipe", "28904", "--since", "6h ago", "-o", "\(number).yaml"] + Self.url,
                terminal: .person(),
                answers: [String(number)]
            )
            #expect(result.status == .done, "\(result.error)")
            let text = try bench.text("\(number).yaml")
            #expect(parse(text).messages == [], "\(text)")
            _ = try bench.run(["plan", "\(number).yaml", "-o", "\(number).plan.jsonl"])
            let jobs = try bench.plan("\(number).plan.jsonl").plan.jobs.count
            #expect(jobs > 0, "\(text)")
            #expect(result.output.contains(": \(jobs) failed job"), "\(text)")
            try bench.pass(.seconds(120))
        }
    }

    @Test(arguments: [["--error-type", "Time out"], []])
    func `names that differ only in what cannot be seen are all selected`(_ options: [String]) throws {
        let bench = try Bench(
            #"""
            scenario: 1
            name: unseen
            recipes:
              - id: 28904
                failed:
                  count: 12
                  between: [-5h, -2h]
                  errors:
                    - { type: "Time\u200Bout", adapter: "sales\u200Bforce", message: "no answer" }
                    - { type: "\u200ETime out\u200B", adapter: "sales force", message: "no answer" }
                    - { type: "Other", adapter: "crm", message: "another error" }
            """#
        )
        let result = try bench.run(
            ["init", "--recipe", "28904", "--since", "6h ago", "-o", "r.yaml"] + Self.url + options,
            terminal: .person(),
            answers: options.isEmpty ? ["1"] : []
        )
        #expect(result.status == .done, "\(result.error)")
        let text = try bench.text("r.yaml")
        try bench.pass(.seconds(120))
        _ = try bench.run(["plan", "r.yaml", "-o", "p.plan.jsonl"])
        let jobs = try bench.plan("p.plan.jsonl").plan.jobs.count
        #expect(result.output.contains(": \(jobs) failed job"), "\(result.output)\(text)")
        #expect((1..<12).contains(jobs))
    }

    /// Texts that YAML, a terminal or a reader could take for something else.
    private static let hostile: [String] = [
        "true", "no", "null", "~", "1e3", "0x1F", "-", "- a", "a: b", "a #b", "#", "&a", "*a", "!a", "|", ">", "%a",
        "@a",
        "`a`", "'a'", "\"a\"", "a\"b\\c", "[a]", "{a}", "a, b", "$name", "$$", "a\nb", "a\tb", "a\r\nb", "a\u{85}b",
        "a\u{2028}b", "\u{feff}a", "a\u{301}", "\"\u{301}", "\\\u{338}", "\u{202e}gnp", "\u{1b}[2J", "\u{0}", "😀", "é",
        "日本", "“a”", "a\u{a0}b", " a", "a ", "?", "a?", "=1+1", "<b>", "a: ", ":", "2026-11-20", "12:30", "…", "—",
    ]

    @Test(arguments: hostile) func `a text is read back as it was, scalar by scalar`(_ text: String) throws {
        let yaml = "key: \(YAMLText.value(text)) # \(YAMLText.comment(text))\nflow: [\(YAMLText.value(text)), 1]\n"
        let (root, diagnostics) = YAMLDocument.parse(SourceFile(name: "t.yaml", bytes: Array(yaml.utf8)))
        // A NUL is in no text of the language, and is refused wherever it comes from.
        guard text != "\u{0}" else { return }
        #expect(diagnostics.filter { DiagnosticRecord($0).severity == "error" }.isEmpty, "\(yaml)")
        let read = try #require(root?["key"]?.scalar?.text, "\(yaml)")
        #expect(Array(read.unicodeScalars) == Array(text.unicodeScalars), "\(yaml)")
    }

    @Test(arguments: hostile) func `a signature of any text gives conditions that are valid`(_ text: String) throws {
        var draft = RunbookDraft()
        draft.recipes = ["1"]
        let signature = ErrorSignature(recipe: 1, adapter: text, errorType: text, message: text)
        draft.errors = [DraftedError(signature, example: nil), DraftedError(type: text)]
        draft.seen = .init(at: text, sinceGiven: text, jobs: 1, chosenJobs: 1, identity: .init(id: 1, name: text))
        draft.maxJobs = 10
        let (runbook, messages) = parse(draft.text)
        #expect(runbook != nil, "\(messages)\n\(draft.text)")
        #expect(messages.isEmpty, "\(draft.text)")
    }

    @Test(arguments: [
        ("could not reach '*' within # s", "could not reach * within * s"), ("a*b", "a\\*b"), ("[x]?", "\\[x\\]\\?"),
        ("# # <id><url>", "* * *"), ("\\", "\\\\"), ("100%…", "100%*"), ("<email> and <ip>", "* and *"),
    ])
    func `what blanking has taken out is a star, and the rest is as it stands`(_ message: String, _ glob: String) {
        #expect(DraftedError.glob(message) == glob)
    }

    @Test func `the bound leaves room, in round numbers`() {
        #expect([0, 1, 35, 400, 4000].map(InitOperation.bound) == [10, 11, 53, 510, 5100])
    }
}
