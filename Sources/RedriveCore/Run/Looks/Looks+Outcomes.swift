import WorkatoJobs

/// Following enqueued jobs to their outcomes, by the looks at their recipes.
extension Looks {
    /// Whether any enqueued job is followed.
    var followsAny: Bool { watches.values.contains { !$0.followed.isEmpty } }

    /// Whether every recipe with followed jobs was looked at in this process.
    var haveLookedAtAllFollowed: Bool { watches.values.allSatisfy { $0.followed.isEmpty || $0.wasLookedAt } }

    /// Follows one enqueued job to its outcome.
    mutating func follow(_ position: Int, of recipe: RecipeID, at now: Instant) {
        update(recipe) { $0.follow(position, at: now) }
    }

    /// Follows the jobs of a chunk that are enqueued now and have no outcome, if the step is verified.
    mutating func follow(_ chunk: ChunkProgress, in state: RunState, at now: Instant) {
        guard state.plan.header.steps[chunk.step].verifyWithin != nil else { return }
        for position in chunk.jobs {
            if case .enqueued(_, nil) = state.jobs[position] { follow(position, of: chunk.recipe, at: now) }
        }
    }

    /// Records the followed repeats among the rows that have ended.
    mutating func recordOutcomes(_ rows: [SeenRow], of recipe: RecipeID, _ outbox: inout Outbox, at now: Moment) {
        var outcomes: [Record.Outcomes.Job] = []
        for row in rows where watches[recipe]?.followed.contains(row.position) ?? false {
            guard RepeatMatch.isAnswer(row, outbox.state), let outcome = Self.outcome(row, outbox.state) else {
                continue
            }
            update(recipe) { $0.unfollow(row.position) }
            outcomes.append(outcome)
        }
        if !outcomes.isEmpty { outbox.record(.outcomes(.init(recipe: recipe, jobs: outcomes)), at: now) }
    }

    /// What the repeat came to; nil while it has not ended.
    private static func outcome(_ row: SeenRow, _ state: RunState) -> Record.Outcomes.Job? {
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

    /// Plans the next look for outcomes: soon after something has ended, later and later while nothing does.
    mutating func planNextPoll(_ recipe: RecipeID, at now: Instant) {
        guard watches[recipe] != nil else { return }
        update(recipe) { $0.planNextPoll(at: now) }
    }

    /// The time to follow is over: what has not ended is recorded as still pending.
    mutating func giveUpFollowing(_ outbox: inout Outbox, at now: Moment) {
        for recipe in watches.keys.sorted() {
            let pending = (watches[recipe]?.followed ?? []).sorted().compactMap { position in
                guard case .enqueued(let new, _) = outbox.state.jobs[position] else { return Record.Outcomes.Job?.none }
                let master = outbox.state.plan.jobs[position].master
                return .init(master: master, new: new, outcome: .stillPending)
            }
            update(recipe) { $0.unfollowAll() }
            if !pending.isEmpty { outbox.record(.outcomes(.init(recipe: recipe, jobs: pending)), at: now) }
        }
    }
}
