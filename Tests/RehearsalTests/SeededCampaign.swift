import RedriveCore
import RedriveTestSupport
import WorkatoJobs
import WorkatoSimulator

/// A seeded world with all that a runbook can say of several steps, and the processes that work on it one after the other.
struct SeededCampaign {
    /// A process, and how long nobody does anything after it.
    struct Turn {
        var process: Rehearsal.Process
        var pause: Duration
    }

    var seeded: SeededWorld
    var turns: [Turn]
    /// `--max-drift` of every process.
    var maxDrift: Int?

    init(seed: UInt64) {
        seeded = SeededWorld(seed: seed, jobs: 1...50, recipes: 1...4)
        var chance = Chance(seed: seed &+ 90_001)
        maxDrift = chance.happens(30) ? Int.random(in: 1...40, using: &chance) : nil
        turns = []
        Self.split(&seeded, &chance)
        Self.disturb(&seeded.scenario, &chance)
        Self.narrow(&seeded, &chance)
        for round in 0..<Int.random(in: 1...5, using: &chance) {
            turns.append(Self.turn(seed: seed &+ UInt64(round), steps: seeded.plan.header.steps, maxDrift, &chance))
        }
        Self.rollOut(&seeded.plan, &turns, seed: seed)
        Self.command(&turns, recipes: seeded.scenario.recipes.map(\.id), seed: seed)
        addKinds(seed: seed)
        // Whatever came before, two undisturbed processes end it; the second has a person's word.
        for releases in [false, true] {
            var last = Rehearsal.Process(seed: seed &+ 50)
            last.releases = releases ? [.unknown, .canary] : []
            last.maxDrift = maxDrift
            turns.append(Turn(process: last, pause: .seconds(1)))
        }
    }

    /// In every other campaign, persons pause, pace and skip while a process works; who pauses goes on again in the end.
    ///
    /// From a generator of its own, so that the rest of a seed's campaign stays as it was before there were commands.
    private static func command(_ turns: inout [Turn], recipes: [Int], seed: UInt64) {
        var chance = Chance(seed: seed &+ 777_001)
        guard chance.happens(50) else { return }
        for index in turns.indices where chance.happens(60) {
            var at = Duration.seconds(Int.random(in: 0...60, using: &chance))
            for _ in 0..<Int.random(in: 1...4, using: &chance) {
                let pace = Rate(count: Int.random(in: 1...600, using: &chance), per: .seconds(60))
                let recipe = RecipeID("\(chance.pick(recipes, otherwise: 100))") ?? 100
                let command = chance.pick(
                    [.pause, .resume, .pace(step: nil, pace), .pace(step: 0, nil), .skip(recipe)],
                    otherwise: ControlCommand.pause
                )
                turns[index].process.commands.append(.init(after: at, command))
                at += .seconds(Int.random(in: 0...120, using: &chance))
            }
            turns[index].process.commands.append(.init(after: at + .seconds(30), .resume))
        }
    }

    /// In every other campaign, steps have a canary, a ramp or a bound on pending repeats, or all of them.
    ///
    /// From a generator of its own, so that the rest of a seed's campaign stays as it was before there were any.
    private static func rollOut(_ plan: inout Plan, _ turns: inout [Turn], seed: UInt64) {
        var chance = Chance(seed: seed &+ 555_001)
        guard chance.happens(50) else { return }
        for step in plan.header.steps.indices where chance.happens(80) {
            if plan.header.steps[step].conduct.verifyWithin == nil {
                plan.header.steps[step].conduct.verifyWithin = .seconds(Int.random(in: 20...300, using: &chance))
            }
            if chance.happens(60) {
                plan.header.steps[step].conduct.rollout.canary = .init(
                    jobs: Int.random(in: 1...4, using: &chance),
                    per: chance.pick(Rollout.Grouping.allCases, otherwise: .step)
                )
            }
            if chance.happens(60) { plan.header.steps[step].conduct.rollout.ramp = ramp(&chance) }
            if chance.happens(40) {
                plan.header.steps[step].conduct.maxPending = Int.random(in: 1...30, using: &chance)
            }
        }
        for index in turns.indices where chance.happens(15) { turns[index].process.releases.insert(.canary) }
    }

