import Hashing
import FoundationEssentials
@testable import RedriveCLI
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import TerminalText
import Testing
import WorkatoJobs

@Suite struct ReportCommandTests {
    static let path = "s.state.jsonl"

    /// A machine on which a run has ended.
    static func bench(_ scenario: String = Scenarios.outage, _ runbook: String = Scenarios.runbook) throws -> Bench {
        let bench = try Bench(scenario)
        bench.put(runbook, at: "run.yaml")
        _ = try bench.run(["run", "run.yaml", "--yes", "--state", path])
        return bench
    }

    private static func report(_ bench: Bench, _ format: String, _ more: String...) throws -> Bench.Transcript {
        try bench.run(["report", path, "--format", format] + more)
    }

    // MARK: what it says

    @Test(
        arguments: [
            (Scenarios.outage, Scenarios.runbook), (Scenarios.hostile, Scenarios.hostileRunbook),
        ] as [(String, String)]
    )
    func `the CSV has the documented columns and a row for each job that says what the state says`(
        _ scenario: String,
        _ runbook: String
    ) throws {
        let bench = try Self.bench(scenario, runbook)
        let state = try bench.state(Self.path)
        let transcript = try Self.report(bench, "csv")
        #expect(transcript.status == .done)
        let rows = CSVReader.rows(transcript.output)
        #expect(
            rows[0] == [
                "step", "recipe_id", "master_job_id", "class", "error_type_id", "message", "new_job_id", "outcome",
                "signature_before", "signature_after", "request", "try", "at",
            ]
        )
        #expect(rows.allSatisfy { $0.count == 13 })
        #expect(transcript.lines.count == state.jobs.count + 1)
        for (row, position) in zip(rows.dropFirst(), state.jobs.indices) {
            let job = state.plan.jobs[position]
            #expect(row[1] == job.recipe.description && row[2] == job.master.text)
            #expect(row[3] == state.jobs[position].jobClass.rawValue)
            #expect(row[7] == state.jobs[position].outcome?.rawValue ?? "")
        }
        let totals = RunTotals(state)
        for outcome in Outcome.allCases {
            #expect(rows.count { $0[7] == outcome.rawValue } == totals.count(outcome), "\(outcome)")
        }
    }

    private static func cell(_ text: String) -> String {
        var line: [UInt8] = []
        CSVCell.append(text, to: &line)
        return String(decoding: line, as: UTF8.self)
    }

    /// Each of these is a cell as it stands, in quotes, or with its quotes doubled; nothing else is changed.
    @Test func `a cell has quotes where it needs them, and is else as it was`() {
        let cells = [
            ("", ""), ("plain", "plain"), ("a b", "a b"), (" a", "\" a\""), ("a,b", "\"a,b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("http · Gateway · 504, again", "\"http · Gateway · 504, again\""), ("ä", "ä"), ("a\u{AD}b", "a\\u{ad}b"),
            ("a\u{A0}b", "a\u{A0}b"), ("a\u{85},b", "\"a\\u{85},b\""), ("Ȁ€", "Ȁ€"), ("a\u{200B}", "a\\u{200b}"),
            ("a\u{2010}\u{2027}\u{2028}", "a\u{2010}\u{2027}\\u{2028}"), ("a\"\u{301}", "\"a\"\"\u{301}\""),
            ("'a", "'a"),
        ]
        for (given, cell) in cells { #expect(Self.cell(given) == cell) }
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\u{FF1D}1", "|cmd", "%0"])
    func `no cell of a spreadsheet begins a formula`(_ text: String) {
        #expect(CSVReader.rows(Self.cell(text) + "\n")[0] == ["'" + text])
    }

    @Test func `a job is one line, whatever its error contains`() {
        let line = Self.cell("a\nb\r\tc\u{1B}[31m\u{2028}d")
        #expect(line == #"a\nb\r\tc\u{1b}[31m\u{2028}d"#)
    }

    @Test func `the JSON is one document with a version, and agrees with the status`() throws {
        let bench = try Self.bench()
        let text = try Self.report(bench, "json").output
        let document = try #require(try? JSONDecoder().decode(Document.self, from: Data(text.utf8)))
        #expect(document.format == "redrive-report" && document.version == 1)
        let totals = try Events(try bench.run(["status", Self.path, "--json"])).last.totals
        #expect(document.totals.planned == totals?.planned && document.totals.outcomes == totals?.outcomes)
        #expect(document.jobs.count == document.totals.planned)
        #expect(document.jobs.count { $0.outcome == "recovered" } == document.totals.outcomes["recovered"])
        #expect(document.steps.map(\.planned).reduce(0, +) == document.totals.planned)
        #expect(document.recipes.map(\.planned).reduce(0, +) == document.totals.planned)
    }

    private struct Document: Decodable {
        struct Totals: Decodable {
            var planned: Int
            var outcomes: [String: Int]
        }

        struct Job: Decodable {
            var outcome: String?
        }

        struct Tally: Decodable {
            var planned: Int
        }

        var format: String
        var version: Int
        var totals: Totals
        var steps: [Tally]
        var recipes: [Tally]
        var jobs: [Job]
    }

    /// The runs whose reports the schema has to describe.
    enum Run: CaseIterable {
        case finished, hostile, interrupted, notBegun
    }

    @Test(arguments: Run.allCases)
    func `the JSON is as its schema says`(_ run: Run) throws {
        let bench = run == .hostile ? try Self.bench(Scenarios.hostile, Scenarios.hostileRunbook) : try Bench()
        bench.put(Scenarios.runbook, at: "run.yaml")
        if run != .hostile {
            let interrupts: [Duration] = run == .interrupted ? [.seconds(3)] : []
            _ = try bench.run(["run", "run.yaml", "--yes", "--state", Self.path], interrupts: interrupts)
        }
        // A kill right after the state file was made leaves the plan without a record.
        if run == .notBegun { bench.put(try Self.planAlone(bench.text(Self.path)), at: Self.path) }
        let schema = try SchemaValidator(Repository.text("docs/formats/report.schema.json"))
        let document = try JSONDecoder().decode(JSON.self, from: Data(try Self.report(bench, "json").output.utf8))
        #expect(schema.problems(of: document) == [])
        // The same document without a member that it needs is not.
        guard case .object(var members) = document else { throw RecordError("the report is no object") }
        members["totals"] = nil
        #expect(schema.problems(of: .object(members)) != [])
    }

    /// The lines of a state file before its first record.
    private static func planAlone(_ state: String) throws -> String {
        let first = try #require(state.firstRange(of: #""type":"session""#))
        let end = try #require(state[..<first.lowerBound].lastIndex(of: "\n"))
        return String(state[...end])
    }

    @Test func `the first line of the Markdown is the outcome, and no table is long`() throws {
        let bench = try Self.bench()
        let lines = try Self.report(bench, "markdown").lines
        #expect(lines[0] == "**crm-outage: finished; 35 of 35 jobs recovered**")
        #expect(lines.count { $0.hasPrefix("| ") } < 100)
    }

    // MARK: hostile texts

    @Test func `in HTML whatever came from outside stays text`() throws {
        let bench = try Self.bench(Scenarios.hostile, Scenarios.hostileRunbook)
        let html = try Self.report(bench, "html").output
        #expect(html.split(separator: "<script").count == 2, "only Redrive's own script")
        #expect(!html.contains("<img") && !html.contains("alert(1)</script>"))
        #expect(html.contains("&lt;img src=x onerror=alert(1)&gt;"))
        // Swift takes a quote and the accent behind it for one character; a browser does not.
        #expect(!html.unicodeScalars.contains { $0 == "\u{202E}" })
        let scalars = Array(html.unicodeScalars)
        #expect(!zip(scalars, scalars.dropFirst()).contains { $0 == "\"" && $1 == "\u{301}" })
        #expect(html.contains("&quot;\u{301}") || html.unicodeScalars.contains("\u{301}"))
    }

    @Test func `the HTML loads nothing and allows only its own style and script`() throws {
        let html = try Self.report(try Self.bench(), "html").output
        let policy = try #require(html.firstMatch(of: #/Content-Security-Policy" content="([^"]*)"/#)).1
            .split(separator: "&#39;").joined(separator: "'")
        #expect(policy.hasPrefix("default-src 'none'; "))
        for (name, directive) in [("style", "style-src"), ("script", "script-src")] {
            let open = try #require(html.firstRange(of: "<\(name)>"))
            let close = try #require(html.firstRange(of: "</\(name)>"))
            let digest = SHA256.hash(data: Data(html[open.upperBound..<close.lowerBound].utf8))
            #expect(policy.contains("\(directive) 'sha256-\(Data(digest).base64EncodedString())'"))
        }
        #expect(
            !html.contains(" style=") && !html.contains(" src=") && !html.contains("url(") && !html.contains("@import")
        )
        #expect(!html.contains("<link") && !html.contains(" onclick="))
    }

    @Test func `in Markdown whatever came from outside is code`() throws {
        let bench = try Self.bench(Scenarios.hostile, Scenarios.hostileRunbook)
        for line in try Self.report(bench, "markdown").lines {
            // What is left of a line without its code holds nothing that came from outside.
            let prose = line.replacing(#/`[^`]*`/#, with: "")
            #expect(!prose.contains("<") && !prose.contains("@channel") && !prose.contains("javascript"), "\(line)")
            #expect(!line.hasPrefix("|") || line.replacing(#/\\\|/#, with: "").count { $0 == "|" } >= 3, "\(line)")
        }
    }

    @Test func `text and events hide what could move a terminal's cursor`() throws {
        let bench = try Self.bench(Scenarios.hostile, Scenarios.hostileRunbook)
        for arguments in [["--format", "text"], ["--json"], ["--format", "csv"], ["--format", "json"]] {
            let output = try bench.run(["report", Self.path] + arguments).output
            #expect(
                !output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{202E}" },
                "\(arguments)"
            )
        }
    }

    // MARK: files

    @Test(arguments: ReportFormat.allCases)
    func `the same file gives the same bytes, at any time and with any name before it`(_ format: ReportFormat) throws {
        let bench = try Self.bench()
        _ = try bench.run(["report", Self.path, "--format", format.rawValue, "-o", "first"])
        try bench.pass(.seconds(86_400))
        bench.put(try bench.text(Self.path), at: "elsewhere/\(Self.path)")
        _ = try bench.run(["report", "elsewhere/\(Self.path)", "--format", format.rawValue, "-o", "second"])
        #expect(try bench.text("first") == bench.text("second"))
        #expect(try !bench.text("first").isEmpty)
    }

    @Test func `a file that is there is kept, unless it may be replaced`() throws {
        let bench = try Self.bench()
        bench.put("precious", at: "r.csv")
        let refused = try bench.run(["report", Self.path, "-o", "r.csv"])
        #expect(refused.status == .refused && refused.error.contains("'--force'"))
        #expect(try bench.text("r.csv") == "precious")
        #expect(try bench.run(["report", Self.path, "-o", "r.csv", "--force"]).status == .done)
        #expect(try bench.text("r.csv").hasPrefix("\u{FEFF}step,"))
    }

    @Test func `wherever writing fails, the old file is whole or the new one is, and nothing is left beside it`() throws
    {
        let bench = try Self.bench()
        let state = try bench.text(Self.path)
        var failures = 0
        for operation in 1... {
            bench.put("precious", at: "r.csv")
            let transcript = try bench.run(["report", Self.path, "-o", "r.csv", "--force"], failAt: operation)
            #expect(bench.files.paths.allSatisfy { !$0.hasSuffix(".tmp") }, "operation \(operation)")
            if transcript.status == .done { break }
            failures += 1
            #expect(transcript.status == .fileFailure)
            #expect(try bench.text("r.csv") == "precious" || bench.text("r.csv").hasPrefix("\u{FEFF}step,"))
            #expect(try bench.text(Self.path) == state)
        }
        #expect(failures >= 4)
    }

    @Test(
        arguments: [
            ("r.html", "<!DOCTYPE html>"), ("r.md", "**crm-outage"), ("r.json", "{\"format\""),
            ("r.CSV", "\u{FEFF}step"),
            ("r.txt", "crm-outage, plan"),
        ] as [(String, String)]
    )
    func `the name of the file says the format`(_ name: String, _ beginning: String) throws {
        let bench = try Self.bench()
        #expect(try bench.run(["report", Self.path, "-o", name]).status == .done)
        #expect(try bench.text(name).hasPrefix(beginning))
    }

    // MARK: input

    @Test func `bad input gets the answers of every command that reads a state file`() throws {
        let bench = try Self.bench()
        let text = try bench.text(Self.path)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[2] = lines[2].replacing("\"type\"", with: "\"kind\"")
        bench.put(lines.joined(separator: "\n"), at: "damaged.state.jsonl")
        bench.put(String(text.prefix(200)), at: "short.state.jsonl")
        bench.put(text.replacing("\"format\":1", with: "\"format\":9"), at: "newer.state.jsonl")
        bench.put("", at: "empty.state.jsonl")
        let cases: [(String, RedriveCLI.ExitStatus, String)] = [
            ("damaged.state.jsonl", .invalidData, "line 3 is damaged"),
            ("short.state.jsonl", .invalidData, "incomplete copy"),
            ("newer.state.jsonl", .invalidData, "a newer Redrive wrote this"),
            ("empty.state.jsonl", .invalidData, "it is empty"), ("run.yaml", .invalidData, "is a runbook"),
            ("nothing.state.jsonl", .fileFailure, "No such file"),
        ]
        for (path, status, words) in cases {
            for command in [
                ["report", path], ["why", path, "j-1"], ["plan", "--from-run", path], ["outcomes", path],
            ] {
                let transcript = try bench.run(command)
                #expect(transcript.status == status, "\(command): \(transcript.error)")
                #expect(transcript.error.contains(words), "\(command): \(transcript.error)")
            }
        }
    }

    @Test func `a record that was cut short does not count, and is mentioned`() throws {
        let bench = try Self.bench()
        let text = try bench.text(Self.path)
        bench.put(String(text.dropLast(30)), at: "torn.state.jsonl")
        let transcript = try bench.run(["report", "torn.state.jsonl", "--format", "csv"])
        #expect(transcript.status == .done && transcript.error.contains("was cut short"))
        #expect(transcript.lines.count == 36)
    }

    @Test func `events and a format cannot share standard output`() throws {
        let bench = try Self.bench()
        #expect(try bench.run(["report", Self.path, "--json", "--format", "csv"]).status == .usage)
        let events = try Events(try bench.run(["report", Self.path, "--json"]))
        #expect(events.all("job").count == 35)
        #expect(try events.last.totals?.planned == 35)
    }
}
