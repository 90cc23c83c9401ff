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
    /// What is still to be sent.
    var queue: SendQueue
    /// The last enqueue, on this process' clock; what `within` counts from.
    private(set) var lastEnqueue: Instant

    /// Enters a step: records that it has begun, unless an earlier process did.
    init(_ number: Int, _ outbox: inout Outbox, at now: Moment) {
        self.number = number
        // An earlier process has used up a part of the time; only the date tells how much.
        let before = outbox.state.steps[number].lastEnqueueAt
        lastEnqueue = now.instant - (before.map { max(now.wall.duration(since: $0), .zero) } ?? .zero)
        if outbox.state.steps[number].stage == .waiting { outbox.record(.stepStarted(.init(step: number)), at: now) }
        queue = SendQueue(step: number, in: outbox.state)
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

    // MARK: guards

    /// Stops the step if one of its guards says so.
    ///
    /// - Returns: why the run has to stop; nil if it does not, or if it goes on with the next step.
    func checkGuards(_ outbox: inout Outbox, at now: Moment) -> RunEnding? {
        guard isRunning(in: outbox.state) else { return nil }
        let planned = outbox.state.plan.header.steps[number]
        let progress = outbox.state.steps[number]
        guard let tripped = planned.conduct.guards.tripped(by: progress.counts, since: progress.baseline) else {
            return nil
        }
        let record = Record.GuardTripped(step: number, guardName: tripped.name, message: tripped.message)
        outbox.record(.guardTripped(record), at: now)
        switch planned.conduct.onFailure {
        case .stop: return .guardTripped
        case .continue:
            outbox.want(.cancelUnsent)
            return nil
        }
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
