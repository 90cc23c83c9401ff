import WorkatoJobs

/// Following enqueued jobs to their outcomes, by the looks at their recipes.
extension Looks {
    /// Whether any enqueued job is followed.
    var followsAny: Bool { !followedRecipes.isEmpty }

    /// A request of the recipe is about to be sent.
    mutating func willSend(_ chunk: ChunkProgress) { update(chunk.recipe) { $0.coverage.willSend(chunk.ordinal) } }

    /// Takes up the repeats that answers to earlier processes have named.
    mutating func takeUp(_ state: RunState) {
        for chunk in state.chunks.values.sorted(by: { $0.ordinal < $1.ordinal }) { mark(chunk, in: state) }
    }

    /// Remembers one of the repeats that an answer has named, as a place in the list.
    private mutating func mark(_ chunk: ChunkProgress, in state: RunState) {
        guard let new = chunk.jobs.lazy.compactMap({ state.jobs[$0].enqueuedAs }).first else { return }
        update(chunk.recipe) { $0.coverage.mark(new, ordinal: chunk.ordinal) }
    }

    /// Follows one enqueued job to its outcome.
    mutating func follow(_ position: Int, of recipe: RecipeID, ordinal: Int, at now: Instant) {
        let dueAt = now + runningTime.untilRead
        update(recipe) { watch in
            watch.followed.follow(position, ordinal: ordinal, at: now, dueAt: dueAt)
            watch.expectNews(at: now)
        }
        followedRecipes.insert(recipe)
    }

    /// Follows the jobs of a chunk that are enqueued now and have no outcome, if the step is verified.
    mutating func follow(_ chunk: ChunkProgress, in state: RunState, at now: Instant) {
        mark(chunk, in: state)
        guard state.plan.header.steps[chunk.step].conduct.verifyWithin != nil else { return }
        for position in chunk.jobs {
            guard case .enqueued(_, nil) = state.jobs[position] else { continue }
            follow(position, of: chunk.recipe, ordinal: chunk.ordinal, at: now)
        }
        planPoll(of: chunk.recipe)
    }

    private mutating func unfollow(_ position: Int, of recipe: RecipeID, at now: Instant) {
        let isEmpty = update(recipe) { watch in
            watch.followed.unfollow(position)
            watch.expectNews(at: now)
            return watch.followed.isEmpty
        }
        if isEmpty { followedRecipes.remove(recipe) }
    }

    /// Records the followed repeats among the rows that have ended.
    mutating func recordOutcomes(_ rows: [SeenRow], of recipe: RecipeID, _ outbox: inout Outbox, at now: Moment) {
        var outcomes: [Record.Outcomes.Job] = []
        for row in rows where watch(recipe)?.followed.contains(row.position) ?? false {
            guard RepeatMatch.isAnswer(row, outbox.state), let outcome = Self.outcome(row, outbox.state) else {
                continue
            }
            unfollow(row.position, of: recipe, at: now.instant)
            outcomes.append(outcome)
        }
        guard !outcomes.isEmpty else { return }
        outcomesSeen += outcomes.count
        outbox.record(.outcomes(.init(recipe: recipe, jobs: outcomes)), at: now)
        planPoll(of: recipe)
    }

    /// What the repeat came to; nil while it has not ended.
    static func outcome(_ row: SeenRow, _ state: RunState) -> Record.Outcomes.Job? {
        let master = state.plan.jobs[row.position].master
        switch row.seen.status {
        case .succeeded: return .init(master: master, new: row.seen.id, outcome: .recovered)
        case .failed:
            let before = state.signatureBefore(row.position)
            let after = row.seen.signature ?? ""
            let outcome: Outcome = before == after ? .failedSame : .failedOther
            return .init(master: master, new: row.seen.id, outcome: outcome, signatureAfter: after)
        case .pending: return nil
        case .other(let status):
            // Canceled and aborted jobs have an end; how the API names them is not documented.
            guard row.seen.completedAt != nil else { return nil }
            return .init(master: master, new: row.seen.id, outcome: .failedOther, signatureAfter: "status \(status)")
        }
    }

    /// Records repeats, among the rows, that somebody else made of jobs which this run has enqueued.
    func recordOthers(_ rows: [SeenRow], of recipe: RecipeID, _ outbox: inout Outbox, at now: Moment) {
        let others = rows.filter { row in
            outbox.state.repeats.madeByOthers[row.seen.id] == nil && RepeatMatch.isForeign(row, outbox.state)
        }
        guard !others.isEmpty else { return }
        let jobs = others.map {
            Record.Others.Job(master: outbox.state.plan.jobs[$0.position].master, new: $0.seen.id)
        }
        outbox.record(.others(.init(recipe: recipe, jobs: jobs)), at: now)
    }

    /// Plans the next look at the whole list of a recipe: later and later while none shows anything.
    mutating func planNextWalk(_ recipe: RecipeID, at now: Instant) {
        guard watches[recipe] != nil else { return }
        update(recipe) { $0.planNextWalk(at: now) }
        planPoll(of: recipe)
    }

    /// Whether a look has tried to show each followed job since `time`; those that none has tried are read now.
    mutating func haveTriedAllFollowed(since time: Instant, at now: Instant) -> Bool {
        if lastReading?.since != time {
            lastReading = LastReading(since: time, recipes: followedRecipes)
            for recipe in followedRecipes {
                update(recipe) { $0.followed.bringForward(notTriedSince: time, to: now) }
                planPoll(of: recipe)
            }
        }
        // Asked at each event, so it looks at one recipe at a time until that one has been read.
        while let recipe = lastReading?.recipes.first {
            guard watches[recipe]?.followed.haveAllBeenTried(since: time) ?? true else { return false }
            lastReading?.recipes.remove(recipe)
        }
        return true
    }

    /// The time to follow is over: what a look has shown pending is recorded as still pending.
    ///
    /// What no look has shown may have ended long ago: it is recorded as unverified.
    mutating func giveUpFollowing(_ outbox: inout Outbox, at now: Moment) {
        for recipe in followedRecipes.sorted() {
            let followed = watches[recipe]?.followed ?? FollowedRepeats()
            let jobs = followed.positions.sorted().compactMap { position in
                guard case .enqueued(let new, _) = outbox.state.jobs[position] else { return Record.Outcomes.Job?.none }
                let master = outbox.state.plan.jobs[position].master
                let outcome: Outcome = followed.wasShownPending(position) ? .stillPending : .unverified
                return .init(master: master, new: new, outcome: outcome)
            }
            update(recipe) { $0.followed = FollowedRepeats() }
            polls.plan(recipe, at: nil)
            if !jobs.isEmpty { outbox.record(.outcomes(.init(recipe: recipe, jobs: jobs)), at: now) }
        }
        followedRecipes = []
    }
}

extension JobProgress {
    /// The repeat that an answer has named; nil for a job without one.
    fileprivate var enqueuedAs: JobID? {
        if case .enqueued(let new, _) = self { new } else { nil }
    }
}
