import WorkatoJobs

/// Which jobs of a step may be sent now: the canaries, then stage after stage of the ramp, then the rest.
///
/// It says what is admitted and judges what a stage has come to; the step sends, and knows when all outcomes are there. What has ended is
/// kept by the records, so that a resume goes on with the stage that was under way.
struct RolloutStateMachine: Sendable {
    /// The stages of a rollout.
    enum State: Sendable, Hashable {
        /// The canaries are sent, and their outcomes are waited for.
        /// Can transition to: ramp, open.
        case canary
        /// The stage at this place of the ramp is sent, and its outcomes are waited for.
        /// Can transition to: ramp, open.
        case ramp(Int)
        /// Everything is admitted.
        /// Can transition to: nothing.
        case open
    }

    /// What a stage has come to.
    struct Verdict: Sendable, Hashable {
        /// What is recorded of it.
        var ended: Record.StageEnded
        /// The unsent jobs of groups that the canary has closed, by index, ascending.
        var closed: [Int] = []
        /// Why the step stops; nil if it goes on.
        var stops: String?
    }

    /// What the totals of the ramp are totals of: the jobs that the canary has left open.
    private struct Base: Sendable, Hashable {
        var jobs = 0
        /// Canaries that were sent: they are not among those jobs.
        var canaries = 0
    }

    private(set) var state: State
    /// The index of the step.
    private let step: Int
    private let groups: CanaryGroups?
    private let ramp: [Rollout.Total]
    /// Jobs that are not admitted yet, in the order of sending.
    private var later: ArraySlice<Int>
    /// Jobs that were admitted as canaries.
    private var admittedCanaries: Set<Int> = []
    /// What the totals of the ramp are totals of.
    private var base = Base()
    /// How much was sent, dropped and skipped when canaries were last chosen.
    private var chosenAt: (taken: Int, dropped: Int, skipped: Int)?

    /// The rollout of a step as the records have left it.
    ///
    /// - Parameter open: the jobs that were never sent, by index, in the plan's order.
    init(ofStep step: Int, open: [Int], in state: RunState) {
        self.step = step
        groups = CanaryGroups(ofStep: step, in: state.plan)
        ramp = state.plan.header.steps[step].conduct.rollout.ramp
        let isStaged = groups != nil || !ramp.isEmpty
        let size = state.plan.jobsPerRequest(ofStep: step)
        // The order of sending: recipe by recipe, as in the preview.
        later =
            isStaged ? ArraySlice(Batches(open, of: state.plan, size: size).all().flatMap(\.jobs)) : ArraySlice(open)
        let rollout = state.steps[step].rollout
        let canaryStages = groups == nil ? 0 : 1
        self.state = .canary
        guard rollout.stagesEnded >= canaryStages else { return }
        base = base(in: state)
        // What was sent by the end of the last stage says which one is under way.
        beginStage(from: rollout.stagesEnded - canaryStages, sent: (rollout.lastStage?.sent ?? 0) - base.canaries)
    }

    /// Begins the first stage of the ramp, from this one on, that adds something to what was sent.
    private mutating func beginStage(from place: Int, sent: Int) {
        var next = place
        while next < ramp.count, ramp[next].count(of: base.jobs) <= sent { next += 1 }
        state = next < ramp.count ? .ramp(next) : .open
    }

    /// Whether jobs wait that no stage has admitted yet.
    var hasLater: Bool { !later.isEmpty }

    /// The recipes of the next jobs that wait, in the order of sending, each once.
    ///
    /// - Parameter most: the most recipes.
    func upcomingRecipes(most: Int, in state: RunState) -> [RecipeID] {
        var recipes: [RecipeID] = []
        for position in later.prefix(most * DocumentedLimits.jobsPerRepeatRequest) where recipes.count < most {
            let recipe = state.plan.jobs[position].recipe
            if recipes.last != recipe, !recipes.contains(recipe) { recipes.append(recipe) }
        }
        return recipes
    }

    /// How many jobs of the step may be sent by the end of the stage under way; nil if everything is admitted.
    func total(in state: RunState) -> Int? {
        switch self.state {
        case .canary: groups.map { chosen($0, in: state).count }
        case .ramp(let place): min(ramp[place].count(of: base.jobs), base.jobs) + base.canaries
        case .open: nil
        }
    }

    // MARK: admitting

    /// The jobs that may be sent from now on; empty while a stage is full.
    ///
    /// To be called while nothing admitted is unsent.
    ///
    /// - Parameter taken: how many jobs of the step count as sent.
    mutating func admit(taken: Int, in state: RunState) -> [Int] {
        switch self.state {
        case .canary: return admitCanaries(taken: taken, in: state)
        case .ramp(let place):
            guard hasLater else { return [] }
            return admitLater(upTo: ramp[place].count(of: base.jobs) - (taken - base.canaries), in: state)
        case .open:
            defer { later = [] }
            return Array(later)
        }
    }

