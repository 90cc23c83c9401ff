import WorkatoJobs

/// Runs a plan: decides what is sent, read, recorded and waited for, and does none of it.
///
/// It keeps the phases, the order of steps and who hears of what; the rest is parts: the step and its queue, the lane, the looks, the
/// settlements. Every durable step is a record; `state` is their fold and all that a resume needs. What is kept beside it can be
/// thrown away at any moment.
package struct RunStateMachine: Sendable {
    /// The stages of a process' work on a run.
    enum Phase: Sendable, Hashable {
        /// Before the first event.
        /// Can transition to: working, over.
        case idle
        /// Sending, settling, following.
        /// Can transition to: stopping, over.
        case working
        /// Nothing new is begun; requests in flight are waited for.
        /// Can transition to: over.
        case stopping(RunEnding)
        /// Nothing is left to do for this process.
        /// Can transition to: nothing.
        case over
    }

    private let options: RunOptions
    private(set) var phase = Phase.idle
    var outbox: Outbox
    /// The current step if it repeats jobs; at most one of these is set.
    var step: RepeatStep?
    /// The current step if it resumes jobs.
    var resumeStep: ResumeStep?
    /// The current step if it lists jobs; then there is no other.
    var list: ListStep?
    var lane = SendingLaneStateMachine()
    var looks: Looks
    var settlements: Settlements
    private var random: SplitMix64
    /// When this process is to stop.
    private var deadline: Instant?
    /// How reads for outcomes use the window of reads: what sending needs goes first.
    package internal(set) var outcomeShare = ReadShare.all
    /// The `wake` that the shell was last asked for.
    private var wakeAt: Instant?

    /// Where the run stands.
    package var state: RunState { outbox.state }

    /// Whether jobs of the current step may be sent now, so that looks before sending are still to come.
    var hasJobsToSend: Bool {
        guard let step, step.isRunning(in: outbox.state) else { return false }
        return step.mayHaveRoom(in: outbox.state)
    }

    /// A machine that goes on from `state`, the fold of all records so far.
    package init(state: RunState, options: RunOptions) {
        self.options = options
        outbox = Outbox(state)
        looks = Looks(state.plan)
        settlements = Settlements(state)
        random = SplitMix64(seed: options.seed)
    }

    /// Takes one event in and says what is to be done, in order.
    package mutating func handle(_ event: RunEvent, at now: Moment) -> [RunEffect] {
        switch (phase, event) {
        case (.idle, .begin): begin(at: now)
        case (.idle, .fail), (.idle, .woke), (.idle, .readsThrottled): break
        case (.idle, .sent), (.idle, .replied), (.idle, .read), (.working, .begin), (.stopping, .begin),
            (.over, .begin),
            (.over, .sent), (.over, .replied):
            preconditionFailure("a run that is \(phase) cannot be told \(event)")
        case (.working, .sent(let request)), (.stopping, .sent(let request)): sent(request, at: now)
        case (.working, .replied(let request, let reply)), (.stopping, .replied(let request, let reply)):
            replied(request, reply, at: now)
        case (.working, .read(let request, let reply)):
            if list?.request == request {
                listed(reply, at: now)
            } else if resumeStep?.received(request, reply, &outbox, at: now) != true {
                read(request, reply, at: now)
            }
        case (.stopping, .read(let request, _)): looks.forget(request)
        case (.working, .readsThrottled(let count)), (.stopping, .readsThrottled(let count)):
            outbox.record(.throttled(.init(count: count)), at: now)
        case (.working, .command(let given, let asker)): obey(given, answering: asker, at: now)
        case (.working, .fail): stop(.interrupted)
        case (.working, .woke): wakeAt = nil
        case (.stopping, .command(let given, _)) where given.command == .leave:
            outbox.record(.commanded(.init(given)), at: now)
        case (.stopping, .command(_, let asker)), (.over, .command(_, let asker)), (.idle, .command(_, let asker)):
            answer(asker, .ending)
        case (.stopping, .fail), (.stopping, .woke): break
        case (.over, .read), (.over, .readsThrottled), (.over, .fail), (.over, .woke): break
        }
        if phase == .working { advance(at: now) }
        finishIfQuiet(at: now)
        return outbox.takeEffects()
    }

    // MARK: phases

    /// The first event: the session is recorded, and what an earlier process left open is taken up.
    private mutating func begin(at now: Moment) {
        phase = .working
        deadline = options.maxDuration.map { now.instant + $0 }
        outbox.record(.session(options.session), at: now)
        looks.takeUp(outbox.state)
        releaseHeld(at: now)
        takeUpTokens(at: now)
        for chunk in outbox.state.chunks.values.sorted(by: { $0.number < $1.number }) {
            switch chunk.status {
            case .inFlight:
                let why = "the process ended before an answer was recorded"
                let record = Record.Lost(chunk: chunk.number, tryNumber: chunk.tries, cause: .processEnded, why: why)
                outbox.record(.lost(record), at: now)
                settlements.lost(chunk.recipe, in: outbox.state.plan.header.workspace, at: now.instant)
            case .lost: settlements.lost(chunk.recipe, in: outbox.state.plan.header.workspace, at: now.instant)
            case .notApplied, .halved, .done: break
            }
        }
        holdBackForPace(at: now)
    }

    /// After a restart the pace counts from the last intent, since that is the latest that is known of a sending.
    private mutating func holdBackForPace(at now: Moment) {
        if let last = outbox.state.tokens.lastIntent, last.at == outbox.state.lastIntentAt {
            let passed = max(now.wall.duration(since: last.at), .zero)
            return lane.sentBefore(step: outbox.state.plan.tokens[last.row].step, jobs: 1, at: now.instant - passed)
        }
        guard let last = outbox.state.lastIntentAt,
            let chunk = outbox.state.chunks.values.max(by: { $0.number < $1.number })
        else { return }
        let passed = max(now.wall.duration(since: last), .zero)
        lane.sentBefore(step: chunk.step, jobs: chunk.jobs.count, at: now.instant - passed)
    }

    /// A token that was in flight is in doubt; a person's word sends those in doubt again.
    private mutating func takeUpTokens(at now: Moment) {
        for row in outbox.state.plan.tokens.indices {
            if outbox.state.tokens.progress[row] == .inFlight {
                let event = TokenEvent.lost(
                    tryNumber: outbox.state.tokens.tries[row],
                    status: nil,
                    cause: .processEnded,
                    why: "the process ended before an answer was recorded"
                )
                outbox.record(.token(.init(row: row, event: event)), at: now)
            }
            guard case .unknown = outbox.state.tokens.progress[row], options.releases.contains(.unknown) else {
                continue
            }
            outbox.record(.token(.init(row: row, event: .released)), at: now)
        }
    }

    private mutating func releaseHeld(at now: Moment) {
        var held: [RecipeID: [JobID]] = [:]
        for (position, job) in outbox.state.jobs.enumerated() {
            guard job.isReleased(by: options.releases) else { continue }
            let planned = outbox.state.plan.jobs[position]
            held[planned.recipe, default: []].append(planned.master)
        }
        for recipe in held.keys.sorted() {
            outbox.record(.released(.init(recipe: recipe, masters: held[recipe] ?? [])), at: now)
        }
    }

    /// Nothing new is begun from here on.
    mutating func stop(_ ending: RunEnding) {
        guard phase == .working else { return }
        phase = .stopping(ending)
        leaveList()
        if !lane.outstanding.isEmpty { outbox.want(.cancelUnsent) }
    }

    private mutating func finishIfQuiet(at now: Moment) {
        guard case .stopping(let ending) = phase, lane.outstanding.isEmpty else { return }
        let isOutOfTime =
            ending == .interrupted && outbox.state.settings.stop == nil && hasPassed(deadline, now.instant)
        let seconds = isOutOfTime ? options.maxDuration.map { Int($0.components.seconds) } : nil
        outbox.record(.ended(.init(ending: ending, maxDuration: seconds)), at: now)
        outbox.want(.finish(ending))
        phase = .over
    }

    private func hasPassed(_ deadline: Instant?, _ now: Instant) -> Bool { deadline.map { $0 <= now } ?? false }

    /// Does all that can be done now, and asks to be woken for the rest.
    private mutating func advance(at now: Moment) {
        if let deadline, deadline <= now.instant { return stop(.interrupted) }
        outbox.forgetWakes()
        if let deadline { outbox.wake(at: deadline) }
        repeat {
            if let number = currentStep, let ending = outbox.checkGuards(ofStep: number, at: now) { stop(ending) }
            guard phase == .working else { return }
            resumeStep?.prepareRequests(&lane, &outbox, at: now)
            let prepared = step?.prepareRequests(&lane, looks, settlements, &outbox, at: now) ?? []
            for chunk in prepared.compactMap({ outbox.state.chunks[$0] }) { looks.willSend(chunk) }
        } while advanceStage(at: now) || advanceStep(at: now)
        guard phase == .working else { return }
        list?.ask(&outbox)
        resumeStep?.readEvidence(&outbox, at: now.instant)
        look(at: now)
        askToBeWoken(after: now.instant)
    }

    private mutating func askToBeWoken(after now: Instant) {
        guard let next = outbox.wakes.filter({ $0 > now }).min(), next != wakeAt else { return }
        wakeAt = next
        outbox.want(.wake(at: next))
    }

    // MARK: steps

    /// Ends the stage of the step's rollout if all its outcomes are known, or the step if `max_pending` holds it back for too long.
    ///
    /// - Returns: whether a stage has ended, so that there may be something to send.
    private mutating func advanceStage(at now: Moment) -> Bool {
        guard let step, step.isRunning(in: outbox.state), step.hasUnsent(in: outbox.state) else { return false }
        let isStageSent = step.rollout.hasLater && !step.queue.hasUnsent(in: outbox.state)
        let isHeldBack = !isStageSent && !step.mayHaveRoom(in: outbox.state)
        guard isStageSent || isHeldBack, outbox.state.settings.pause == nil, isQuiet(step, at: now) else {
            return false
        }
        let ending = isStageSent ? self.step?.endStage(&outbox, at: now) : step.tripForPending(&outbox, at: now)
        if let ending { stop(ending) }
        return true
    }

    /// Enters the next step if the current one is over.
    ///
    /// - Returns: whether a step was entered, so that there may be something to send.
    private mutating func advanceStep(at now: Moment) -> Bool {
        guard list == nil else { return false }
        if let number = currentStep {
            guard isCurrentStepOver(at: now) else { return false }
            if outbox.state.steps[number].stage == .running {
                outbox.record(.stepFinished(.init(step: number)), at: now)
            }
            step = nil
            resumeStep = nil
        }
        guard let next = nextStep() else {
            guard settlements.isEmpty, lane.outstanding.isEmpty else { return false }
            stop(outbox.state.steps.contains { $0.stage.isTripped } ? .guardTripped : .finished)
            return false
        }
        enter(next, at: now)
        return true
    }

    /// The index of the step under way; nil before the first and after the last.
    private var currentStep: Int? { step?.number ?? resumeStep?.number }

    private mutating func isCurrentStepOver(at now: Moment) -> Bool {
        if let step { return isOver(step, at: now) }
        return resumeStep?.isOver(in: outbox.state) ?? true && lane.outstanding.isEmpty
    }

    private func nextStep() -> Int? {
        outbox.state.steps.indices.first { number in
            switch outbox.state.steps[number].stage {
            case .waiting, .running: outbox.state.settings.mayRun(outbox.state.plan.header.steps[number].name)
            case .tripped, .finished: false
            }
        }
    }

    private mutating func enter(_ number: Int, at now: Moment) {
        let step: RepeatStep
        switch outbox.state.plan.header.steps[number].kind {
        case .repeatJobs: step = RepeatStep(number, &outbox, at: now)
        case .resumeJobs:
            // What was lost in steps before is settled.
            lane.settled()
            resumeStep = ResumeStep(number, &outbox, at: now)
            return
        case .listJobs(let listing): return enterList(number, listing, at: now)
        }
        self.step = step
        let conduct = outbox.state.plan.header.steps[number].conduct
        if conduct.verifyWithin != nil {
            for (position, job) in outbox.state.jobs.enumerated() {
                guard outbox.state.plan.jobs[position].step == number, case .enqueued(_, let followed) = job else {
                    continue
                }
                // What was given up may hold back others: it is looked at again.
                guard followed == nil || (conduct.maxPending != nil && step.hasUnsent(in: outbox.state) && job.mayRun)
                else {
                    continue
                }
                let ordinal = outbox.state.chunkLog.last(of: position)?.ordinal ?? 0
                looks.follow(
                    position,
                    of: outbox.state.plan.jobs[position].recipe,
                    ordinal: ordinal,
                    at: now.instant
                )
            }
            for recipe in looks.followedRecipes { looks.planPoll(of: recipe) }
        }
        for recipe in step.queue.recipes where phase == .working { dropChanged(recipe, at: now) }
    }

    /// A repeat that was shown pending this long before the time of following is over counts as pending.
    private static let shownBefore: Duration = .seconds(30)

    /// Whether nothing is left to send, to settle or to follow.
    private mutating func isOver(_ step: RepeatStep, at now: Moment) -> Bool {
        guard !step.isRunning(in: outbox.state) || !step.hasUnsent(in: outbox.state) else { return false }
        return isQuiet(step, at: now)
    }

    /// Whether nothing is in flight, to settle or to follow; what is followed for too long is given up.
    private mutating func isQuiet(_ step: RepeatStep, at now: Moment) -> Bool {
        guard lane.outstanding.isEmpty, settlements.isEmpty else { return false }
        guard let within = outbox.state.plan.header.steps[step.number].conduct.verifyWithin, looks.followsAny else {
            return true
        }
        let until = step.lastEnqueue + within
        guard until <= now.instant else {
            outbox.wake(at: until)
            return false
        }
        // However long reading takes: what is called pending was shown pending at the end.
        guard looks.haveTriedAllFollowed(since: until - Self.shownBefore, at: now.instant) else { return false }
        looks.giveUpFollowing(&outbox, at: now)
        return true
    }

    // MARK: writes

    /// A request got its turn.
    private mutating func sent(_ request: Int, at now: Moment) {
        guard let number = lane.outstanding[request] else {
            preconditionFailure("request \(request) was sent although it is not a write")
        }
        if let resumeStep { return lane.sent(request, step: resumeStep.number, jobs: 1, at: now.instant) }
        guard let chunk = outbox.state.chunks[number] else {
            preconditionFailure("request \(request) was sent although there is no chunk \(number)")
        }
        lane.sent(request, step: chunk.step, jobs: chunk.jobs.count, at: now.instant)
    }

    /// A write request ended.
    private mutating func replied(_ request: Int, _ reply: WriteReply, at now: Moment) {
        if resumeStep != nil, let row = lane.outstanding[request] {
            let ending = resumeStep?.replied(reply, to: request, row: row, &lane, &random, &outbox, at: now)
            if let ending = ending ?? nil { stop(ending) }
            return
        }
        guard let number = lane.outstanding[request], let chunk = outbox.state.chunks[number] else {
            preconditionFailure("request \(request) was answered although it is not open")
        }
        guard let consequences = step?.replied(reply, to: request, of: chunk, &lane, &random, &outbox, at: now) else {
            preconditionFailure("request \(request) was answered although no step is running")
        }
        for new in consequences.acknowledged {
            settlements.witnesses.acknowledge(new, of: chunk.recipe, at: now.instant)
        }
        if consequences.enqueues { followEnqueued(chunk, at: now.instant) }
        if let recipe = consequences.lost { beginSettling(recipe, at: now.instant) }
        if let ending = consequences.stop { stop(ending) }
    }

    mutating func followEnqueued(_ chunk: ChunkProgress, at now: Instant) {
        step?.enqueued(at: now)
        looks.follow(chunk, in: outbox.state, at: now)
    }

    /// An answer was lost: a request that waits for its turn has its intent, but must not go to a recipe that is being settled, nor
    /// anywhere once the lane waits.
    private mutating func beginSettling(_ recipe: RecipeID, at now: Instant) {
        settlements.lost(recipe, in: outbox.state.plan.header.workspace, at: now)
        guard let queued = queuedRecipe else { return }
        if lane.waitsForSettling || queued == recipe { outbox.want(.cancelUnsent) }
    }
}