    private static func ramp(_ chance: inout Chance) -> [Rollout.Total] {
        var totals: [Rollout.Total] = []
        var count = 0
        for _ in 0..<Int.random(in: 0...3, using: &chance) {
            count += Int.random(in: 1...8, using: &chance)
            totals.append(.jobs(count))
        }
        var share = 0
        for _ in 0..<Int.random(in: 0...3, using: &chance) where share < 100 {
            share = min(100, share + Int.random(in: 5...60, using: &chance))
            totals.append(.percent(share))
        }
        return totals
    }

    /// What a checker has to know of it.
    var checked: RunChecker.Circumstances {
        var circumstances = seeded.checked
        circumstances.mayResend = true
        circumstances.maxDrift = maxDrift
        return circumstances
    }

    /// Spreads the jobs over steps that differ in guards, verification, pace and in what a failure leads to.
    private static func split(_ seeded: inout SeededWorld, _ chance: inout Chance) {
        let count = Int.random(in: 1...3, using: &chance)
        seeded.plan.header.steps = (0..<count).map { number in
            PlannedStep(
                name: "step-\(number)",
                kind: .repeatJobs(
                    PlannedRepeats(
                        recipes: seeded.plan.header.steps[0].recipes,
                        window: TimeWindow(until: SeededWorld.begin)
                    )
                ),
                conduct: StepConduct(
                    verifyWithin: chance.happens(75) ? .seconds(Int.random(in: 20...300, using: &chance)) : nil,
                    guards: guards(&chance),
                    pace: chance.happens(20) ? pace(&chance) : nil,
                    onFailure: chance.happens(50) ? .continue : .stop
                )
            )
        }
        let byRecipe = chance.happens(50)
        for index in seeded.plan.jobs.indices {
            let recipe = seeded.plan.jobs[index].recipe.value
            seeded.plan.jobs[index].step = byRecipe ? recipe / 100 % count : Int.random(in: 0..<count, using: &chance)
        }
    }

    private static func guards(_ chance: inout Chance) -> Guards {
        func threshold() -> Guards.Threshold? {
            switch Int.random(in: 0..<4, using: &chance) {
            case 0: .jobs(Int.random(in: 1...20, using: &chance))
            case 1: .percent(Int.random(in: 5...80, using: &chance))
            default: nil
            }
        }
        return Guards(
            failedAgain: threshold(),
            refused: threshold(),
            sameError: chance.happens(30) ? Int.random(in: 1...10, using: &chance) : nil,
            unknown: threshold(),
            minSample: Int.random(in: 1...30, using: &chance)
        )
    }

    /// From one that makes no difference to one that makes looks grow old between two requests.
    private static func pace(_ chance: inout Chance) -> Rate {
        let slow = Int.random(in: 2...20, using: &chance)
        return Rate(count: chance.pick([3000, 300, slow], otherwise: slow), per: .seconds(60))
    }

    /// Errors, refusals, a token that is cancelled, and other people at work over the whole time.
    private static func disturb(_ scenario: inout Scenario, _ chance: inout Chance) {
        scenario.repeats = Scenario.Outcome(
            [
                .init(.succeed, weight: Int.random(in: 0...8, using: &chance) + 1),
                .init(.failSame, weight: Int.random(in: 0...4, using: &chance)),
                .init(
                    .fail(.init(type: "Other", message: "another error")),
                    weight: Int.random(in: 0...2, using: &chance)
                ),
                .init(.stayPending, weight: chance.happens(10) ? 1 : 0),
            ],
            after: .seconds(1) ... .seconds(Int.random(in: 2...40, using: &chance))
        )
        for recipe in scenario.recipes.indices {
            if chance.happens(5) { scenario.recipes[recipe].keepsTriggerData = false }
            if chance.happens(5) { scenario.recipes[recipe].isRunning = false }
            if chance.happens(20) { scenario.recipes[recipe].concurrency = Int.random(in: 1...5, using: &chance) }
            for job in scenario.recipes[recipe].jobs.indices where chance.happens(4) {
                scenario.recipes[recipe].jobs[job].refusal = .init(typeID: "err.job.repeat.other", message: "no")
            }
        }
        if chance.happens(7) {
            // Later than the server's time and two looks together: only how long others took can tell.
            let least = Int.random(in: 20...100, using: &chance)
            scenario.behavior.visibleAfter = .seconds(least) ... .seconds(2 * least)
        }
        if chance.happens(10) {
            let when = Scenario.Fault.Occurrence.nth([Int.random(in: 1...12, using: &chance)])
            scenario.faults.append(.init(.unauthorized, on: chance.happens(50) ? .repeat : .list, when: when))
        }
        if chance.happens(10) {
            let status = chance.pick([400, 404, 409], otherwise: 409)
            let when = Scenario.Fault.Occurrence.nth([Int.random(in: 1...9, using: &chance)])
            scenario.faults.append(.init(.status(status, message: "no"), on: .repeat, when: when))
        }
        for _ in 0..<Int.random(in: 0...3, using: &chance) {
            let moment = Scenario.Time.fromStart(.seconds(Int.random(in: 0...1500, using: &chance)))
            let recipe = chance.pick(scenario.recipes.map(\.id), otherwise: 100)
            let count = Int.random(in: 1...6, using: &chance)
            scenario.scheduledEvents.append(.init(.repeatRandom(recipe: recipe, count: count), .time(moment)))
        }
        if chance.happens(10) {
            let moment = Scenario.Time.fromStart(.seconds(Int.random(in: 5...300, using: &chance)))
            let before = Scenario.Time.fromStart(.seconds(-Int.random(in: 3000...7100, using: &chance)))
            scenario.scheduledEvents.append(.init(.sweep(before: before), .time(moment)))
        }
    }

