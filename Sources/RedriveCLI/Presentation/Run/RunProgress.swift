import RedriveCore
import WorkatoJobs

/// How far a run is, how long the rest takes, and what it waits for, for its progress display.
struct RunProgress: Sendable {
    /// The least time between two counts: one second, because counting visits all jobs.
    static let countEvery: Duration = .seconds(1)
    /// A wait of the pacing gate that is shorter than this is ordinary pacing, and no reason to show.
    private static let shortestWaitShown: Duration = .seconds(3)

    private let plan: PlanHeader
    private let isComplete: Bool
    private let waits: @Sendable (PacingGate.Lane) -> Instant?
    private(set) var totals: RunTotals
    private var counted: Instant
    private var counts: Counts
    /// How many jobs had been sent when the process started, and when it sent its first.
    private let sentBefore: Int
    private var firstSent: Instant?
    /// For each recipe with a lost answer, when it is looked at for the first time.
    private var firstLooks: [RecipeID: Instant] = [:]

    /// What is counted once a second.
    private struct Counts: Sendable {
        var step: Int?
        var inFlight = 0
        /// Jobs that are not sent, by the recipes of each step that may run.
        var unsent: [Int: [RecipeID: Int]] = [:]
        var paces: [Rate?] = []
        var waiting: [Waiting] = []
        var stage: StageStanding?
        var settling: Set<RecipeID> = []
        var followUntil: Instant?
        /// Tokens that were not sent, by step.
        var unsentTokens: [Int: Int] = [:]

        init(_ state: RunState, at now: Moment) {
            step = state.steps.firstIndex { $0.stage == .running }
            paces = state.steps.indices.map { state.settings.pace(ofStep: $0) }
            waiting = Waiting.all(of: state)
            if let step, state.plan.header.steps[step].conduct.rollout != .immediate {
                stage = state.stage(ofStep: step)
            }
            for (position, job) in state.jobs.enumerated() {
                let planned = state.plan.jobs[position]
                switch job {
                case .inFlight: inFlight += 1
                case .notSent
                where state.settings.mayRun(state.plan.header.steps[planned.step].name)
                    && state.settings.skipped[planned.recipe] == nil:
                    unsent[planned.step, default: [:]][planned.recipe, default: 0] += 1
                case .notSent, .unknown, .enqueued, .refused, .dropped, .held: break
                }
            }
            for (row, progress) in state.tokens.progress.enumerated()
            where progress == .inFlight || progress == .notSent {
                if progress == .inFlight {
                    inFlight += 1
                } else {
                    unsentTokens[state.plan.tokens[row].step, default: 0] += 1
                }
            }
            settling = Set(state.chunks.values.lazy.filter { $0.status == .lost }.map(\.recipe))
            if let step, let last = state.steps[step].lastEnqueueAt,
                let within = state.plan.header.steps[step].conduct.verifyWithin
            {
                followUntil = now.instant + max(within - max(now.wall.duration(since: last), .zero), .zero)
            }
        }

        var unsentJobs: Int {
            unsent.values.reduce(0) { $0 + $1.values.reduce(0, +) } + unsentTokens.values.reduce(0, +)
        }
    }

    /// The progress of a run that a process starts to work on now.
    ///
    /// - Parameter waits: until when the pacing gate lets a lane wait; nil if it does not wait.
    init(_ state: RunState, at now: Moment, waits: @escaping @Sendable (PacingGate.Lane) -> Instant? = { _ in nil }) {
        plan = state.plan.header
        isComplete = state.plan.isComplete
        self.waits = waits
        counted = now.instant
        totals = RunTotals(state)
        counts = Counts(state, at: now)
        sentBefore = totals.planned - totals.count(.notSent)
    }

    /// Takes a record into account.
    ///
    /// - Returns: whether the jobs were counted again.
    mutating func note(_ record: Record, _ state: RunState, at now: Moment) -> Bool {
        if case .lost(let lost) = record, let recipe = state.chunks[lost.chunk]?.recipe {
            firstLooks[recipe] = now.instant + plan.workspace.serverTimeout
        }
        if case .intent = record, firstSent == nil { firstSent = now.instant }
        var isCommand = false
        if case .commanded = record { isCommand = true }
        guard isCommand || now.instant - counted >= Self.countEvery else { return false }
        totals = RunTotals(state)
        counts = Counts(state, at: now)
        firstLooks = firstLooks.filter { counts.settling.contains($0.key) }
        counted = now.instant
        return true
    }

