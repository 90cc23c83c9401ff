import WorkatoJobs

extension RunStateMachine {
    /// An answer of the recipe was lost just now, or in an earlier process: nothing more goes to it until looking has decided.
    ///
    /// The server may still work on the request for `server_timeout`, counted from now: when it began with it is unknown.
    mutating func beginSettling(_ recipe: RecipeID, at now: Instant) {
        let appliedBy = now + state.plan.header.workspace.serverTimeout
        if settlings[recipe] == nil {
            settlings[recipe] = .init(appliedBy: appliedBy, settle: state.plan.header.workspace.settle)
        } else {
            settlings[recipe]?.lostAnother(appliedBy: appliedBy)
        }
        takeBackQueued(settling: recipe)
    }

    /// A request that waits for its turn has its intent, but must not go to a recipe that is being settled, nor anywhere once
    /// the lane waits.
    private mutating func takeBackQueued(settling recipe: RecipeID) {
        guard let queued = lane.queuedRequest, case .repeats(let chunk, _) = requests[queued] else { return }
        if lane.waitsForSettling || state.chunks[chunk]?.recipe == recipe { effects.append(.cancelUnsent) }
    }

    /// The chunks of the recipe whose answers were lost and that have undecided jobs.
    private func lostChunks(_ recipe: RecipeID) -> [ChunkProgress] {
        (state.lostChunks[recipe] ?? []).sorted().compactMap { state.chunks[$0] }
    }

    /// A repeat of a lost job that was not known when it was sent, and that is no other job's, is the answer.
    ///
    /// Source: product.md, "whoever made it: the job was repeated".
    mutating func settleFound(_ rows: [(position: Int, seen: SeenRepeat)], recipe: RecipeID, at now: Moment) {
        guard settlings[recipe] != nil else { return }
        for chunk in lostChunks(recipe) {
            var found: [Int: SeenRepeat] = [:]
            for row in rows where state.jobs[row.position] == .unknown(chunk: chunk.number) {
                guard isNewRepeat(row.seen, of: row.position, chunk: chunk) else { continue }
                if let before = found[row.position], !isEarlier(row.seen, than: before) { continue }
                found[row.position] = row.seen
            }
            guard !found.isEmpty else { continue }
            let list = found.keys.sorted().compactMap { position in
                found[position].map { Record.Settled.Found(master: state.plan.jobs[position].master, new: $0.id) }
            }
            emit(.settled(.init(chunk: chunk.number, tryNumber: chunk.tries, found: list, notApplied: [])), at: now)
            followEnqueued(chunk, at: now)
        }
        closeSettlingIfDone(recipe)
    }

    private func isEarlier(_ seen: SeenRepeat, than other: SeenRepeat) -> Bool {
        (seen.startedAt ?? .distantFuture, seen.id) < (other.startedAt ?? .distantFuture, other.id)
    }

    /// Whether the repeat came after the intent of the chunk.
    func isNewRepeat(_ seen: SeenRepeat, of position: Int, chunk: ChunkProgress) -> Bool {
        let job = state.plan.jobs[position]
        return RepeatMatch.isNew(seen, of: job, known: chunk.known[job.master], claimed: state.claimed)
    }

    private mutating func closeSettlingIfDone(_ recipe: RecipeID) {
        guard settlings[recipe] != nil, lostChunks(recipe).isEmpty else { return }
        settlings[recipe] = nil
        lane.settled()
    }

    /// A look at a recipe with lost answers is over.
    mutating func settleLooked(_ recipe: RecipeID, begun: Instant, complete: Bool, at now: Moment) {
        guard settlings[recipe] != nil else { return }
        let prospect = witnessProspect(of: recipe, lookBegun: begun, at: now)
        settlings[recipe]?.lookedInVain(begun: begun, complete: complete, prospect: prospect, at: now.instant)
    }

    /// What can still show that the recipe's lists are up to date.
    ///
    /// A witness was requested after the lost request, is of the same recipe if one can be had, and proves nothing while another
    /// acknowledged repeat that is older than the look is in no list. Source: product.md, "Settling the unknown".
    private mutating func witnessProspect(
        of recipe: RecipeID,
        lookBegun: Instant,
        at now: Moment
    ) -> SettlingStateMachine.WitnessProspect {
        let lost = lostChunks(recipe).map(\.ordinal).max() ?? 0
        let isBehind = hasUnseen(acknowledgedBefore: lookBegun)
        if hasWitness(of: recipe, after: lost, at: now), let delay = state.witnessDelay {
            return isBehind ? .expected : .seen(delay)
        }
        if expectsWitness(of: recipe, after: lost) { return .expected }
        if canSendWitness(of: recipe) { return .canBeSent }
        if hasWitness(of: nil, after: lost, at: now), let delay = state.witnessDelay {
            return isBehind ? .expected : .seen(delay)
        }
        return expectsWitness(of: nil, after: lost) || othersCanBeSent(than: recipe) ? .expected : .none
    }

    /// Whether a further chunk of the recipe may go as its witness.
    private func canSendWitness(of recipe: RecipeID) -> Bool {
        let mayStillSend = step.map { state.steps[$0].stage == .running } ?? false
        return mayStillSend && !state.witnessesSent.contains(recipe) && hasUnsentJobs(recipe)
    }

    /// Whether another recipe's jobs are going out, and will show soon how long a repeat takes to appear.
    private func othersCanBeSent(than recipe: RecipeID) -> Bool {
        guard let step, state.steps[step].stage == .running else { return false }
        guard !lane.waitsForSettling else { return false }
        return recipes.contains { $0 != recipe && settlings[$0] == nil && hasUnsentJobs($0) }
    }

    /// Carries out what looking has decided.
    mutating func decideSettlings(at now: Moment) {
        for recipe in settlings.keys.sorted() {
            guard let decision = settlings[recipe]?.decision else { continue }
            for chunk in lostChunks(recipe) { decide(chunk, decision, at: now) }
            closeSettlingIfDone(recipe)
        }
    }

    private mutating func decide(_ chunk: ChunkProgress, _ decision: SettlingStateMachine.Decision, at now: Moment) {
        let open = state.openJobs(chunk)
        let masters = open.map { state.plan.jobs[$0].master }
        let reason: Record.Held.Reason
        switch decision {
        case .notApplied where state.onUnknown == .resend && !chunk.resent:
            emit(.settled(.init(chunk: chunk.number, tryNumber: chunk.tries, found: [], notApplied: masters)), at: now)
            retries.append(chunk.number)
            return
        case .notApplied: reason = chunk.resent ? .resentOnce : .onUnknown
        case .noWitness: reason = .noWitness
        case .noCompleteLook: reason = .noCompleteLook
        }
        emit(.held(.init(recipe: chunk.recipe, masters: masters, reason: reason)), at: now)
    }
}
