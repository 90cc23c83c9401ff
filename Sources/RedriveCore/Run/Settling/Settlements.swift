import WorkatoJobs

/// The settling of all lost answers of a run, by recipe.
///
/// While a recipe is being settled, nothing more is sent to it but one witness. What looks have shown comes in; what was decided is
/// recorded at once and given back.
struct Settlements: Sendable {
    /// What has been decided.
    struct Decided: Sendable, Hashable {
        /// Chunks of which jobs were found to be enqueued.
        var enqueued: [Int] = []
        /// Chunks that were shown not to be applied, and are to be sent once more.
        var sendAgain: [Int] = []
        /// Whether nothing of the recipe is left to settle.
        var isOver = false
    }

    /// What settling has to know of the requests that are still to come.
    struct Sending: Sendable {
        /// The recipes of the running step with jobs that are still to be sent; empty if no step is running.
        var unsent: Set<RecipeID>
        /// Chunks whose requests are out or wait for their turn.
        var open: [Int]
        /// Whether all sending waits for something to be settled.
        var waitsForSettling: Bool
        /// Whether nothing can be sent now: a pause, a pace or a limit holds all requests back.
        var isHeldBack = false
        /// Recipes to which nothing can be sent now, since `max_pending` leaves no room.
        var full: Set<RecipeID> = []
    }

    private var byRecipe: [RecipeID: SettlingStateMachine] = [:]
    /// Lost chunks of which a look has shown a part, with the try.
    private var halfFound: [Int: Int] = [:]
    /// Acknowledged repeats, and what they have shown.
    var witnesses: Witnesses

    /// Nothing is being settled.
    init(_ state: RunState) { witnesses = Witnesses(state) }

    /// Whether nothing is being settled.
    var isEmpty: Bool { byRecipe.isEmpty }

    /// Whether the recipe is being settled.
    func isSettling(_ recipe: RecipeID) -> Bool { byRecipe[recipe] != nil }

    /// Whether the looks at the recipe leave only the question whether lists are up to date.
    func needsWitness(_ recipe: RecipeID) -> Bool { byRecipe[recipe]?.needsWitness ?? false }

    /// Whether any recipe waits only for proof that lists are up to date.
    var wantsWitness: Bool { byRecipe.values.contains(where: \.needsWitness) }

    /// The recipes that are to be looked at now; the others say when they will be.
    mutating func recipesToLookAt(_ outbox: inout Outbox, at now: Instant) -> [RecipeID] {
        let due = byRecipe.keys.sorted().filter { byRecipe[$0]?.wantsLook(at: now) ?? false }
        for time in byRecipe.values.compactMap(\.nextTime) { outbox.wake(at: time) }
        return due
    }

    /// An answer of the recipe was lost just now, or in an earlier process: nothing more goes to it until looking has decided.
    ///
    /// The server may still work on the request for `server_timeout`, counted from now: when it began with it is unknown.
    mutating func lost(_ recipe: RecipeID, in workspace: Workspace, at now: Instant) {
        let appliedBy = now + workspace.serverTimeout
        if byRecipe[recipe] == nil {
            byRecipe[recipe] = .init(appliedBy: appliedBy, settle: workspace.settle)
        } else {
            byRecipe[recipe]?.lostAnother(appliedBy: appliedBy)
        }
    }

