import WorkatoJobs

/// Other people, and other runs that this one cannot see.
extension RunStateMachine {
    /// Records repeats of jobs which this run has enqueued that are not this run's own.
    ///
    /// A job whose answer was once lost is left out: a repeat that nobody answered for may be this run's own. So is a repeat
    /// that may be older than the attempt which the plan names.
    mutating func recordOthers(_ rows: [(position: Int, seen: SeenRepeat)], recipe: RecipeID, at now: Moment) {
        var others: [Record.Others.Job] = []
        for row in rows where state.madeByOthers[row.seen.id] == nil {
            guard case .enqueued(let own?, _) = state.jobs[row.position], own != row.seen.id,
                !state.everUnknown.contains(row.position),
                let chunk = state.chunks[state.lastChunk[row.position]],
                isNewRepeat(row.seen, of: row.position, chunk: chunk),
                let started = row.seen.startedAt, started > state.plan.jobs[row.position].startedAt ?? .distantFuture
            else { continue }
            others.append(.init(master: state.plan.jobs[row.position].master, new: row.seen.id))
        }
        if !others.isEmpty { emit(.others(.init(recipe: recipe, jobs: others)), at: now) }
    }
}
