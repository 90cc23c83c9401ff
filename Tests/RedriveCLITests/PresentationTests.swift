@testable import RedriveCLI
import RedriveTestSupport
import Testing

@Suite struct PresentationTests {
    private func bench(_ scenario: String = Scenarios.outage) throws -> Bench {
        let bench = try Bench(scenario)
        bench.put(Scenarios.runbook, at: "crm.yaml")
        return bench
    }

    @Test(arguments: [
        ["plan", "crm.yaml"], ["run", "crm.yaml"], ["run", "crm.yaml", "--yes"], ["run", "crm.yaml", "--dry-run"],
        ["plan", "missing.yaml"], ["plan", "scenario.yaml"], ["plan"], ["plan", "crm.yaml", "--nope"],
        ["show", "crm.yaml"], ["status", "missing.jsonl"], ["validate", "crm.yaml", "scenario.yaml"],
    ])
    func `the first event is the version and the last the summary, whatever happens`(_ arguments: [String]) throws {
        let result = try bench().run(arguments + ["--json"])
        let events = try Events(result)
        #expect(result.output.hasPrefix(#"{"type":"version","events":"1.0","redrive":""#))
        let last = try events.last
        #expect(last.type == "summary")
        #expect(last.exit == Int(result.status.rawValue))
        #expect(last.totals != nil)
        #expect(result.error.isEmpty)
        let isError = result.status.rawValue >= 6
        #expect(events.all("diagnostic").isEmpty == !isError)
    }

    @Test func `the totals of a plan`() throws {
        let totals = try #require(Events(bench().run(["plan", "crm.yaml", "--json"])).last.totals)
        #expect(totals.jobs == 35)
        #expect(totals.requests == 3)
        #expect(totals.recipes == 2)
        #expect(totals.leftOut == ["recovered": 3])
        #expect(totals.estimatedSeconds == 4, "2.01 s of sending, and a second")
        #expect(totals.complete == true)
        #expect(totals.completeBecause == "end_of_list")
    }

    @Test func `every job of a run is reported with its class and its outcome`() throws {
        let events = try Events(bench().run(["run", "crm.yaml", "--yes", "--json"]))
        let totals = try #require(events.last.totals)
        #expect(totals.planned == 35)
        #expect(totals.enqueued == 35)
        #expect(totals.outcomes?["recovered"] == 35)
        #expect(events.all("job").count { $0.jobClass == "enqueued" && $0.outcome == nil } == 35)
        #expect(events.all("job").count { $0.outcome == "recovered" } == 35)
        #expect(events.all("chunk").map(\.status).filter { $0 == "answered" }.count == 3)
    }

    @Test func `show lists every job with the reason if it is left out`() throws {
        let bench = try bench()
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let jobs = try Events(bench.run(["show", "p.plan.jsonl", "--jobs", "--json"])).all("job")
        #expect(jobs.count { $0.included == true && $0.reason == nil } == 35)
        #expect(jobs.count { $0.included == false && $0.reason == "recovered" } == 3)
        let text = try bench.run(["show", "p.plan.jsonl", "--jobs"])
        #expect(text.lines.count { $0.contains("  included  ") } == 35)
        #expect(text.lines.count { $0.hasSuffix("  recovered") && $0.hasPrefix("orders") } == 3)
    }

    /// What decides whether colors are used.
    struct ColorCase: Sendable {
        var isTerminal = true
        var variables: [String: String] = [:]
        var options: [String] = []
        var hasColor = false
    }

