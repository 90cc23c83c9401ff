import WorkatoJobs

extension RunStateMachine {
    /// A request to the recipe was lost: nothing more goes to it until looking has decided.
    ///
    /// - Parameter sentAt: when it went out, or when this process began where an earlier one sent it.
    mutating func beginSettling(_ recipe: RecipeID, sentAt: Instant) {
        let appliedBy = sentAt + state.plan.header.workspace.serverTimeout
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
            emit(.settled(.init(chunk: chunk.number, attempt: chunk.tries, found: list, notApplied: [])), at: now)
            followEnqueued(chunk, at: now)
        }
        closeSettlingIfDone(recipe)
    }

    private func isEarlier(_ seen: SeenRepeat, than other: SeenRepeat) -> Bool {
        (seen.startedAt ?? .distantFuture, seen.id) < (other.startedAt ?? .distantFuture, other.id)
    }

    /// Whether the repeat came after the intent of the chunk.
    ///
    /// Both times compared here are the server's.
    private func isNewRepeat(_ seen: SeenRepeat, of position: Int, chunk: ChunkProgress) -> Bool {
        let job = state.plan.jobs[position]
        guard !(chunk.known[job.master]?.contains(seen.id) ?? false), seen.id != job.newestAttempt else { return false }
        guard state.claimed[seen.id] == nil else { return false }
        guard let started = seen.startedAt, let ended = job.completedAt else { return true }
        return started >= ended
    }

    private mutating func closeSettlingIfDone(_ recipe: RecipeID) {
        guard settlings[recipe] != nil, lostChunks(recipe).isEmpty else { return }
        settlings[recipe] = nil
        lane.settled()
    }

    /// A look at a recipe with lost answers is over.
    mutating func settleLooked(_ recipe: RecipeID, begun: Instant, complete: Bool, at now: Moment) {
        guard settlings[recipe] != nil else { return }
        let prospect = witnessProspect(of: recipe)
        settlings[recipe]?.lookedInVain(begun: begun, complete: complete, prospect: prospect, at: now.instant)
    }

    private func witnessProspect(of recipe: RecipeID) -> SettlingStateMachine.WitnessProspect {
        if let delay = state.witnessDelay { return .seen(delay) }
        if hasUnseenAcknowledgement || othersCanBeSent(than: recipe) { return .expected }
        let witnessIsOut = requests.values.contains { purpose in
            guard case .repeats(let chunk, _) = purpose else { return false }
            return state.chunks[chunk]?.recipe == recipe
        }
        if witnessIsOut { return .expected }
        let mayStillSend = step.map { state.steps[$0].stage == .running } ?? false
        if mayStillSend, !state.witnessesSent.contains(recipe), hasUnsentJobs(recipe) { return .canBeSent }
        return .none
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
            emit(.settled(.init(chunk: chunk.number, attempt: chunk.tries, found: [], notApplied: masters)), at: now)
            retries.append(chunk.number)
            return
        case .notApplied: reason = chunk.resent ? .resentOnce : .onUnknown
        case .noWitness: reason = .noWitness
        case .noCompleteLook: reason = .noCompleteLook
        }
        emit(.held(.init(recipe: chunk.recipe, masters: masters, reason: reason)), at: now)
    }
}
