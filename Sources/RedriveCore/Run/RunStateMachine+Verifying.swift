import WorkatoJobs

extension RunStateMachine {
    /// Follows the jobs of the chunk that are enqueued now.
    mutating func followEnqueued(_ chunk: ChunkProgress, at now: Moment) {
        lastEnqueue = now.instant
        guard state.plan.header.steps[chunk.step].verifyWithin != nil else { return }
        for position in chunk.jobs {
            if case .enqueued(_, nil) = state.jobs[position] { follow(position, at: now) }
        }
    }

    /// Follows one enqueued job to its outcome.
    mutating func follow(_ position: Int, at now: Moment) {
        let recipe = state.plan.jobs[position].recipe
        var watch = watches[recipe] ?? RecipeWatch()
        if watch.followed.insert(position).inserted {
            watch.pollInterval = .seconds(1)
            let soon = now.instant + watch.pollInterval
            watch.nextPoll = min(watch.nextPoll ?? soon, soon)
        }
        watches[recipe] = watch
    }

    /// Whether the repeat is the one that this run made of the job.
    func isAnswer(_ seen: SeenRepeat, to position: Int) -> Bool {
        guard case .enqueued(let new, _) = state.jobs[position] else { return false }
        if let new { return seen.id == new }
        let job = state.plan.jobs[position]
        if let owner = state.claimed[seen.id] { return owner == position }
        guard let chunk = state.chunks[state.lastChunk[position]] else { return false }
        return RepeatMatch.isNew(seen, of: job, known: chunk.known[job.master], claimed: state.claimed)
    }

    /// Records the followed repeats that have ended.
    mutating func recordOutcomes(_ rows: [(position: Int, seen: SeenRepeat)], recipe: RecipeID, at now: Moment) {
        var outcomes: [Record.Outcomes.Job] = []
        for row in rows where watches[recipe]?.followed.contains(row.position) ?? false {
            guard isAnswer(row.seen, to: row.position), let outcome = outcome(row.seen, of: row.position) else {
                continue
            }
            watches[recipe]?.followed.remove(row.position)
            watches[recipe]?.pollInterval = .seconds(1)
            outcomes.append(outcome)
        }
        if !outcomes.isEmpty { emit(.outcomes(.init(recipe: recipe, jobs: outcomes)), at: now) }
    }

    /// What the repeat came to; nil while it has not ended.
    private func outcome(_ seen: SeenRepeat, of position: Int) -> Record.Outcomes.Job? {
        let master = state.plan.jobs[position].master
        switch seen.status {
        case .succeeded: return .init(master: master, new: seen.id, outcome: .recovered)
        case .failed:
            let before = state.signatureBefore(position)
            let after = seen.signature ?? ""
            let outcome: Outcome = before == after ? .failedSame : .failedOther
            return .init(master: master, new: seen.id, outcome: outcome, signatureAfter: after)
        case .pending: return nil
        case .other(let status):
            // Cancelled and aborted jobs have an end; how the API names them is not documented.
            guard seen.completedAt != nil else { return nil }
            return .init(master: master, new: seen.id, outcome: .failedOther, signatureAfter: "status \(status)")
        }
    }

    /// The next look for outcomes: soon after something has ended, later and later while nothing does.
    mutating func planNextPoll(_ recipe: RecipeID, at now: Moment) {
        guard var watch = watches[recipe] else { return }
        watch.wasLookedAt = true
        watch.nextPoll = now.instant + watch.pollInterval
        watch.pollInterval = min(watch.pollInterval * 2, RecipeWatch.longestPoll)
        watches[recipe] = watch
    }

    /// The time to follow is over: what has not ended is recorded as still pending.
    mutating func giveUpFollowing(at now: Moment) {
        for recipe in watches.keys.sorted() {
            let pending = (watches[recipe]?.followed ?? []).sorted().compactMap { position in
                guard case .enqueued(let new, _) = state.jobs[position] else { return Record.Outcomes.Job?.none }
                let master = state.plan.jobs[position].master
                return .init(master: master, new: new, outcome: .stillPending)
            }
            watches[recipe]?.followed = []
            if !pending.isEmpty { emit(.outcomes(.init(recipe: recipe, jobs: pending)), at: now) }
        }
    }
}
