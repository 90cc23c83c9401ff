package import WorkatoJobs

/// Looks: which are begun, and who hears of what they show.
extension RunStateMachine {
    /// The last look that was evidence; nil before the first.
    ///
    /// For whoever checks looks against the whole list.
    package var latestEvidence: LookEvidence? { looks.latestEvidence }

    /// The repeats of the recipe's planned jobs that any look has shown.
    package func knownRepeats(of recipe: RecipeID) -> Set<JobID> { looks.watch(recipe)?.known.ids(since: nil) ?? [] }

    /// Begins the looks that are wanted now; for others it is said when they will be.
    mutating func look(at now: Moment) {
        var wishes: [RecipeID: Looks.Wish] = [:]
        for recipe in settlements.recipesToLookAt(&outbox, at: now.instant) {
            wishes[recipe] = .init(priority: .settling, mayEndEarly: false)
        }
        let wanted = step?
            .wantedLooks(
                looks,
                settlements,
                window: outbox.state.plan.header.workspace.limits.repeatRequestsInWindow,
                maxAhead: looks.room(for: .ahead),
                &outbox,
                at: now.instant
            )
        for recipe in wanted?.due ?? [] { wishes[recipe] = .init(priority: .drift, mayEndEarly: false) }
        for recipe in wanted?.ahead ?? [] { wishes[recipe] = .init(priority: .ahead, mayEndEarly: false) }
        outcomeShare = ReadShare(keptFree: wanted?.pagesInWindow ?? 0, isSpread: hasJobsToSend)
        if settlements.wantsWitness {
            for recipe in settlements.witnesses.unseenRecipes where wishes[recipe] == nil {
                let due = looks.watch(recipe)?.nextWalk ?? now.instant
                if due <= now.instant {
                    wishes[recipe] = .init(priority: .verifying, mayEndEarly: false)
                } else {
                    outbox.wake(at: due)
                }
            }
        }
        looks.begin(wishes, &outbox, at: now)
        looks.beginPolls(&outbox, at: now) { [step] recipe, state in
            guard let step, step.isRunning(in: state), step.queue.hasUnsent(recipe, in: state) else { return 0 }
            return max(step.queue.requestsLeft(of: recipe), 1)
        }
    }

    /// A page of a look arrived, or did not.
    mutating func read(_ request: Int, _ reply: ReadReply, at now: Moment) {
        if let page = looks.page(request), page.priority == .drift, !isLookNeeded(at: page.recipe) {
            looks.endEarly(page.recipe)
        }
        guard let report = looks.received(request, reply, step: step?.number, &outbox, at: now) else { return }
        process(report, at: now)
    }

    /// Whether somebody still needs all of a look at the recipe: there is something to send, to settle, or a witness to be seen.
    private func isLookNeeded(at recipe: RecipeID) -> Bool {
        hasUnsent(recipe) || settlements.isSettling(recipe) || settlements.wantsWitness
    }

    /// Takes in what a page has shown: witnesses, answers, other people's repeats, outcomes; then how the look ended.
    private mutating func process(_ report: Looks.Report, at now: Moment) {
        let recipe = report.recipe
        settlements.witnesses.saw(report.rows, of: recipe, &outbox, at: now)
        carryOut(settlements.saw(report.rows, of: recipe, &outbox, at: now), at: now)
        looks.recordOthers(report.rows, of: recipe, &outbox, at: now)
        looks.recordOutcomes(report.rows, of: recipe, &outbox, at: now)
        switch report.end {
        case nil: break
        case .early: looks.planNextWalk(recipe, at: now.instant)
        case .complete(let begun, let isEvidence):
            dropChanged(recipe, at: now)
            looked(recipe, begun: begun, isEvidence: isEvidence, at: now)
            looks.planNextWalk(recipe, at: now.instant)
        case .contradicted(let begun, let why):
            looked(recipe, begun: begun, isEvidence: false, at: now)
            guard !settlements.isSettling(recipe), hasUnsent(recipe) else {
                return looks.planNextWalk(recipe, at: now.instant)
            }
            lookFailed(recipe, .unreachable("its list of repeats contradicts itself: \(why)"), at: now)
        case .failed(let error): lookFailed(recipe, error, at: now)
        }
    }

    /// Drops the recipe's unsent jobs of which looks have shown a newer attempt.
    mutating func dropChanged(_ recipe: RecipeID, at now: Moment) {
        guard let watch = looks.watch(recipe), !watch.changed.isEmpty else { return }
        if let ending = step?.dropChanged(recipe, watch, &outbox, at: now) { stop(ending) }
    }

    private mutating func looked(_ recipe: RecipeID, begun: Instant, isEvidence: Bool, at now: Moment) {
        guard settlements.isSettling(recipe), phase == .working else { return }
        let unsent = step?.recipesToSend(in: outbox.state, at: now.instant) ?? []
        let sending = Settlements.Sending(
            unsent: unsent,
            open: Array(lane.outstanding.values),
            waitsForSettling: lane.waitsForSettling,
            isHeldBack: outbox.state.settings.pause != nil
                || lane.isHeldBack(at: now.instant, pace: outbox.state.settings.pace),
            full: unsent.filter { !(step?.hasRoom(for: $0, in: outbox.state) ?? true) }
        )
        let decided = settlements.looked(
            at: recipe,
            begun: begun,
            isEvidence: isEvidence,
            sending,
            &outbox,
            at: now
        )
        carryOut(decided, at: now)
    }

    private mutating func carryOut(_ decided: Settlements.Decided, at now: Moment) {
        for chunk in decided.enqueued.compactMap({ outbox.state.chunks[$0] }) { followEnqueued(chunk, at: now.instant) }
        for chunk in decided.sendAgain.compactMap({ outbox.state.chunks[$0] }) { step?.queue.sendAgain(chunk) }
        if decided.isOver { lane.settled() }
    }

    private func hasUnsent(_ recipe: RecipeID) -> Bool { step?.queue.hasUnsent(recipe, in: outbox.state) ?? false }

    private mutating func lookFailed(_ recipe: RecipeID, _ error: ReadError, at now: Moment) {
        switch error {
        case .unauthorized(let message): stop(.unauthorized(message))
        case .notFound(let message):
            guard let step, !settlements.isSettling(recipe), hasUnsent(recipe) else {
                return stop(.unreachable("recipe \(recipe) is no longer found: \(message)"))
            }
            step.refuseAll(recipe, message, &outbox, at: now)
        case .throttled(let message):
            stop(.unreachable("the jobs of recipe \(recipe) cannot be listed: \(message)"))
        case .unreachable(let message):
            guard looks.failed(recipe, at: now.instant) else { return }
            stop(.unreachable("the jobs of recipe \(recipe) cannot be listed: \(message)"))
        }
    }
}
