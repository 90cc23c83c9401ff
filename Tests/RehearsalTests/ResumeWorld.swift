import RedriveCore
import RedriveTestSupport
import Testing
import Transport
import WorkatoJobs
import WorkatoSimulator

/// A small workspace of suspended jobs, with a plan that resumes all of them.
struct ResumeWorld: Sendable {
    var plan: Plan
    var scenario: Scenario
    /// What is sent for each row.
    var payloads: [(token: Secret, data: ResumeData?)] = []

    /// So many tokens that are good, then one that was used, one that has expired, and one that nobody knows.
    ///
    /// The job of every second good token is named in its row.
    init(good: Int, conduct: StepConduct = StepConduct(verifyWithin: nil, guards: .off)) throws {
        let recipe: RecipeID = 100
        let outage = SeededWorld.begin - .seconds(7200)
        var jobs: [Scenario.Job] = []
        var tokens: [PlannedToken] = []
        scenario = Scenario(name: "suspended", recipes: [])
        for number in 0..<good + 3 {
            let text = "resume-token-\(number)-9f2c"
            let id = "j-100-\(number)"
            let start = SimulatedTime(milliseconds: (outage + .seconds(number)).milliseconds)
            jobs.append(.init(id, .pending, startedAt: .at(start)))
            var told = Scenario.ResumeToken(number == good + 2 ? "another" : text, job: .init(recipe: 100, job: id))
            if number == good { told.state = .used }
            if number == good + 1 { told.state = .expired }
            scenario.resumeTokens.append(told)
            let names = number % 2 == 0
            let data =
                number % 3 == 0 ? try ResumeData(json: Array(#"{"approved":true,"by":"ada \#(number)"}"#.utf8)) : nil
            tokens.append(
                PlannedToken(
                    step: 0,
                    row: TokenRow(
                        fingerprint: TokenFingerprint.of(text, runbook: "suspended"),
                        line: number + 2,
                        recipe: names ? recipe : nil,
                        job: names ? JobID(text: id) : nil,
                        data: data.map { .inline(bytes: $0.json.count) }
                    )
                )
            )
            payloads.append((Secret(text), data))
        }
        scenario.recipes = [Scenario.Recipe(id: 100, jobs: jobs)]
        scenario.latency = .init(base: .milliseconds(150))
        let file = PinnedFile(path: "/waiting.csv", sha256: String(repeating: "0", count: 64), bytes: 1)
        let step = PlannedStep(name: "waiting", kind: .resumeJobs(TokensSource(file: file)), conduct: conduct)
        let header = PlanHeader(
            name: "suspended",
            createdAt: SeededWorld.begin,
            version: "test",
            workspace: Workspace(url: "http://127.0.0.1:1"),
            steps: [step]
        )
        plan = Plan(header: header, tokens: tokens)
    }

    /// A rehearsal of the plan.
    func rehearsal(seed: UInt64 = 7) -> Rehearsal {
        Rehearsal(
            world: World(
                scenario: scenario,
                seed: seed,
                start: SimulatedTime(milliseconds: SeededWorld.begin.milliseconds)
            ),
            plan: plan,
            planID: "000000000000",
            token: Secret(SeededWorld.token),
            tokens: payloads,
            begin: SeededWorld.begin
        )
    }

    /// What is wrong with the run: against the ledger, in the report, and in what is said of itself.
    static func problems(of rehearsal: Rehearsal, _ end: Rehearsal.End, mayResend: Bool = false) throws -> [String] {
        let state = try rehearsal.state()
        var circumstances = RunChecker.Circumstances()
        circumstances.mayResend = mayResend
        let checker = RunChecker(
            plan: state.plan,
            ledger: rehearsal.world.ledger,
            records: rehearsal.history,
            circumstances: circumstances
        )
        let findings = checker.findings(finished: end == .ended(.finished), totals: RunTotals(state))
        var fold = RunReport.Fold()
        var told = RunState(plan: state.plan, planID: state.planID)
        for entry in rehearsal.records {
            try told.apply(entry.record, at: entry.at)
            fold.note(entry.record, at: entry.at, after: told)
        }
        return (findings + checker.findings(of: fold.finish(told))).map(\.description)
    }
}