    /// A repeat of a lost job that was not known when it was sent, and that is no other job's, is the answer.
    ///
    /// Source: docs/failures.md, "What settling looks like".
    mutating func saw(_ rows: [SeenRow], of recipe: RecipeID, _ outbox: inout Outbox, at now: Moment) -> Decided {
        guard isSettling(recipe) else { return Decided() }
        var decided = Decided()
        for chunk in outbox.state.lostChunks(recipe) {
            var found: [Int: SeenRepeat] = [:]
            for row in rows where outbox.state.jobs[row.position] == .unknown(chunk: chunk.number) {
                guard RepeatMatch.isNew(row, in: chunk, outbox.state) else { continue }
                if let before = found[row.position], !RepeatMatch.isEarlier(row.seen, than: before) { continue }
                found[row.position] = row.seen
            }
            guard !found.isEmpty else { continue }
            let list = found.keys.sorted().compactMap { position in
                found[position].map {
                    Record.Settled.Found(master: outbox.state.plan.jobs[position].master, new: $0.id)
                }
            }
            let record = Record.Settled(
                chunk: chunk.number,
                tryNumber: chunk.tries,
                found: list,
                notApplied: [],
                delay: delay(of: recipe, outbox.state.plan.header.workspace, at: now.instant)
            )
            outbox.record(.settled(record), at: now)
            if record.delay != nil { halfFound[chunk.number] = chunk.tries }
            decided.enqueued.append(chunk.number)
        }
        decided.isOver = endIfDone(recipe, outbox.state)
        return decided
    }

    /// How far lists are behind, in milliseconds and rounded up, if a repeat of a lost request is found that a complete look had
    /// missed; nil if none had.
    ///
    /// The lists were fast when the witnesses of before were seen, and are not any more: three times their delay proves nothing. The
    /// time counts from the recipe's first loss, which can only make it longer.
    private func delay(of recipe: RecipeID, _ workspace: Workspace, at now: Instant) -> Int? {
        guard let settling = byRecipe[recipe], settling.hasMissed else { return nil }
        let lost = settling.firstAppliedBy - workspace.serverTimeout
        return Int((now - lost) / .milliseconds(1)) + 1
    }