    @Test(arguments: [
        ColorCase(hasColor: true), ColorCase(isTerminal: false), ColorCase(variables: ["NO_COLOR": "1"]),
        ColorCase(variables: ["TERM": "dumb"]), ColorCase(options: ["--no-color"]),
        ColorCase(variables: ["NO_COLOR": ""], hasColor: true),
    ])
    func `colors are for terminals whose owner wants them`(_ test: ColorCase) throws {
        let bench = try bench()
        let variables = ["WORKATO_API_TOKEN": Bench.token].merging(test.variables) { $1 }
        let result = try bench.run(
            ["plan", "crm.yaml"] + test.options,
            terminal: test.isTerminal ? .person() : .none,
            variables: variables
        )
        #expect(result.output.contains("\u{1b}[") == test.hasColor)
    }

    @Test func `a terminal gets a bar in place that is gone at the end, a pipe a line every ten seconds`() throws {
        let slow = Scenarios.outage.replacing("after: 2s-5s", with: "after: 25s-30s")
        let terminal = try bench(slow).run(["run", "crm.yaml", "--yes"], terminal: .person(width: 60))
        #expect(terminal.error.contains("\r\u{1b}[K"))
        #expect(terminal.error.contains("[-----"), "\(terminal.error)")
        let drawn = terminal.error.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
            $0.split(separator: "\r\u{1b}[K")
        }
        #expect(drawn.allSatisfy { Self.width(String($0)) <= 80 })
        #expect(terminal.error.hasSuffix("\r\u{1b}[K"))
        let pipe = try bench(slow).run(["run", "crm.yaml", "--yes"])
        #expect(!pipe.error.contains("\u{1b}"))
        let lines = pipe.error.split(separator: "\n").filter { $0.contains("0/35 ended") }
        #expect((2...6).contains(lines.count), "\(pipe.error)")
        let quiet = try bench(slow).run(["run", "crm.yaml", "--yes", "--quiet"])
        #expect(quiet.error.isEmpty)
        #expect(quiet.output == pipe.output)
    }

    private static func width(_ text: String) -> Int {
        text.replacing(/\u{1b}\[[0-9;]*[mK]/, with: "").count
    }

    @Test func `a line is cut and wrapped by columns`() {
        let line: Line = "ab \("cd", .bold) 漢字 ef"
        #expect(line.width == 13)
        #expect(line.cut(to: 8).rendered(color: false) == "ab cd …")
        #expect(line.wrapped(to: 6, indent: 2).map { $0.rendered(color: false) } == ["ab cd", "  漢字", "  ef"])
        #expect(line.rendered(color: true) == "ab \u{1b}[1mcd\u{1b}[0m 漢字 ef")
    }

    @Test func `words for a shell are quoted if they have to be`() {
        #expect(
            Shell.command(["redrive", "run", "a b", "it's", "", "~x", "a\nb"])
                == #"redrive run 'a b' 'it'\''s' '' '~x' $'a\x0ab'"#
        )
    }

    /// A file of a stranger may name a step like this, and the command that is printed for it is pasted into a shell.
    @Test func `a quote with an accent behind it ends no quotes in a shell`() {
        let quoted = Shell.quoted("a'\u{301}; touch owned; '\u{301}").unicodeScalars.map(\.value)
        #expect(quoted == "'a'\\''\u{301}; touch owned; '\\''\u{301}'".unicodeScalars.map(\.value))
    }

    @Test func `numbers and times as people read them`() {
        #expect(Wording.count(1_234_567) == "1,234,567")
        #expect(Wording.count(1, "job") == "1 job")
        #expect(Wording.time(.seconds(3 * 86_400 + 7200)) == "3d 2h")
        #expect(Wording.time(.milliseconds(900)) == "0s")
        #expect(Wording.seconds(.milliseconds(1001)) == 2)
    }

    @Test func `JSON escapes what could reach a terminal`() {
        let value = JSONValue.object([
            JSONMember(name: "a", .string("\u{1b}\"\\\u{9b}\u{202e}é😀\u{E0001}")),
            JSONMember(name: "b", .array([1, true, .null])),
        ])
        #expect(value.text == #"{"a":"\u001b\"\\\u009b\u202eé😀\udb40\udc01","b":[1,true,null]}"#)
    }
}
