import FoundationEssentials
import RedriveCore
import Testing
import WorkatoJobs

/// Plan files of earlier versions, kept in Tests/Fixtures, one for each format.
struct PlanGoldenTests {
    /// The bytes of a file in Tests/Fixtures.
    private static func fixture(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: url(name)))
    }

    private static func url(_ name: String) -> URL {
        let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        return URL(filePath: tests.joined(separator: "/") + "/Fixtures/" + name)
    }

    private static func encoded(_ plan: Plan) -> [UInt8] { PlanEncoder.lines(of: plan).lines.flatMap { $0 + [0x0A] } }

    /// The plan of `planned`, as it was before plans kept conditions, limits and the time zone, and as it is since then.
    private static let before = "plan-of-runbook-format-1.jsonl"
    private static let since = "plan-with-conditions-format-1.jsonl"

    /// A plan for a workspace that the runbook names by its id.
    private static let ofWorkspace = "plan-of-workspace-format-3.jsonl"

    @Test(arguments: ["plan-format-1.jsonl", before, since, ofWorkspace])
    func `a plan file of an earlier version loads and is written again with the same bytes`(_ name: String) throws {
        let bytes = try Self.fixture(name)
        let plan = try PlanDecoder.decode(bytes).plan
        #expect(Self.encoded(plan) == bytes)
    }

    @Test func `a plan file of an earlier version means what it meant`() throws {
        let plan = try PlanDecoder.decode(Self.fixture("plan-format-1.jsonl")).plan
        #expect(plan.header.steps.map(\.name) == [#"step "0""#, #"step "1""#, #"step "2""#])
        #expect(plan.header.steps.map(\.conduct.onFailure) == [.stop, .continue, .continue])
        #expect(plan.header.steps[0].conduct.pace == Rate(count: 771, per: .seconds(60)))
        #expect(plan.header.steps[0].conduct.verifyWithin == .milliseconds(5_012_862))
        #expect(plan.header.steps[0].conduct.guards == .off)
        #expect(plan.header.steps[1].conduct.guards == .default)
        #expect(plan.header.steps[1].conduct.verifyWithin == nil)
        #expect(plan.header.onUnknown == .hold)
        #expect(plan.jobs.count == 35)
        #expect(plan.jobs[0].target == .master(33, JobID(text: "j-0-0")))
        #expect(plan.jobs[0].signature == 3)
        #expect(plan.jobs[0].earlierRepeats == 42)
        #expect(
            plan.leftOut.map(\.reason).sorted { $0.rawValue < $1.rawValue } == [
                .child, .duplicate, .duplicate, .inFlight, .overLimit, .overLimit, .pollError,
            ]
        )
        #expect(plan.signatures.count == 4)
        #expect(plan.listings.count == 3)
        #expect(plan.warnings.count == 1)
    }

    @Test func `a plan of format 3 names the workspace that it was made for, and that it demands`() throws {
        let header = try PlanDecoder.decode(Self.fixture(Self.ofWorkspace)).plan.header
        #expect(header.workspace.id == 17293)
        #expect(header.identity == WorkspaceIdentity(id: 17293, name: "Acme"))
    }

    @Test func `a runbook gives the plan that it gave before`() throws {
        #expect(try String(decoding: Self.fixture(Self.since), as: UTF8.self) == Self.planned())
    }

    @Test func `conditions, limits and time zone are all that a plan has kept since`() throws {
        var plan = try PlanDecoder.decode(Self.fixture(Self.since)).plan
        #expect(plan.header.timeZone?.text == "-05:00")
        plan.header.timeZone = nil
        let limits = plan.header.steps.compactMap { step -> PlannedRepeats.Limits? in
            switch step.kind {
            case .repeatJobs(let repeats): repeats.limits
            case .listJobs, .resumeJobs: nil
            }
        }
        #expect(limits[0].conditions == ["title contains 't'"])
        #expect(limits[0].jobs == 3 && limits[0].jobsPerRecipe == 2 && limits[0].excludedJobs == 1)
        #expect(limits[0].namedJobs == nil && limits[1].namedJobs == 1 && limits[1].excludedJobs == 0)
        for index in plan.header.steps.indices {
            guard case .repeatJobs(var repeats) = plan.header.steps[index].kind else { continue }
            repeats.limits = PlannedRepeats.Limits()
            plan.header.steps[index].kind = .repeatJobs(repeats)
        }
        #expect(try Self.encoded(plan) == Self.fixture(Self.before))
    }

    /// The text of a plan for a runbook that says everything a runbook can say.
    private static func planned() throws -> String {
        typealias Rules = PlanningRulesTests
        let query = Rules.selection { selection in
            selection.query.status = .failed
            selection.query.window.clock = .startedAt
            selection.query.predicate = .field(.title, .contains("t"))
            selection.excludeJobs = [JobID(text: "j-c")]
            selection.include = [.recovered, .expired]
            selection.query.order = .newestFirst
            selection.query.limit = 3
            selection.query.limitPerRecipe = 2
        }
        let named = Rules.selection { selection in
            let job = JobQuery.ListedJob(recipe: 11, job: JobID(text: "j-d"), place: "r.yaml:9")
            selection.query.source = .jobs([job])
            selection.query.window.since = nil
        }
        var runbook = Rules.runbook([], retention: .seconds(86_400))
        runbook.reason = "INC-4211"
        runbook.maxJobs = 50
        runbook.timeZone = UTCOffset("-05:00")
        runbook.onUnknown = .hold
        runbook.steps = [
            Step(
                name: "query",
                kind: .repeatJobs(query),
                conduct: StepConduct(
                    verifyWithin: .seconds(90),
                    guards: Guards(failedAgain: .jobs(3), unknown: .percent(7), minSample: 9),
                    pace: Rate(count: 300, per: .seconds(60)),
                    onFailure: .continue
                )
            ),
            Step(
                name: "named",
                kind: .repeatJobs(named),
                conduct: StepConduct(verifyWithin: nil, guards: .off)
            ),
        ]
        let attempts = ["a", "b", "c", "d", "e"].enumerated().map { index, name in
            Rules.failed(name, minutesAgo: Int64(index) * 3 + 1)
        }
        var driver = Rules.driver([11: attempts])
        guard case .plan(let plan) = driver.plan(runbook, withTitles: true) else { throw NoPlan() }
        return String(decoding: encoded(plan), as: UTF8.self)
    }

    private struct NoPlan: Error {}
}