    /// Limits that a person has set, and a server that allows less than it documents.
    private static func narrow(_ seeded: inout SeededWorld, _ chance: inout Chance) {
        if chance.happens(20) {
            let limits = Limits(
                repeatJobs: Rate(count: 1, per: .seconds(Int.random(in: 1...4, using: &chance))),
                other: Rate(count: Int.random(in: 5...60, using: &chance), per: .seconds(60)),
                jobsPerRequest: Int.random(in: 1...25, using: &chance)
            )
            seeded.plan.header.workspace.limits = limits
        }
        if chance.happens(15) {
            seeded.scenario.limits.repeats = Scenario.RateLimit(
                1,
                per: .milliseconds(chance.pick([1020, 1200, 2500], otherwise: 2500))
            )
            seeded.scenario.limits.repeats?.window = chance.pick(Scenario.RateLimit.Window.allCases, otherwise: .spaced)
        }
        if chance.happens(15) {
            seeded.scenario.limits.other = Scenario.RateLimit(
                Int.random(in: 20...55, using: &chance),
                per: .seconds(60),
                window: chance.pick(Scenario.RateLimit.Window.allCases, otherwise: .sliding)
            )
        }
        seeded.scenario.limits.retryAfter = chance.pick(Scenario.Limits.RetryAfter.allCases, otherwise: .seconds)
        seeded.scenario.limits.countsRefused = chance.happens(20)
        if chance.happens(5) { seeded.scenario.limits.repeatsPerJob = Int.random(in: 1...3, using: &chance) }
        if chance.happens(5) { seeded.scenario.limits.jobsPerRequest = Int.random(in: 3...20, using: &chance) }
    }

    private static func turn(
        seed: UInt64,
        steps: [PlannedStep],
        _ maxDrift: Int?,
        _ chance: inout Chance
    ) -> Turn {
        var process = Rehearsal.Process(seed: seed)
        process.maxDrift = maxDrift
        switch Int.random(in: 0..<6, using: &chance) {
        case 0, 1:
            process.kill = .init(
                afterOperations: Int.random(in: 1...80, using: &chance),
                losesAppend: chance.happens(50)
            )
        case 2: process.interruptAfter = .milliseconds(Int.random(in: 0...90_000, using: &chance))
        case 3: process.maxDuration = .seconds(Int.random(in: 1...400, using: &chance))
        case 4: process.only = steps.filter { _ in chance.happens(50) }.map(\.name)
        default: break
        }
        if chance.happens(15) {
            process.clockJump = .init(
                after: .seconds(chance.happens(50) ? 0 : Int.random(in: 1...120, using: &chance)),
                by: .seconds(Int.random(in: -300_000...300_000, using: &chance))
            )
        }
        process.releases = chance.happens(10) ? .unknown : []
        process.onUnknown = chance.happens(10) ? (chance.happens(50) ? .hold : .resend) : nil
        // Soon, or the next morning.
        let longest = chance.happens(10) ? 50_000 : 400
        return Turn(process: process, pause: .seconds(Int.random(in: 0...longest, using: &chance)))
    }
}
