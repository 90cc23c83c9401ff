import WorkatoJobs

extension RunStateMachine {
    /// The first event: the session is recorded, and what an earlier process left open is taken up.
    mutating func begin(at now: Moment) {
        phase = .working
        deadline = options.maxDuration.map { now.instant + $0 }
        lastEnqueue = now.instant
        emit(.session(options.session), at: now)
        if options.releaseHeld { releaseHeld(at: now) }
        for number in state.chunks.keys.sorted() {
            guard let chunk = state.chunks[number] else { continue }
            switch chunk.status {
            case .inFlight:
                let why = "the process ended before an answer was recorded"
                emit(.lost(.init(chunk: number, tryNumber: chunk.tries, why: why)), at: now)
                beginSettling(chunk.recipe, at: now.instant)
            case .lost: beginSettling(chunk.recipe, at: now.instant)
            case .notApplied: retries.append(number)
            case .halved, .done: break
            }
        }
        for job in state.jobs {
            guard case .enqueued(let new?, nil) = job, !state.witnessed.contains(new),
                !state.foundByLooking.contains(new)
            else { continue }
            unseen[new] = .some(nil)
        }
        holdBackForPace(at: now)
    }

    private mutating func releaseHeld(at now: Moment) {
        var held: [RecipeID: [JobID]] = [:]
        for (position, job) in state.jobs.enumerated() {
            guard case .held = job else { continue }
            held[state.plan.jobs[position].recipe, default: []].append(state.plan.jobs[position].master)
        }
        for recipe in held.keys.sorted() {
            emit(.released(.init(recipe: recipe, masters: held[recipe] ?? [])), at: now)
        }
    }

    /// Goes on to the next step where the current one is over.
    ///
    /// - Returns: whether a step was entered, so that there may be something to send.
    mutating func moveOn(at now: Moment) -> Bool {
        if let step {
            guard isOver(step, at: now) else { return false }
            if case .running = state.steps[step].stage { emit(.stepFinished(.init(step: step)), at: now) }
            self.step = nil
        }
        guard let next = nextStep() else {
            guard settlings.isEmpty, lane.outstanding.isEmpty else { return false }
            stop(state.steps.contains { $0.stage.isTripped } ? .guardTripped : .finished)
            return false
        }
        enter(next, at: now)
        return true
    }

    private func nextStep() -> Int? {
        state.steps.indices.first { step in
            let mayRun = options.session.only?.contains(state.plan.header.steps[step].name) ?? true
            switch state.steps[step].stage {
            case .waiting, .running: return mayRun
            case .tripped, .finished: return false
            }
        }
    }

    private mutating func enter(_ next: Int, at now: Moment) {
        step = next
        // An earlier process has used up a part of the time; how much, only the date tells.
        let passed = state.steps[next].lastEnqueueAt.map { max(now.wall.duration(since: $0), .zero) } ?? .zero
        lastEnqueue = now.instant - passed
        if state.steps[next].stage == .waiting { emit(.stepStarted(.init(step: next)), at: now) }
        recipes = []
        fresh = [:]
        heads = [:]
        halves = []
        let taken = takeUpHalves(of: next)
        let follows = state.plan.header.steps[next].verifyWithin != nil
        for (position, job) in state.plan.jobs.enumerated() where job.step == next {
            if fresh[job.recipe] == nil {
                recipes.append(job.recipe)
                fresh[job.recipe] = []
            }
            switch state.jobs[position] {
            case .notSent(nil) where !taken.contains(position): fresh[job.recipe]?.append(position)
            case .enqueued(_, nil) where follows: follow(position, at: now)
            case .notSent, .inFlight, .unknown, .enqueued, .refused, .dropped, .held: break
            }
        }
        for recipe in recipes where phase == .working { dropChanged(recipe, at: now) }
    }

    /// Halves that an earlier process did not send, from the last halving backwards.
    private mutating func takeUpHalves(of step: Int) -> Set<Int> {
        var taken: Set<Int> = []
        for number in state.chunks.keys.sorted(by: >) {
            guard let chunk = state.chunks[number], chunk.step == step, chunk.status == .halved else { continue }
            let open = chunk.jobs.filter { state.jobs[$0] == .notSent(chunk: nil) && !taken.contains($0) }
            taken.formUnion(open)
            addHalves(of: chunk, jobs: open)
        }
        return taken
    }

    /// Whether nothing is left to send, to settle or to follow.
    private mutating func isOver(_ step: Int, at now: Moment) -> Bool {
        guard lane.outstanding.isEmpty, settlings.isEmpty else { return false }
        guard state.steps[step].stage.isTripped || !hasUnsentJobs else { return false }
        guard let within = state.plan.header.steps[step].verifyWithin else { return true }
        guard watches.values.contains(where: { !$0.followed.isEmpty }) else { return true }
        let until = lastEnqueue + within
        guard until <= now.instant else {
            wakes.append(until)
            return false
        }
        // Whatever was enqueued is looked for once by each process, however late it began.
        guard watches.values.allSatisfy({ $0.followed.isEmpty || $0.wasLookedAt }) else { return false }
        giveUpFollowing(at: now)
        return true
    }

    /// Stops the step where one of its guards says so.
    mutating func checkGuards(at now: Moment) {
        guard let step, state.steps[step].stage == .running else { return }
        let planned = state.plan.header.steps[step]
        guard let tripped = planned.guards.tripped(by: state.steps[step].counts, since: state.steps[step].baseline)
        else {
            return
        }
        trip(step, guardName: tripped.name, message: tripped.message, at: now)
    }

    /// Stops the step; the run goes on with the next one where the runbook says so.
    mutating func trip(_ step: Int, guardName: String, message: String, at now: Moment) {
        emit(.guardTripped(.init(step: step, guardName: guardName, message: message)), at: now)
        switch state.plan.header.steps[step].onFailure {
        case .stop: stop(.guardTripped)
        case .continue: effects.append(.cancelUnsent)
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
