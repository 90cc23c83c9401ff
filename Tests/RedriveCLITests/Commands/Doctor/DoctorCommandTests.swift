import FoundationEssentials
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import Transport
import WorkatoJobs

@testable import RedriveCLI

@Suite struct DoctorCommandTests {
    private func bench(_ more: String = "", scenario: String = Scenarios.outage) throws -> Bench {
        let bench = try Bench(scenario + "\n" + more)
        bench.put(Scenarios.runbook, at: "crm.yaml")
        return bench
    }

    private func findings(_ bench: Bench, _ arguments: [String] = ["crm.yaml"]) throws -> Bench.Transcript {
        try bench.run(["doctor"] + arguments)
    }

    /// The lines of a check, of the first recipe that has it.
    private func line(_ check: Finding.Check, _ transcript: Bench.Transcript) -> String {
        transcript.lines.first { $0.dropFirst(10).hasPrefix(check.words + " ") } ?? ""
    }

    @Test func `a workspace as documented is all well, and nothing is written`() throws {
        let bench = try bench()
        let result = try findings(bench)
        #expect(result.status == .done, "\(result.output)")
        #expect(result.lines.last == "all well; nothing was written")
        #expect(bench.workspace.writes.isEmpty)
        for check in Finding.Check.allCases where ![.statuses, .list].contains(check) {
            #expect(!line(check, result).isEmpty, "\(check): \(result.output)")
        }
        #expect(line(.pageSize, result).contains("25 rows on a page"), "\(result.output)")
        #expect(line(.order, result).contains("newest first"))
        #expect(line(.rerunFilter, result).contains("rerun_only shows repeats"))
        #expect(line(.workspace, result).contains("workspace 17423 (outage)"))
        // One for the workspace, one for recipes, one for folders, at most seven for each of the two recipes.
        #expect(bench.workspace.sent.count == 17)
        #expect(line(.recipes, result).contains("2 recipes on the first page"), "\(result.output)")
        #expect(line(.folders, result).contains("on the first page of the home folder"), "\(result.output)")
    }

    @Test func `reads are paced by the limits of the runbook`() throws {
        let bench = try bench()
        bench.put(
            Scenarios.runbook.replacing("name: production", with: "name: production, limits: { other: 5/min }"),
            at: "crm.yaml"
        )
        let begun = bench.time.now().instant
        #expect(try findings(bench).status == .done)
        let sent = bench.workspace.sent.count
        #expect(sent > 10)
        // Recipes and folders have a limit of their own.
        #expect(bench.time.now().instant - begun >= .seconds(60 * ((sent - 3) / 5)))
    }

    /// A habit of the server, and what is said of it.
    struct Habit: Sendable, CustomTestStringConvertible {
        var keys: String
        var check: Finding.Check
        var words: String
        var status = RedriveCLI.ExitStatus.done
        var testDescription: String { keys }
    }

    @Test(arguments: [
        Habit(keys: "habits: { page_size: 10 }", check: .pageSize, words: "10 rows on a page"),
        Habit(keys: "habits: { direction: oldest_first }", check: .order, words: "oldest first"),
        Habit(keys: "habits: { overlap: 3 }", check: .cursor, words: "3 rows of the first again"),
        Habit(keys: "habits: { ignored_filters: [rerun_only] }", check: .rerunFilter, words: "repeats and masters"),
        Habit(keys: "habits: { rerun_only: masters }", check: .rerunFilter, words: "masters, and no repeat"),
        Habit(keys: "habits: { hides_repeats: true }", check: .rerunFilter, words: "and shows none"),
        Habit(keys: "habits: { previous_page: nearest_first }", check: .previousPage, words: "nearest first"),
        Habit(keys: "habits: { unknown_cursor: restart }", check: .unknownCursor, words: "the first page again"),
        Habit(keys: "habits: { unknown_cursor: not_found }", check: .unknownCursor, words: "404"),
        Habit(keys: "habits: { tells_scope_count: false }", check: .counts, words: "no job_scope_count"),
        Habit(keys: "faults: [{ on: list, nth: 1, effect: hide_rows }]", check: .counts, words: "first page is empty"),
        Habit(keys: "recipe_lists: { omits: [tags, last_run] }", check: .recipes, words: "do not say: tags, last run"),
        Habit(keys: "faults: [{ on: recipes, effect: unauthorized }]", check: .recipes, words: "cannot be listed: 401"),
        Habit(keys: "faults: [{ on: recipes, effect: garbage }]", check: .recipes, words: "cannot be listed: 200"),
        Habit(keys: "faults: [{ on: folders, effect: unauthorized }]", check: .folders, words: "cannot be listed: 401"),
        Habit(keys: "identity: { refused: 403 }", check: .workspace, words: "does not say whose the token is (403"),
        Habit(
            keys: "faults: [{ on: list, effect: unauthorized }]",
            check: .list,
            words: "cannot be read: 401",
            status: .noToken
        ),
        Habit(
            keys: "faults: [{ on: list, effect: garbage }]",
            check: .list,
            words: "cannot be read: 200",
            status: .unreachable
        ),
        Habit(
            keys: "faults: [{ on: me, effect: html, status: 200 }]",
            check: .address,
            words: "a web page",
            status: .unreachable
        ),
        Habit(
            keys: "faults: [{ on: me, effect: refuse_connection }]",
            check: .address,
            words: "not sent",
            status: .unreachable
        ),
        Habit(
            keys: "faults: [{ on: me, effect: silence, applied: none }]",
            check: .address,
            words: "answer lost",
            status: .unreachable
        ),
        Habit(
            keys: "faults: [{ on: me, nth: 1, effect: throttle }]",
            check: .limits,
            words: "1 answer with 429"
        ),
    ])
    func `each habit and fault is found`(_ habit: Habit) throws {
        let bench = try bench(habit.keys)
        let result = try findings(bench, ["crm.yaml", "--recipe", "28904"])
        let found = result.lines.filter { $0.dropFirst(10).hasPrefix(habit.check.words + " ") }
        #expect(found.contains { $0.contains(habit.words) }, "\(result.output)")
        #expect(result.status == habit.status, "\(result.output)")
        #expect(bench.workspace.writes.isEmpty)
    }

