import FoundationEssentials
import LocatedYAML
import RedriveTestSupport
import RunbookParsing
import Testing

/// Mistakes that people make in their first runbooks, each a file in Tests/Fixtures/mistakes with what is said about it.
@Suite struct MistakeTests {
    private static let folder = "Tests/Fixtures/mistakes"
    /// The mistakes by name, without `.yaml`.
    private static let names =
        (try? FileManager.default.contentsOfDirectory(atPath: "\(Repository.folder)/\(folder)"))?
        .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted() ?? []
    /// The mistakes for which no way to fix them is clearly best.
    private static let withoutHelp: Set<String> = [
        "a-scenario", "empty-file", "second-document", "since-after-until",
    ]

    /// `REDRIVE_RECORD=1 swift test --filter MistakeTests` writes the expected diagnostics, and fails.
    @Test(arguments: names)
    func `a mistake is answered with its place, the rule, and what to write`(_ name: String) throws {
        let (text, diagnostics) = try Self.read(name)
        let told = rendered(diagnostics)
        let expected = "\(Self.folder)/\(name).txt"
        if ProcessInfo.processInfo.environment["REDRIVE_RECORD"] != nil {
            try Data(told.utf8).write(to: URL(filePath: "\(Repository.folder)/\(expected)"))
            Issue.record("recorded")
            return
        }
        #expect(told == (try Repository.text(expected)))
        #expect(diagnostics.count == 1, "one mistake, one message")
        #expect(diagnostics.allSatisfy { $0.help != nil } != Self.withoutHelp.contains(name))
        #expect(text.isEmpty || told.contains("-->"))
    }

    @Test func `each expected text belongs to a mistake`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(Repository.folder)/\(Self.folder)")
        let texts = files.filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
        #expect(texts == Self.names)
        #expect(Self.names.count >= 25)
    }

    @Test(arguments: names)
    func `what is written as the help says is valid`(_ name: String) throws {
        guard let fixed = try Self.fixed(name) else { return }
        let errors = Self.diagnostics(of: fixed, name).filter { $0.severity == .error }
        #expect(rendered(errors) == "", "\(fixed)")
    }

    @Test func `no message about any change of a runbook shows a Swift type, or the old form of a rule`() throws {
        let everything = try Repository.text("examples/everything.yaml")
        let lines = everything.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let values = [
            "~", "[]", "{}", "-1", "x y", "[[a]]", "{ a: b }", "$x", "${x}", "\"\\x01\"", "1.5", "'5'", "a, b", "*a",
            "/a/",
        ]
        var texts: [String] = []
        for (index, line) in lines.enumerated() where line.contains(":") && !line.hasPrefix("#") {
            let key = line.prefix { $0 != ":" }
            var changed = values.indices.filter { $0 % 2 == index % 2 }.map { "\(key): \(values[$0])" }
            changed.append(
                ["", "  " + line, line.replacing(": ", with: ":"), line + ",", line.uppercased()][index % 5]
            )
            for change in changed {
                texts.append((lines[..<index] + [change] + lines[(index + 1)...]).joined(separator: "\n"))
            }
        }
        texts += try Self.names.map { try Self.read($0).text }
        #expect(texts.count > 500)
        var told: Set<String> = []
        for text in texts {
            for diagnostic in Self.diagnostics(of: text, "changed") {
                told.insert(diagnostic.message)
                told.formUnion(diagnostic.secondary.map(\.label))
                if let help = diagnostic.help { told.insert(help) }
            }
        }
        for list in [
            "", "a,b\n", "recipe_id;job_id\n", "recipe_id,job_id\n0,\n1,j-1,x\n\"", "[{\"recipe_id\": 1}, 5",
            "{\"job_id\": {}}",
        ] {
            let context = RunbookContext(now: now) { _ in .success(Array(list.utf8)) }
            let text = runbook(selection: "{ jobs_file: list }")
            let file = SourceFile(name: "list.yaml", bytes: Array(text.utf8))
            told.formUnion(RunbookParser.parse(file: file, context: context).diagnostics.map(\.message))
        }
        #expect(told.count > 100)
        // Text of the runbook is quoted; what is left is ours.
        for message in told.map(Self.withoutQuotes) {
            #expect(
                !message.contains(
                    #/[a-z]{2}[A-Z][a-z]|Optional|[a-z]\(|RunbookParsing|LocatedYAML|Redrive[A-Z]|\bnil\b/#
                ),
                "\(message)"
            )
            #expect(!message.contains(#/ \((is|has) /#), "\(message)")
        }
    }

    private static func withoutQuotes(_ message: String) -> String {
        message.replacing(#/'[^']*'/#, with: "''").replacing("j-AJTAt8w6-wdAgWM", with: "j-1")
    }

    /// Reads the runbook of a mistake.
    private static func read(_ name: String) throws -> (text: String, diagnostics: [Diagnostic]) {
        let text = try Repository.text("\(folder)/\(name).yaml")
        return (text, diagnostics(of: text, name))
    }

    private static func diagnostics(of text: String, _ name: String) -> [Diagnostic] {
        let file = SourceFile(name: "\(name).yaml", bytes: Array(text.utf8))
        let settings = ["since=6h"].compactMap { RunbookContext.Setting(argument: $0) }
        let context = RunbookContext(now: now, settings: text.contains("--set") ? settings : [])
        return RunbookParser.parse(file: file, context: context).diagnostics
    }

    /// The runbook with the help `write X` or `the key is 'X'` followed at the diagnostic's place; nil for other helps.
    private static func fixed(_ name: String) throws -> String? {
        let (text, diagnostics) = try read(name)
        guard let diagnostic = diagnostics.first, case .file(let file, let range)? = diagnostic.place, file.hasLines,
            var help = diagnostic.help?[...]
        else { return nil }
        if help.hasPrefix("the key is '") || help.hasPrefix("a key with a similar name is '") {
            help = help.drop { $0 != "'" }.dropFirst().prefix { $0 != "'" }
        } else if help.hasPrefix("write "), ![" for ", ": ", ",", " or "].contains(where: help.contains) {
            help = help.dropFirst("write ".count)
        } else {
            return nil
        }
        let bytes = Array(text.utf8)
        return String(
            decoding: bytes[..<range.start.offset] + Array(help.utf8) + bytes[range.end.offset...],
            as: UTF8.self
        )
    }
}
