import RedriveCore
import RedriveTestSupport
import Testing
import Transport
import WorkatoJobs
import WorkatoSimulator

/// A small workspace without chance, with a plan for all of its jobs; what sweeps go over.
struct ReferenceWorld: Sendable {
    var name: String
    var plan: Plan
    var scenario: Scenario

    /// - Parameter perRequest: the most jobs in one request.
    init(_ name: String, jobs: Int = 30, recipes: Int = 2, perRequest: Int = 25) {
        self.name = name
        let outage = SeededWorld.begin - .seconds(7200)
        var planned: [PlannedJob] = []
        var history: [Scenario.Recipe] = []
        for recipe in (1...recipes).compactMap({ RecipeID($0 * 100) }) {
            var listed: [Scenario.Job] = []
            for index in 0..<jobs {
                let id = "j-\(recipe)-\(index)"
                let start = outage + .seconds(index)
                listed.append(.init(id, .failed, startedAt: .at(SimulatedTime(milliseconds: start.milliseconds))))
                let job = PlannedJob(
                    step: 0,
                    recipe: recipe,
                    master: JobID(text: id),
                    newestAttempt: JobID(text: id),
                    startedAt: start,
                    completedAt: start + .seconds(1)
                )
                planned.append(job)
            }
            history.append(Scenario.Recipe(id: recipe.value, jobs: listed))
        }
        scenario = Scenario(name: name, recipes: history)
        scenario.latency = .init(base: .milliseconds(150))
        scenario.repeats = Scenario.Outcome([.init(.succeed, weight: 1)], after: .seconds(1) ... .seconds(4))
        let recipes = history.compactMap { RecipeID($0.id) }
        let step = PlannedStep(
            name: "all",
            kind: .repeatJobs(PlannedRepeats(recipes: recipes, window: TimeWindow(until: SeededWorld.begin))),
            conduct: StepConduct(verifyWithin: .seconds(20), guards: .off)
        )
        let header = PlanHeader(
            name: name,
            createdAt: SeededWorld.begin,
            version: "test",
            workspace: Workspace(url: "http://127.0.0.1:1", limits: Limits(jobsPerRequest: perRequest)),
            steps: [step]
        )
        plan = Plan(header: header, jobs: planned)
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
            begin: SeededWorld.begin
        )
    }
}

/// What is wrong with a run that has come to its end; empty for nothing.
///
/// Beyond what `RunChecker` finds: that it finished, and that each job was repeated exactly once, or that a person is told why not.
func problems(of rehearsal: Rehearsal, _ end: Rehearsal.End) throws -> [String] {
    let state = try rehearsal.state()
    let checker = RunChecker(plan: state.plan, ledger: rehearsal.world.ledger, records: rehearsal.history)
    var problems = checker.findings(finished: end == .ended(.finished), totals: RunTotals(state)).map(\.description)
    if end != .ended(.finished) { problems.append("it ended as \(end)") }
    for (position, job) in state.plan.jobs.enumerated() {
        let ledger = rehearsal.world.ledger
        let times = ledger.repeatsByClient(of: job.master.text, recipe: job.recipe.value)
        switch state.jobs[position] {
        case .enqueued where times == 1, .held where times <= 1, .refused where times == 0, .dropped where times == 0:
            break
        case .notSent, .inFlight, .unknown, .enqueued, .refused, .dropped, .held:
            problems.append("\(job.master) was repeated \(times) times and is \(state.jobs[position])")
        }
    }
    return problems
}