    @Test func `a list that ignores its cursor is a failure`() throws {
        let bench = try Bench(ignoresCursors: true)
        let result = try findings(bench, ["--url", "https://workato.example.com", "--recipe", "28904"])
        #expect(line(.cursor, result).hasPrefix("failed"), "\(result.output)")
        #expect(result.status == .unreachable)
    }

    @Test func `a wrong token is told from a missing privilege`() throws {
        let bench = try bench()
        let wrong = try bench.run(["doctor", "crm.yaml"], variables: ["WORKATO_API_TOKEN": "another-token"])
        #expect(wrong.status == .noToken, "\(wrong.output)")
        #expect(line(.token, wrong).contains("every read is refused"))
        let missing = try bench.run(["doctor", "crm.yaml"], variables: [:])
        #expect(missing.status == .noToken)
        #expect(line(.token, missing).contains("there is no token"), "\(missing.output)")
        let narrow = try findings(self.bench("identity: { refused: 401 }"))
        #expect(narrow.status == .done, "\(narrow.output)")
        #expect(line(.token, narrow).contains("is accepted"))
    }

    @Test func `a recipe that is not there is a failure of its own`() throws {
        let result = try findings(bench(), ["crm.yaml", "--recipe", "28904", "--recipe", "7"])
        #expect(result.status == .unreachable)
        #expect(result.output.contains("recipe 7\nfailed    list"), "\(result.output)")
        #expect(line(.pageSize, result).contains("25 rows"))
    }

    @Test func `a token of another workspace than the runbook names is a failure`() throws {
        let bench = try bench()
        bench.put(Scenarios.runbook.replacing("name: production", with: "name: production, id: 5"), at: "crm.yaml")
        let result = try findings(bench)
        #expect(result.status == .refused, "\(result.output)")
        #expect(line(.workspace, result).contains("17423"))
    }

    @Test func `without a recipe the connection alone is looked at`() throws {
        let bench = try bench()
        let result = try findings(bench, ["--url", "https://workato.example.com"])
        #expect(result.status == .done)
        #expect(bench.workspace.sent.count == 3)
        #expect(result.output.contains("no recipe was named"))
    }

    @Test func `a simulated workspace is looked at like a real one`() throws {
        let result = try findings(bench(), ["crm.yaml", "--simulate", "scenario.yaml"])
        #expect(result.status == .done, "\(result.output)")
        #expect(line(.token, result).contains("the token from the scenario is accepted"), "\(result.output)")
        #expect(line(.pageSize, result).contains("25 rows"))
    }

    @Test func `events have each finding, and the summary counts them`() throws {
        let bench = try bench("habits: { direction: oldest_first }")
        let result = try findings(bench, ["crm.yaml", "--json"])
        let events = try Events(result)
        let found = events.all("finding")
        #expect(found.count > 20)
        #expect(result.output.contains(#""check":"order","status":"warning","recipe_id":28904"#))
        #expect(result.output.contains(#""settles":"what lists are sorted by""#))
        #expect(try events.last.exit == 0)
        #expect(result.lines.last?.contains(#""failed":0"#) ?? false)
    }

    @Test(arguments: [
        ["--recipe", "x"], ["--set", "a=1"], ["--url", "https://me:pw@x"], ["--token-env", "a b"], ["gone.yaml"],
    ])
    func `bad arguments are refused before any request`(_ arguments: [String]) throws {
        let bench = try bench()
        let result = try findings(bench, arguments)
        #expect([.usage, .invalidData, .fileFailure].contains(result.status), "\(result.error)")
        #expect(bench.workspace.sent.isEmpty)
        #expect(!result.error.contains("pw"))
    }

    @Test func `the page has each check and each question`() throws {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(5).joined(
            separator: "/"
        )
        let page = String(
            decoding: try Data(contentsOf: URL(filePath: "\(folder)/docs/doctor.md")),
            as: UTF8.self
        )
        for check in Finding.Check.allCases { #expect(page.contains("| \(check.words) |"), "\(check)") }
        for question in OpenQuestion.allCases { #expect(page.contains("| \(question.rawValue) |"), "\(question)") }
    }
}
