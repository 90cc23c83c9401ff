import WorkatoJobs

/// One step that repeats jobs, while a process works on it: what is still to be sent, what answers mean, and when its guards stop it.
struct RepeatStep: Sendable {
    /// What an answer means for the rest of the run.
    struct Consequences: Sendable, Hashable {
        /// Repeats that the server has acknowledged by their ids.
        var acknowledged: [JobID] = []
        /// Whether jobs of the request may be enqueued now, and are to be followed.
        var enqueues = false
        /// The recipe of which an answer was lost.
        var lost: RecipeID?
        /// Why nothing more may be begun.
        var stop: RunEnding?
    }

    /// The index of the step.
    let number: Int
    /// What is still to be sent of what may be sent.
    var queue: SendQueue
    /// What may be sent.
    private(set) var rollout: RolloutStateMachine
    /// The last enqueue, on this process' clock; what `within` counts from.
    private(set) var lastEnqueue: Instant

    /// Enters a step: records that it has begun, unless an earlier process did.
    init(_ number: Int, _ outbox: inout Outbox, at now: Moment) {
        self.number = number
        // An earlier process has used up a part of the time; only the date tells how much.
        let before = outbox.state.steps[number].lastEnqueueAt
        lastEnqueue = now.instant - (before.map { max(now.wall.duration(since: $0), .zero) } ?? .zero)
        if outbox.state.steps[number].stage == .waiting { outbox.record(.stepStarted(.init(step: number)), at: now) }
        queue = SendQueue(step: number, in: outbox.state, admitsAll: false)
        rollout = RolloutStateMachine(ofStep: number, open: queue.takeNeverSent(), in: outbox.state)
        admit(in: outbox.state)
    }

    /// Lets the rollout admit more jobs, once all that it has admitted were sent.
    mutating func admit(in state: RunState) {
        guard rollout.hasLater, !queue.hasUnsent(in: state) else { return }
        let jobs = rollout.admit(taken: state.steps[number].rollout.taken, in: state)
        if !jobs.isEmpty { queue.admit(jobs, in: state) }
    }

    /// Whether jobs are still to be sent, now or in a later stage.
    func hasUnsent(in state: RunState) -> Bool { rollout.hasLater || queue.hasUnsent(in: state) }

    /// The stage under way is over: nothing of it is left to send, to settle or to follow.
    ///
    /// - Returns: why the run has to stop; nil if it goes on.
    mutating func endStage(_ outbox: inout Outbox, at now: Moment) -> RunEnding? {
        guard let verdict = rollout.verdict(in: outbox.state) else { return nil }
        var held: [RecipeID: [JobID]] = [:]
        for position in verdict.closed {
            let job = outbox.state.plan.jobs[position]
            held[job.recipe, default: []].append(job.master)
        }
        for recipe in held.keys.sorted() {
            let record = Record.Held(recipe: recipe, masters: held[recipe] ?? [], reason: .canary)
            outbox.record(.held(record), at: now)
        }
        // First the stop: a process that dies between the two must not have let the next stage begin.
        let ending = verdict.stops.flatMap { outbox.trip(number, Guards.rampName, $0, at: now) }
        outbox.record(.stageEnded(verdict.ended), at: now)
        rollout.endStage(taken: outbox.state.steps[number].rollout.taken, in: outbox.state)
        return ending
    }

    /// How many more jobs of a recipe may be sent now.
    ///
    /// Source: docs/guards.md, "max_pending".
    func room(for recipe: RecipeID, in state: RunState) -> Int {
        guard let most = state.plan.header.steps[number].conduct.maxPending else { return .max }
        return max(most - (state.steps[number].rollout.unended[recipe] ?? 0), 0)
    }

    /// Whether the smallest request of a recipe with unsent jobs fits in.
    func hasRoom(for recipe: RecipeID, in state: RunState) -> Bool {
        let room = room(for: recipe, in: state)
        return room == .max || room >= queue.smallestRequest(of: recipe, in: state)
    }

    /// Whether anything admitted may be sent now, as far as `max_pending` goes.
    func mayHaveRoom(in state: RunState) -> Bool {
        guard state.plan.header.steps[number].conduct.maxPending != nil else { return queue.hasUnsent(in: state) }
        return queue.unsentRecipes(in: state).contains { hasRoom(for: $0, in: state) }
    }

    /// The recipes to which another request will be sent, as things stand now.
    ///
    /// Empty once a guard has stopped the step. A recipe is left out while `max_pending` holds it back and nothing but settling can make
    /// room: lost answers take it up, or the time in which repeats were to end is over.
    func recipesToSend(in state: RunState, at now: Instant) -> Set<RecipeID> {
        guard isRunning(in: state) else { return [] }
        let conduct = state.plan.header.steps[number].conduct
        let isOver = conduct.verifyWithin.map { lastEnqueue + $0 <= now } ?? false
        return Set(
            queue.unsentRecipes(in: state).filter { recipe in
                guard let most = conduct.maxPending, !hasRoom(for: recipe, in: state) else { return true }
                let lost = state.lostChunks(recipe).reduce(0) { $0 + state.openJobs($1).count }
                return !isOver && most - lost >= queue.smallestRequest(of: recipe, in: state)
            }
        )
    }