    /// The progress of the run.
    func snapshot(at now: Instant) -> ProgressDisplay.Snapshot {
        ProgressDisplay.Snapshot(line: line(at: now), members: members(at: now))
    }

    // MARK: text

    private var planned: Int { totals.planned }
    private var sent: Int { planned - totals.count(.notSent) - counts.inFlight }
    private var failed: Int { totals.count(.failedSame) + totals.count(.failedOther) }
    private var ended: Int { totals.count(.recovered) + failed }
    private var isFollowing: Bool { counts.unsentJobs == 0 && counts.inFlight == 0 && counts.settling.isEmpty }

    private func line(at now: Instant) -> ProgressLine {
        let repeated = totals.count(.enqueued)
        let done = isFollowing && repeated > 0 ? ended : sent
        let all = isFollowing && repeated > 0 ? repeated : planned
        let percent = all == 0 ? 100 : done * 100 / all
        let count = "\(Wording.count(done))/\(Wording.count(all))"
        var line = ProgressLine(essential: [
            .init("\(Line("\(percent)%", .bold))"),
            .init("\(count) \(isFollowing ? "ended" : "sent")", short: Line(count)),
        ])
        if failed > 0 {
            let share = ended == 0 ? 0 : failed * 100 / ended
            line.essential.append(
                .init(
                    Line("failed again \(Wording.count(failed)) (\(share)%)", .bad),
                    short: Line("failed \(Wording.count(failed))", .bad)
                )
            )
        }
        if let left = timeLeft(at: now) { line.essential.append(.init(Line(left))) }
        line.more = waitingParts(at: now)
        if let stage = counts.stage, !stage.isWaiting { line.more.append(stageParts(stage)) }
        if counts.inFlight > 0 { line.more.append(.init("in flight \(Wording.count(counts.inFlight))")) }
        if counts.unsentJobs > 0 { line.more.append(.init("to go \(Wording.count(counts.unsentJobs))")) }
        if !isFollowing, ended > 0 { line.more.append(.init("ended \(Wording.count(ended))")) }
        line.more += otherParts
        if let step = counts.step {
            let place = plan.steps.count > 1 ? "step \(step + 1)/\(plan.steps.count) " : ""
            line.more.append(.init("\(place)\(plan.steps[step].name, .bold)", short: Line(place)))
        }
        line.done = all == 0 ? 1 : Double(done) / Double(all)
        return line
    }

    private func stageParts(_ stage: StageStanding) -> ProgressLine.Part {
        switch stage.kind {
        case .canary: .init("canary", short: "canary")
        case .ramp(let place): .init("stage \(place + 1)/\(stage.stages)", short: "\(place + 1)/\(stage.stages)")
        }
    }

    private var otherParts: [ProgressLine.Part] {
        [JobClass.refused, .dropped, .held].compactMap { jobClass in
            let count = totals.count(jobClass)
            return count > 0 ? .init(Line("\(jobClass.words) \(Wording.count(count))", jobClass.style)) : nil
        }
    }

    private func timeLeft(at now: Instant) -> String? {
        if isFollowing {
            guard let until = counts.followUntil, ended < totals.count(.enqueued) else { return nil }
            return "\(Wording.time(max(until - now, .zero))) at most"
        }
        guard let left = secondsLeftToSend(at: now) else { return nil }
        return "ETA \(Wording.time(.seconds(left)))\(isWaitingForProof(at: now) ? "+" : "")"
    }

    /// Whether it cannot be told how long settling takes: the looks have begun, and have not shown enough.
    private func isWaitingForProof(at now: Instant) -> Bool {
        counts.settling.contains { (firstLooks[$0] ?? now) <= now }
    }

    private func waitingParts(at now: Instant) -> [ProgressLine.Part] {
        waiting(at: now).map { .init("waiting: \($0.long)", short: "waiting: \($0.short)") }
    }

    /// Why nothing, or less than possible, is sent at this moment; the most important reason first.
    private func reasons(at now: Instant) -> [Waiting] {
        var reasons = counts.waiting
        if counts.unsentJobs > 0, let until = waits(.repeats), until - now >= Self.shortestWaitShown {
            reasons.append(.throttled(until: until))
        }
        if let until = waits(.reads), until - now >= Self.shortestWaitShown, counts.inFlight == 0 {
            reasons.append(.readWindow(until: until))
        }
        return reasons.sorted { $0.rank < $1.rank }
    }

    /// What only the run's process knows of its work.
    func work(at now: Instant) -> LiveWork {
        LiveWork(
            waiting: waiting(at: now).map { $0.long.rendered(color: false) },
            jobsPer1000Seconds: jobsPer1000Seconds(at: now),
            secondsLeftToSend: secondsLeftToSend(at: now)
        )
    }

