import WorkatoJobs

/// Preparing the step's requests.
extension RepeatStep {
    /// A recipe is looked at ahead of its first request if at most this many requests come before it.
    static let chunksAhead = 30

    /// Prepares requests while the lane lets it: the intent first, then the sending.
    mutating func prepareRequests(
        _ lane: inout SendingLaneStateMachine,
        _ looks: Looks,
        _ settlements: Settlements,
        _ outbox: inout Outbox,
        at now: Moment
    ) {
        while isRunning(in: outbox.state), outbox.state.settings.pause == nil {
            let onlyWitness: Bool
            switch lane.permission(at: now.instant, pace: outbox.state.settings.pace) {
            case .busy: return
            case .wait(let until): return outbox.wake(at: until)
            case .prepare: onlyWitness = false
            case .onlyWitness: onlyWitness = true
            }
            guard let group = next(onlyWitness: onlyWitness, looks, settlements, outbox.state, at: now.instant) else {
                return
            }
            prepare(group, &lane, looks, &outbox, at: now)
        }
    }

    /// The jobs that go out next; nil if there are none, or none whose recipe was looked at.
    private mutating func next(
        onlyWitness: Bool,
        _ looks: Looks,
        _ settlements: Settlements,
        _ state: RunState,
        at now: Instant
    ) -> SendQueue.Group? {
        if !onlyWitness {
            let group = queue.next(state) { recipe in
                state.settings.skipped[recipe] == nil && !settlements.isSettling(recipe)
                    && looks.isFresh(recipe, at: now)
            }
            if let group { return group }
        }
        // A further chunk of a recipe that is being settled shows whether the recipe's lists are up to date.
        for recipe in queue.recipes where settlements.needsWitness(recipe) {
            guard state.settings.skipped[recipe] == nil, !state.chunkLog.witnessesSent.contains(recipe),
                looks.isFresh(recipe, at: now)
            else { continue }
            if let group = queue.next(state, admitting: { $0 == recipe }) { return group }
        }
        return nil
    }

    private func prepare(
        _ group: SendQueue.Group,
        _ lane: inout SendingLaneStateMachine,
        _ looks: Looks,
        _ outbox: inout Outbox,
        at now: Moment
    ) {
        let intent = intent(group, looks, outbox.state)
        let request = outbox.newRequest()
        lane.queued(request, chunk: intent.chunk)
        outbox.record(.intent(intent), at: now)
        outbox.want(.send(request: request, intent.write))
    }

    private func intent(_ group: SendQueue.Group, _ looks: Looks, _ state: RunState) -> Record.Intent {
        let chunk = group.chunk ?? state.chunkLog.next
        let seen = looks.watch(group.batch.recipe)?.seen ?? [:]
        var known: [JobID: [JobID]] = [:]
        for position in group.batch.jobs {
            let job = state.plan.jobs[position]
            var ids = Set((seen[position] ?? []).map(\.id))
            if job.newestAttempt != job.master { ids.insert(job.newestAttempt) }
            if !ids.isEmpty { known[job.master] = ids.sorted() }
        }
        return Record.Intent(
            chunk: chunk,
            tryNumber: (state.chunks[chunk]?.tries ?? 0) + 1,
            step: number,
            write: state.plan.write(group.batch),
            known: known,
            halfOf: group.halfOf
        )
    }

    /// Recipes whose requests come soon and whose last look has to be renewed, or made; of the others it is said when.
    func recipesToLookAt(
        _ looks: Looks,
        _ settlements: Settlements,
        _ outbox: inout Outbox,
        at now: Instant
    ) -> [RecipeID] {
        guard isRunning(in: outbox.state), outbox.state.settings.pause == nil else { return [] }
        var soon: [RecipeID] = []
        var ahead = 0
        for recipe in queue.recipes where queue.hasUnsent(recipe, in: outbox.state) {
            guard ahead <= Self.chunksAhead else { break }
            ahead += max(queue.requestsLeft(of: recipe), 1)
            guard !settlements.isSettling(recipe) else { continue }
            let renewal = looks.renewal(recipe)
            if renewal <= now { soon.append(recipe) } else { outbox.wake(at: renewal) }
        }
        return soon
    }
}