    /// A look at the recipe is over, and whatever it found has been taken in.
    ///
    /// - Parameters:
    ///   - begun: when the look began.
    ///   - isEvidence: whether it is proven to have seen every repeat that the server shows.
    mutating func looked(
        at recipe: RecipeID,
        begun: Instant,
        isEvidence: Bool,
        _ sending: Sending,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> Decided {
        guard isSettling(recipe) else { return Decided() }
        noteHalfFound(recipe, &outbox, at: now)
        let prospect = witnessProspect(of: recipe, lookBegun: begun, sending, &outbox, at: now)
        let decision = byRecipe[recipe]?
            .foundNothing(begun: begun, isEvidence: isEvidence, prospect: prospect, at: now.instant)
        guard let decision else { return Decided() }
        var decided = Decided()
        for chunk in outbox.state.lostChunks(recipe) where decide(chunk, decision, &outbox, at: now) {
            decided.sendAgain.append(chunk.number)
        }
        decided.isOver = endIfDone(recipe, outbox.state)
        return decided
    }

    /// A complete look has shown some repeats of a lost request and not all: lists may show the others that much later, however fast
    /// they were when the witnesses were seen.
    ///
    /// Recorded once for each try, since what is sent again has to follow from the records.
    private mutating func noteHalfFound(_ recipe: RecipeID, _ outbox: inout Outbox, at now: Moment) {
        guard let settling = byRecipe[recipe] else { return }
        let lost = settling.firstAppliedBy - outbox.state.plan.header.workspace.serverTimeout
        for chunk in outbox.state.lostChunks(recipe) where halfFound[chunk.number] != chunk.tries {
            let state = outbox.state
            guard chunk.jobs.contains(where: { state.jobs[$0].isFoundByLooking(state.repeats) }) else { continue }
            halfFound[chunk.number] = chunk.tries
            let record = Record.Settled(
                chunk: chunk.number,
                tryNumber: chunk.tries,
                found: [],
                notApplied: [],
                delay: Int((now.instant - lost) / .milliseconds(1)) + 1
            )
            outbox.record(.settled(record), at: now)
        }
    }

    private mutating func endIfDone(_ recipe: RecipeID, _ state: RunState) -> Bool {
        guard state.lostChunks(recipe).isEmpty else { return false }
        byRecipe[recipe] = nil
        return true
    }

    /// What can still show that the recipe's lists are up to date.
    ///
    /// A witness was requested after the lost request, is of the same recipe if one can be had, and proves nothing while another
    /// acknowledged repeat that is older than the look is in no list. Source: docs/failures.md, "What settling looks like".
    private func witnessProspect(
        of recipe: RecipeID,
        lookBegun: Instant,
        _ sending: Sending,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> SettlingStateMachine.WitnessProspect {
        let lost = outbox.state.lostChunks(recipe).map(\.ordinal).max() ?? 0
        let isBehind = witnesses.hasUnseen(acknowledgedBefore: lookBegun)
        if witnesses.hasSeen(of: recipe, after: lost, &outbox, at: now), let delay = outbox.state.repeats.longestDelay {
            return isBehind ? .expected : .seen(delay)
        }
        if expectsWitness(of: recipe, after: lost, sending, outbox.state) { return .expected }
        if canSendWitness(of: recipe, sending, outbox.state) { return heldBack(sending) { $0 == recipe } ?? .canBeSent }
        if witnesses.hasSeen(of: nil, after: lost, &outbox, at: now), let delay = outbox.state.repeats.longestDelay {
            return isBehind ? .expected : .seen(delay)
        }
        if expectsWitness(of: nil, after: lost, sending, outbox.state) { return .expected }
        guard othersCanBeSent(sending, than: recipe) else { return .none }
        return heldBack(sending) { $0 != recipe && !isSettling($0) } ?? .expected
    }

    /// Whether none of some recipes can get a request now, although all can later; nil if one can.
    private func heldBack(
        _ sending: Sending,
        _ recipes: (RecipeID) -> Bool
    ) -> SettlingStateMachine.WitnessProspect? {
        let isHeldBack = sending.isHeldBack || sending.unsent.filter(recipes).isSubset(of: sending.full)
        return isHeldBack ? .heldBack : nil
    }

    /// Whether a repeat of the recipe (nil for any) that was requested after the given request may still appear in a list.
    private func expectsWitness(
        of recipe: RecipeID?,
        after ordinal: Int,
        _ sending: Sending,
        _ state: RunState
    ) -> Bool {
        if witnesses.hasUnseen(of: recipe, after: ordinal, in: state) { return true }
        return sending.open.contains { number in
            guard let chunk = state.chunks[number] else { return false }
            return chunk.ordinal > ordinal && (recipe == nil || chunk.recipe == recipe)
        }
    }

    /// Whether a further chunk of the recipe may go as its witness.
    private func canSendWitness(of recipe: RecipeID, _ sending: Sending, _ state: RunState) -> Bool {
        sending.unsent.contains(recipe) && !state.chunkLog.witnessesSent.contains(recipe)
    }

    /// Whether another recipe's jobs are going out, and will show soon how long a repeat takes to appear.
    private func othersCanBeSent(_ sending: Sending, than recipe: RecipeID) -> Bool {
        !sending.waitsForSettling && sending.unsent.contains { $0 != recipe && !isSettling($0) }
    }

    /// Records what was decided on a lost chunk.
    ///
    /// - Returns: whether it is sent once more.
    private func decide(
        _ chunk: ChunkProgress,
        _ decision: SettlingStateMachine.Decision,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> Bool {
        let masters = outbox.state.openJobs(chunk).map { outbox.state.plan.jobs[$0].master }
        let reason: Record.Held.Reason
        switch decision {
        case .notApplied where outbox.state.onUnknown == .resend && !chunk.resent:
            let record = Record.Settled(chunk: chunk.number, tryNumber: chunk.tries, found: [], notApplied: masters)
            outbox.record(.settled(record), at: now)
            return true
        case .notApplied: reason = chunk.resent ? .resentOnce : .onUnknown
        case .noWitness: reason = .noWitness
        case .noCompleteLook: reason = .noCompleteLook
        }
        outbox.record(.held(.init(recipe: chunk.recipe, masters: masters, reason: reason)), at: now)
        return false
    }
}

extension JobProgress {
    /// Whether looking has found the job's repeat after its answer was lost.
    fileprivate func isFoundByLooking(_ repeats: RepeatLog) -> Bool {
        if case .enqueued(let new?, _) = self { repeats.foundByLooking.contains(new) } else { false }
    }
}