    private func waiting(at now: Instant) -> [(long: Line, short: Line)] {
        reasons(at: now).map { words(for: $0, at: now) }
    }

    private func words(for reason: Waiting, at now: Instant) -> (long: Line, short: Line) {
        switch reason {
        case .paused(let word):
            let who = word.given.author.map { " by \($0.user)" } ?? ""
            let why = word.given.reason.map { " (\($0))" } ?? ""
            return ("paused\(who)\(why)", "paused")
        case .settling(let recipes):
            let count = Wording.count(recipes.count, "recipe")
            if let first = recipes.compactMap({ firstLooks[$0] }).min(), first > now {
                let time = Wording.time(first - now)
                return ("lost answers of \(count), first look in \(time)", "lost answers, \(time)")
            }
            return ("asking about lost answers of \(count)", "lost answers")
        case .throttled(let until):
            let time = Wording.time(until - now)
            return ("the server asked for \(time)", "429, \(time)")
        case .stage(let stage):
            let open = Wording.count(stage.open, "repeat")
            switch stage.kind {
            case .canary: return ("\(open) of the canary to end", "canary")
            case .ramp(let place):
                return ("\(open) of stage \(place + 1) of \(stage.stages) to end", "stage \(place + 1)/\(stage.stages)")
            }
        case .maxPending(let recipes, let most):
            let of = recipes == 1 ? "a recipe" : Wording.count(recipes, "recipe")
            return (
                "repeats of \(of) to end, at most \(Wording.count(most)) may run", "max_pending \(Wording.count(most))"
            )
        case .readWindow(let until):
            let limit = plan.workspace.limits.other
            let time = Wording.time(until - now)
            return ("\(time) for the limit of \(limit.count) reads a \(Self.unit(limit.per))", "reads, \(time)")
        case .pace(let pace): return ("pace \(Wording.pace(pace))", "pace")
        }
    }

    private static func unit(_ duration: Duration) -> String {
        switch duration {
        case .seconds(1): "second"
        case .seconds(60): "minute"
        case .seconds(3600): "hour"
        default: Wording.time(duration)
        }
    }

    // MARK: how long

    /// How long the requests that are left take at the limits and the pace, with the wait for what is being settled; nil if nothing is
    /// left.
    private func secondsLeftToSend(at now: Instant) -> Int? {
        guard counts.unsentJobs > 0 || !counts.settling.isEmpty else { return nil }
        let limits = plan.workspace.limits
        let gap = limits.repeatJobs.spacing + PacingMargin.first(of: limits.repeatJobs.spacing)
        var all: Duration = .zero
        var ofSettling: Duration = .zero
        for (step, recipes) in counts.unsent {
            let pace = counts.paces[step]
            for (recipe, jobs) in recipes {
                let requests = (jobs + limits.jobsPerRequest - 1) / limits.jobsPerRequest
                let time = max(gap * requests, pace?.time(forJobs: jobs) ?? .zero)
                all += time
                if counts.settling.contains(recipe) { ofSettling += time }
            }
        }
        // Other recipes go on while one is settled; what is left of that one goes after the look.
        let look = counts.settling.compactMap { firstLooks[$0] }.map { max($0 - now, .zero) }.max() ?? .zero
        return Wording.seconds(max(all, look + ofSettling))
    }

    /// The rate of sending in this process so far; nil before anything can be measured, and after all jobs were sent.
    private func jobsPer1000Seconds(at now: Instant) -> Int? {
        let sent = totals.planned - totals.count(.notSent)
        guard let firstSent, sent > sentBefore, totals.count(.notSent) > 0 else { return nil }
        let elapsed = (now - firstSent) + plan.workspace.limits.repeatJobs.spacing
        let milliseconds = Int(elapsed / .milliseconds(1))
        return milliseconds > 0 ? (sent - sentBefore) * 1_000_000 / milliseconds : nil
    }

    // MARK: events

    private func members(at now: Instant) -> JSONObject {
        var members: JSONObject = []
        if let step = counts.step { members.append(JSONMember(.step, .string(plan.steps[step].name))) }
        members += JSONObject(totals, isComplete: isComplete)
        members.append(JSONMember(.inFlight, .int(counts.inFlight)))
        members.append(JSONMember(.settling, .bool(!counts.settling.isEmpty)))
        members += work(at: now).members
        members.append(JSONMember(.waitsFor, .array(reasons(at: now).map { .string($0.name) })))
        return members
    }
}
