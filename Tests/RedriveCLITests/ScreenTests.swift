@testable import RedriveCLI
import FoundationEssentials
import RedriveCore
import RedriveTestSupport
import Testing

/// What an operator sees, in terminals of four sizes, kept in Tests/Fixtures/screens.
///
/// `REDRIVE_RECORD=1 swift test --filter ScreenTests` writes the screens anew, and fails.
@Suite struct ScreenTests {
    /// A workspace and a day.
    struct Case: Sendable, CustomTestStringConvertible {
        var recipes: Int
        var isRough: Bool
        var isSimulated: Bool

        var testDescription: String { name }
        var name: String {
            "\(recipes)-\(recipes == 1 ? "recipe" : "recipes")-\(isRough ? "rough" : "calm")-\(isSimulated ? "simulated" : "real")"
        }
    }

    static let sizes = [(40, 20), (80, 24), (100, 30), (160, 45)]
    static let cases = [1, 5, 40].flatMap { recipes in
        [false, true].flatMap { isRough in
            [false, true].map { Case(recipes: recipes, isRough: isRough, isSimulated: $0) }
        }
    }

    private static let errors = """
        { type: Timeout, adapter: salesforce, message: "could not reach host after 30 s", weight: 6 },
        { type: Service unavailable, adapter: salesforce, message: "503 Service Unavailable from 10.0.0.7", weight: 3 },
        { type: Unauthorized, adapter: salesforce, message: "401 the session of connection aB3kdQrz has expired", weight: 2 },
        { type: Record locked, adapter: netsuite, message: "Invoice 4711 is being edited by somebody else" }
        """

    private static func scenario(_ test: Case) -> String {
        var text = "scenario: 1\nname: outage\nseed: 7\nlatency: 100ms\n"
        text +=
            test.isRough
            ? "repeats: { succeed: 7, fail_same: 2, fail: { type: Mapping, message: 'no such field', weight: 1 }, after: 2s-20s }\nfaults: [{ on: repeat, nth: 2, effect: silence, applied: all }, { on: repeat, nth: 4, effect: throttle, retry_after: 4s }]\n"
            : "repeats: { succeed: 1, after: 2s-5s }\n"
        text += "recipes:\n"
        for id in 1...test.recipes {
            text +=
                "  - id: \(28900 + id)\n    failed: { count: \(max(120 / test.recipes, 6)), between: [-5h, -2h], recovered: 1, errors: [\(errors)] }\n"
        }
        return text
    }

    private static func runbook(_ test: Case) -> String {
        let recipes = (1...test.recipes).map { "\(28900 + $0)" }.joined(separator: ", ")
        return """
            redrive: 1
            name: orders-of-the-crm-outage-on-2026-11-20-reported-by-customer-support-INC-4211
            reason: INC-4211
            max_jobs: 5000
            timezone: "-05:00"
            workspace: { data_center: eu, name: production }
            steps:
              - name: orders
                repeat_jobs:
                  recipes: [\(recipes)]
                  since: 2026-11-23T00:00:00
                  where: { not: { title: { matches: '^Test' } } }
                pace: 600 jobs/min
                stop_when: { failed_again: 60%, same_error: 500 }
                verify: { within: 5m }
            """
    }

    private static func text(_ pane: [String]) -> String { pane.map { "|\($0)\n" }.joined() }

    /// The screens of a run at one size: the question, the progress at three moments, the end, and the status.
    private static func screens(_ test: Case, _ columns: Int, _ rows: Int) throws -> (text: String, question: [String])
    {
        let bench = try Bench(scenario(test))
        bench.put(runbook(test), at: "crm.yaml")
        let terminal = Bench.TerminalKind.person(width: columns, height: rows)
        let simulate = test.isSimulated ? ["--simulate", "scenario.yaml"] : []
        var arguments = ["run", "crm.yaml", "--state", "s.state.jsonl"] + simulate
        let refused = try bench.run(arguments + ["--no-color"], terminal: terminal, answers: [""])
        let question = refused.pane(terminal) { $1.contains("Enter to leave") }.screen
        arguments += ["--yes", "--no-color"]
        let run = try bench.run(arguments, terminal: terminal)
        var text = "==== \(columns)x\(rows): question\n" + Self.text(question)
        let begun = run.written.first { $0.text.contains("state file:") }?.at ?? .zero
        for seconds in [2, 5, 20] {
            let pane = run.pane(terminal) { at, _ in at >= begun + .seconds(seconds) }
            text += "==== \(columns)x\(rows): after \(seconds) s\n" + Self.text(pane.screen)
        }
        text += "==== \(columns)x\(rows): end, exit \(run.status.rawValue)\n"
        text += Self.text(run.pane(terminal).all.suffix(rows * 2))
        let status = try bench.run(["status", "s.state.jsonl", "--no-color"], terminal: terminal)
        text += "==== \(columns)x\(rows): status\n" + Self.text(status.pane(terminal).all)
        return (text, question)
    }

    @Test(arguments: cases) func `screens are as they were, and fit`(_ test: Case) throws {
        var text = ""
        for (columns, rows) in Self.sizes {
            let (screens, question) = try Self.screens(test, columns, rows)
            text += screens
            let words = question.joined(separator: " ")
            // Whatever the length of the names, the facts of an approval stand with the question.
            #expect(words.contains(test.isSimulated ? "SIMULATION" : "https://app.eu.workato.com"))
            #expect(words.contains("Plan ") && words.contains("to approve, Enter to leave:"))
            #expect(words.contains("jobs in "))
        }
        let longest = text.split(separator: "\n").map(\.count).max() ?? 0
        #expect(longest <= 161)
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(
            separator: "/"
        )
        let url = URL(filePath: "\(folder)/Fixtures/screens/\(test.name).txt")
        if ProcessInfo.processInfo.environment["REDRIVE_RECORD"] != nil {
            try Data(text.utf8).write(to: url)
            Issue.record("recorded")
        } else {
            let expected = try String(contentsOf: url, encoding: .utf8)
            if text != expected {
                let (new, old) = (text.split(separator: "\n"), expected.split(separator: "\n"))
                let line = zip(new, old).enumerated().first { $0.element.0 != $0.element.1 }
                Issue.record(
                    "line \(line?.offset ?? min(new.count, old.count)): \(line?.element.0 ?? "") instead of \(line?.element.1 ?? "")"
                )
            }
        }
    }
}
