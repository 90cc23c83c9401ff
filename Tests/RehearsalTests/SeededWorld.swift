import RedriveCore
import RedriveTestSupport
import Testing
import Transport
import WorkatoJobs
import WorkatoSimulator

/// A workspace with a plan for it, both from one seed: sizes, undocumented behavior, faults, foreign operators and outcomes.
struct SeededWorld {
    static let begin = Timestamp(milliseconds: 1_795_000_000_000)
    static let token = "simulated-token"

    /// What stands behind a master's own id in the handle that some workspaces give.
    static let suffix = "-B1"

    var plan: Plan
    var scenario: Scenario
    var seed: UInt64
    /// What is sent for each of the plan's tokens.
    var payloads: [(token: Secret, data: ResumeData?)] = []

    /// What the plan's master ids have behind the masters' own ids.
    var handleSuffix: String { scenario.behavior.masterID == .alias ? Self.suffix : "" }

    /// What a checker has to know of it.
    var checked: RunChecker.Circumstances {
        var circumstances = RunChecker.Circumstances()
        circumstances.handleSuffix = handleSuffix
        circumstances.visibleWithin = max(
            scenario.behavior.visibleAfter.upperBound,
            scenario.behavior.slowdown?.visibleAfter.upperBound ?? .zero
        )
        for fault in scenario.faults {
            if case .cached(let time) = fault.effect { circumstances.visibleWithin += time }
        }
        return circumstances
    }

    init(
        seed: UInt64,
        jobs: ClosedRange<Int> = 1...60,
        recipes: ClosedRange<Int> = 1...3,
        faults: Bool = true,
        onUnknown: OnUnknown? = nil
    ) {
        self.seed = seed
        var chance = Chance(seed: seed)
        let outage = Self.begin - .seconds(7200)
        var planned: [PlannedJob] = []
        var history: [Scenario.Recipe] = []
        let count = Int.random(in: recipes, using: &chance)
        var past = Chance(seed: seed &+ 4001)
        let tellsEnds = past.happens(80)
        for number in 1...count {
            guard let recipe = RecipeID(number * 100) else { continue }
            var listed: [Scenario.Job] = []
            for index in 0..<Int.random(in: jobs, using: &chance) {
                let id = "j-\(recipe)-\(index)"
                let start = outage + .seconds(index * 7)
                let time = Scenario.Time.at(SimulatedTime(milliseconds: start.milliseconds))
                listed.append(Scenario.Job(id, .failed, startedAt: time, title: "order \(index)"))
                // Attempts of before the plan: none of them is ever the answer to a request of the run.
                var newest = (id: id, start: start)
                for attempt in 0..<(past.happens(20) ? Int.random(in: 1...2, using: &past) : 0) {
                    newest = ("\(id)-r\(attempt)", outage + .seconds(3600 + index * 7 + attempt * 60))
                    let time = Scenario.Time.at(SimulatedTime(milliseconds: newest.start.milliseconds))
                    listed.append(Scenario.Job(newest.id, .failed, startedAt: time, repeats: id))
                }
                let job = PlannedJob(
                    step: 0,
                    recipe: recipe,
                    master: JobID(text: id),
                    newestAttempt: JobID(text: newest.id),
                    startedAt: newest.start,
                    completedAt: tellsEnds ? newest.start + .seconds(1) : nil
                )
                planned.append(job)
            }
            history.append(Scenario.Recipe(id: recipe.value, jobs: listed))
        }
        planned.sort { ($0.completedAt ?? Self.begin, $0.master) < ($1.completedAt ?? Self.begin, $1.master) }
        scenario = Scenario(name: "seed \(seed)", recipes: history)
        scenario.behavior = Self.behavior(&chance)
        if scenario.behavior.masterID == .alias {
            for index in planned.indices {
                planned[index].master = JobID(text: planned[index].master.text + Self.suffix)
            }
        }
        scenario.latency = .init(base: .milliseconds(Int.random(in: 5...400, using: &chance)))
        scenario.repeats = Self.outcomes(&chance)
        if faults { scenario.faults = Self.faults(&chance) }
        var confused = Chance(seed: seed &+ 7001)
        if faults { Self.confuse(&scenario, &confused) }
        if chance.happens(30) {
            let moment = Scenario.Time.fromStart(.seconds(Int.random(in: 0...120, using: &chance)))
            scenario.scheduledEvents = [.init(.repeatRandom(recipe: 100, count: 3), .time(moment))]
        }
        let header = PlanHeader(
            name: "rehearsal",
            createdAt: Self.begin,
            version: "test",
            onUnknown: onUnknown ?? (chance.happens(80) ? .resend : .hold),
            workspace: Workspace(url: "http://127.0.0.1:1"),
            steps: [
                PlannedStep(
                    name: "all",
                    kind: .repeatJobs(
                        PlannedRepeats(
                            recipes: history.compactMap { RecipeID($0.id) },
                            window: TimeWindow(until: Self.begin)
                        )
                    ),
                    conduct: StepConduct(
                        verifyWithin: chance.happens(80) ? .seconds(120) : nil,
                        guards: .off,
                        pace: chance.happens(10) ? Rate(count: 600, per: .seconds(60)) : nil
                    )
                )
            ]
        )
        plan = Plan(header: header, jobs: planned)
    }