    /// Stops the step since repeats did not end within the time of following, and nothing more may be sent before they do.
    func tripForPending(_ outbox: inout Outbox, at now: Moment) -> RunEnding? {
        let conduct = outbox.state.plan.header.steps[number].conduct
        guard let most = conduct.maxPending, let within = conduct.verifyWithin else { return nil }
        let recipes = queue.unsentRecipes(in: outbox.state).map { $0 }
        let of = recipes.count == 1 ? "recipe \(recipes[0])" : "\(recipes.count) recipes"
        let held = recipes.reduce(0) { count, recipe in
            count + jobs(of: recipe, in: outbox.state).count { outbox.state.jobs[$0].isHeldAfterSending }
        }
        let ofHeld = held == 0 ? "" : ", and held jobs count until you decide on them: \(held)"
        let message = "repeats of \(of) have not ended within \(within.wholeSeconds) s; max_pending is \(most)\(ofHeld)"
        return outbox.trip(number, Guards.maxPendingName, message, at: now)
    }

    /// Whether requests may still be prepared: no guard has stopped the step.
    func isRunning(in state: RunState) -> Bool { state.steps[number].stage == .running }

    /// Jobs were enqueued just now.
    mutating func enqueued(at now: Instant) { lastEnqueue = now }

    // MARK: refusals and changes

    /// The recipe is gone: none of its jobs in the step can be repeated.
    func refuseAll(_ recipe: RecipeID, _ message: String, _ outbox: inout Outbox, at now: Moment) {
        let open = jobs(of: recipe, in: outbox.state).filter { outbox.state.jobs[$0].jobClass == .notSent }
        if !open.isEmpty { Self.refuse(open, of: recipe, status: 404, message, &outbox, at: now) }
    }

    /// Records that the server will not repeat the jobs.
    static func refuse(
        _ jobs: [Int],
        of recipe: RecipeID,
        status: Int,
        _ message: String,
        _ outbox: inout Outbox,
        at now: Moment
    ) {
        let masters = jobs.map { outbox.state.plan.jobs[$0].master }
        outbox.record(.refused(.init(recipe: recipe, masters: masters, status: status, message: message)), at: now)
    }

    /// Drops jobs whose newest attempt is no longer the one that the plan names.
    ///
    /// - Parameter watch: what looks have shown of the recipe.
    /// - Returns: why the run has to stop, if more has changed than `--max-drift` allows; nothing is dropped then.
    func dropChanged(
        _ recipe: RecipeID,
        _ watch: RecipeWatch,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> RunEnding? {
        let dropped = changed(watch, in: outbox.state)
        guard !dropped.isEmpty else { return nil }
        if let message = excessOfDrift(dropped.count, of: recipe, in: outbox.state) {
            let record = Record.GuardTripped(step: number, guardName: Guards.maxDriftName, message: message)
            outbox.record(.guardTripped(record), at: now)
            return .guardTripped
        }
        outbox.record(.dropped(.init(recipe: recipe, jobs: dropped)), at: now)
        return nil
    }

    /// The unsent jobs of the step of which a newer attempt was seen.
    private func changed(_ watch: RecipeWatch, in state: RunState) -> [Record.Dropped.Job] {
        var dropped: [Record.Dropped.Job] = []
        for position in watch.changed.sorted() where state.plan.jobs[position].step == number {
            guard case .notSent = state.jobs[position] else { continue }
            let job = state.plan.jobs[position]
            guard let newest = RepeatMatch.newest(after: job, among: watch.known.repeats(of: position)) else {
                continue
            }
            let why: DropReason =
                switch newest.status {
                case .succeeded: .recovered
                case .failed: .repeatedSince
                case .pending, .other: .inFlight
                }
            dropped.append(.init(master: job.master, why: why, newest: newest.id))
        }
        return dropped
    }

    /// Why this many further changed jobs are too many; nil if they are not.
    private func excessOfDrift(_ count: Int, of recipe: RecipeID, in state: RunState) -> String? {
        guard let most = state.settings.maxDrift else { return nil }
        let planned = jobs(of: recipe, in: state)
        // Looks before have dropped some already: many small changes are as much drift as one large one.
        let changed = count + planned.count { state.jobs[$0].jobClass == .dropped }
        guard changed * 100 > most * planned.count else { return nil }
        return "\(changed) of \(planned.count) jobs of recipe \(recipe) changed since the plan; the bound is \(most)%"
    }

    private func jobs(of recipe: RecipeID, in state: RunState) -> [Int] {
        state.index.jobs(of: recipe).filter { state.plan.jobs[$0].step == number }
    }
}

extension JobProgress {
    /// Whether the job was in a request and is held now: a repeat of it may run.
    fileprivate var isHeldAfterSending: Bool {
        if case .held(let reason) = self { reason != .canary } else { false }
    }
}

extension StepProgress.Stage {
    /// Whether a guard stopped the step.
    var isTripped: Bool {
        switch self {
        case .tripped: true
        case .waiting, .running, .finished: false
        }
    }
}