    private mutating func admitCanaries(taken: Int, in state: RunState) -> [Int] {
        guard let groups else { return [] }
        let now = (taken, state.steps[step].rollout.dropped, state.settings.skipped.count)
        if let chosenAt, chosenAt == now { return [] }
        chosenAt = now
        let canaries = Set(chosen(groups, in: state))
        let new = later.filter { canaries.contains($0) && !admittedCanaries.contains($0) }
        guard !new.isEmpty else { return [] }
        admittedCanaries.formUnion(new)
        later = ArraySlice(later.filter { !admittedCanaries.contains($0) })
        return new
    }

    private mutating func admitLater(upTo most: Int, in state: RunState) -> [Int] {
        var admitted: [Int] = []
        while admitted.count < most, let position = later.popFirst() {
            guard isOpen(position, in: state) else { continue }
            admitted.append(position)
        }
        return admitted
    }

    private func isOpen(_ position: Int, in state: RunState) -> Bool {
        guard case .notSent = state.jobs[position] else { return false }
        return state.settings.skipped[state.plan.jobs[position].recipe] == nil
    }

    /// The canaries as things stand: the first jobs of each group that were sent, or can be.
    private func chosen(_ groups: CanaryGroups, in state: RunState) -> [Int] {
        groups.canaries { isOut($0, in: state) }
    }

    private func isOut(_ position: Int, in state: RunState) -> Bool {
        switch state.jobs[position] {
        case .dropped: true
        case .notSent: state.settings.skipped[state.plan.jobs[position].recipe] != nil
        case .inFlight, .unknown, .enqueued, .refused, .held: false
        }
    }

    private func base(in state: RunState) -> Base {
        let jobs = state.plan.jobs.indices.filter { state.plan.jobs[$0].step == step }
        let canaries = state.steps[step].rollout.canariesSent
        let closed = groups == nil ? 0 : jobs.count { state.jobs[$0] == .held(.canary) }
        return Base(jobs: jobs.count - canaries - closed, canaries: canaries)
    }

    // MARK: judging

    /// What the stage under way has come to, now that all its outcomes are known or given up; nil if everything is admitted.
    func verdict(in state: RunState) -> Verdict? {
        let progress = state.steps[step]
        var ended = Record.StageEnded(
            step: step,
            stage: progress.rollout.stagesEnded,
            sent: progress.rollout.taken,
            recovered: progress.counts.recovered,
            failed: progress.counts.failedAgain
        )
        switch self.state {
        case .open: return nil
        case .canary:
            guard let groups else { return nil }
            var closed: [Int] = []
            (ended.closed, ended.passed) = (0, 0)
            for group in groups.groups {
                if passes(group, groups, in: state) {
                    ended.passed? += 1
                } else {
                    ended.closed? += 1
                    closed += group.jobs.filter { isUnsent($0, in: state) }
                }
            }
            return Verdict(ended: ended, closed: closed.sorted())
        case .ramp(let place):
            ended.stage = place + (groups == nil ? 0 : 1)
            let sent = progress.rollout.taken - (progress.rollout.lastStage?.sent ?? 0)
            guard sent > 0, progress.counts.recovered <= progress.rollout.recoveredBefore else {
                return Verdict(ended: ended)
            }
            let jobs = sent == 1 ? "the 1 job" : "none of the \(sent) jobs"
            let what = sent == 1 ? "\(jobs) of this stage has not recovered" : "\(jobs) of this stage has recovered"
            return Verdict(ended: ended, stops: what)
        }
    }

    private func isUnsent(_ position: Int, in state: RunState) -> Bool {
        if case .notSent = state.jobs[position] { true } else { false }
    }

    /// Whether more than half of a group's canaries have recovered; a group without canaries has nothing to close.
    private func passes(_ group: CanaryGroups.Group, _ groups: CanaryGroups, in state: RunState) -> Bool {
        let canaries = groups.canaries(of: group) { isOut($0, in: state) }
        guard !canaries.isEmpty, !state.steps[step].rollout.isCanaryReleased else { return true }
        let recovered = canaries.count { position in
            guard case .enqueued(_, let followed) = state.jobs[position] else { return false }
            return followed?.outcome == .recovered
        }
        return recovered * 2 > canaries.count
    }

    /// The stage under way has ended: the next one that adds something begins.
    ///
    /// - Parameter taken: how many jobs of the step count as sent.
    mutating func endStage(taken: Int, in state: RunState) {
        let next: Int
        switch self.state {
        case .canary: next = 0
        case .ramp(let place): next = place + 1
        case .open: return
        }
        base = base(in: state)
        // Jobs of closed groups are not to be admitted any more.
        later = ArraySlice(later.filter { isUnsent($0, in: state) })
        beginStage(from: next, sent: taken - base.canaries)
    }
}