    private static func behavior(_ chance: inout Chance) -> Scenario.UndocumentedBehavior {
        var behavior = Scenario.UndocumentedBehavior()
        behavior.pageSize = chance.pick([1, 2, 5, 25, 100], otherwise: 25)
        if behavior.pageSize < 5 { behavior.pageSize = chance.happens(20) ? behavior.pageSize : 25 }
        behavior.order = chance.pick(Scenario.UndocumentedBehavior.SortKey.allCases, otherwise: .startedAt)
        behavior.direction = chance.happens(80) ? .newestFirst : .oldestFirst
        behavior.repeatsPlace = chance.pick(Scenario.UndocumentedBehavior.RepeatsPlace.allCases, otherwise: .own)
        behavior.masterID = chance.pick(Scenario.UndocumentedBehavior.MasterID.allCases, otherwise: .own)
        behavior.timestamps = chance.pick(TimestampForm.allCases, otherwise: .utcMilliseconds)
        behavior.tellsScopeCount = chance.happens(60)
        behavior.rerunOnly = chance.pick(Scenario.UndocumentedBehavior.RerunOnly.allCases, otherwise: .repeats)
        if chance.happens(15) { behavior.ignoredFilters = [.rerunOnly] }
        if chance.happens(40) {
            behavior.visibleAfter = .zero ... .milliseconds(Int.random(in: 100...6000, using: &chance))
        }
        behavior.overlap = behavior.pageSize > 4 && chance.happens(20) ? 2 : 0
        return behavior
    }

    private static func outcomes(_ chance: inout Chance) -> Scenario.Outcome {
        Scenario.Outcome(
            [
                .init(.succeed, weight: 8), .init(.failSame, weight: chance.happens(50) ? 2 : 0),
                .init(.stayPending, weight: chance.happens(20) ? 1 : 0),
            ],
            after: .seconds(1) ... .seconds(Int.random(in: 2...30, using: &chance))
        )
    }

    private static func faults(_ chance: inout Chance) -> [Scenario.Fault] {
        var faults: [Scenario.Fault] = []
        for _ in 0..<Int.random(in: 0...4, using: &chance) {
            let when = Scenario.Fault.Occurrence.nth([Int.random(in: 1...8, using: &chance)])
            faults.append(.init(repeatFault(&chance), on: .repeat, when: when))
        }
        for _ in 0..<Int.random(in: 0...2, using: &chance) {
            let when = Scenario.Fault.Occurrence.nth([Int.random(in: 1...12, using: &chance)])
            let effect = chance.pick(
                [
                    .status(502), .close(applied: .none), .cut(), .throttle(.seconds(2)), .throttle(.seconds(0)),
                    .garbage(applied: .none),
                ],
                otherwise: Scenario.Fault.Effect.status(503)
            )
            faults.append(.init(effect, on: .list, when: when))
        }
        return faults
    }

    /// Lists that contradict themselves, fall behind while the run goes on, or come from a cache.
    static func confuse(_ scenario: inout Scenario, _ chance: inout Chance) {
        // Without its counts, a list that hides its rows cannot be told from an empty one.
        if scenario.behavior.tellsScopeCount, chance.happens(40) {
            let odd = chance.pick([.hideRows, .otherRecipe], otherwise: Scenario.Fault.Effect.hideRows)
            let first = Int.random(in: 1...15, using: &chance)
            let when = chance.pick(
                [.nth([first]), .nth([first, first + 1]), .from(first), .every(2), .probability(0.3)],
                otherwise: Scenario.Fault.Occurrence.nth([first])
            )
            // Without an end of it nothing could ever be sent.
            scenario.faults.append(.init(odd, on: .list, when: when, times: Int.random(in: 1...8, using: &chance)))
        }
        if chance.happens(15) {
            let time = Duration.seconds(Int.random(in: 5...90, using: &chance))
            scenario.faults.append(.init(.cached(time), on: .list))
        }
        if chance.happens(20) {
            let behind = Duration.seconds(Int.random(in: 5...120, using: &chance))
            scenario.behavior.slowdown = .init(
                after: .seconds(Int.random(in: 0...20, using: &chance)),
                visibleAfter: .zero...behind
            )
        }
    }

    static func repeatFault(_ chance: inout Chance) -> Scenario.Fault.Effect {
        let part = Int.random(in: 1...24, using: &chance)
        let applied = chance.pick([.none, .all, .first(part)], otherwise: Scenario.Fault.Applied.none)
        let late = Duration.seconds(Int.random(in: 1...38, using: &chance))
        return chance.pick(
            [
                .status(500, applied: applied), .status(502, applied: applied), .html(503, applied: applied),
                .html(400, applied: .none), .html(404, applied: .none), .garbage(applied: applied),
                .cut(applied: applied),
                .close(applied: applied), .silence(applied: applied), .late(by: late, applied: applied),
                .late(by: late, silent: true, applied: applied), .omit(3, applied: applied), .throttle(.none),
                .throttle(.seconds(3)), .throttle(.date(4)), .refuseConnection,
            ],
            otherwise: .status(500)
        )
    }

    /// A rehearsal of the plan in the world.
    func rehearsal() -> Rehearsal {
        Rehearsal(
            world: World(scenario: scenario, seed: seed, start: SimulatedTime(milliseconds: Self.begin.milliseconds)),
            plan: plan,
            planID: "000000000000",
            token: Secret(Self.token),
            tokens: payloads,
            begin: Self.begin
        )
    }
}
