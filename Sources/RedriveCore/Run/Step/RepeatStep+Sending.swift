import WorkatoJobs

/// Preparing the step's requests.
extension RepeatStep {
    /// A recipe is looked at ahead of its first request if at most this many requests come before it.
    static let chunksAhead = 30
    /// With turns that nothing else uses, recipes are looked at if the requests before their first one take at most this long: their
    /// looks are still fresh then.
    static let timeAhead: Duration = .seconds(200)

    /// The looks that sending needs.
    struct WantedLooks: Sendable, Hashable {
        /// Recipes whose requests come soon and whose last look has to be renewed, or made.
        var due: [RecipeID] = []
        /// Recipes that may be looked at ahead of that.
        var ahead: [RecipeID] = []
        /// How many pages the looks take that will be due within the window of reads.
        var pagesInWindow = 0
    }

    /// Prepares requests while the lane lets it: the intent first, then the sending.
    ///
    /// - Returns: the numbers of their chunks.
    mutating func prepareRequests(
        _ lane: inout SendingLaneStateMachine,
        _ looks: Looks,
        _ settlements: Settlements,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> [Int] {
        var prepared: [Int] = []
        admit(in: outbox.state)
        while isRunning(in: outbox.state), outbox.state.settings.pause == nil {
            let onlyWitness: Bool
            switch lane.permission(at: now.instant, pace: outbox.state.settings.pace) {
            case .busy: return prepared
            case .wait(let until):
                outbox.wake(at: until)
                return prepared
            case .prepare: onlyWitness = false
            case .onlyWitness: onlyWitness = true
            }
            guard let group = next(onlyWitness: onlyWitness, looks, settlements, outbox.state, at: now.instant) else {
                return prepared
            }
            prepared.append(prepare(group, &lane, looks, &outbox, at: now))
            admit(in: outbox.state)
        }
        return prepared
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
            let group = queue.next(state) { [self] recipe in
                let maySend =
                    state.settings.skipped[recipe] == nil && !settlements.isSettling(recipe)
                    && looks.isFresh(recipe, at: now)
                return maySend ? room(for: recipe, in: state) : 0
            }
            if let group { return group }
        }
        // A further chunk of a recipe that is being settled shows whether the recipe's lists are up to date.
        for recipe in queue.recipes where settlements.needsWitness(recipe) {
            guard state.settings.skipped[recipe] == nil, !state.chunkLog.witnessesSent.contains(recipe),
                looks.isFresh(recipe, at: now)
            else { continue }
            let room = room(for: recipe, in: state)
            if let group = queue.next(state, room: { $0 == recipe ? room : 0 }) { return group }
        }
        return nil
    }

    private func prepare(
        _ group: SendQueue.Group,
        _ lane: inout SendingLaneStateMachine,
        _ looks: Looks,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> Int {
        let intent = intent(group, looks, outbox.state)
        let request = outbox.newRequest()
        lane.queued(request, chunk: intent.chunk)
        outbox.record(.intent(intent), at: now)
        outbox.want(.send(request: request, intent.write))
        return intent.chunk
    }

    private func intent(_ group: SendQueue.Group, _ looks: Looks, _ state: RunState) -> Record.Intent {
        let chunk = group.chunk ?? state.chunkLog.next
        let seen = looks.watch(group.batch.recipe)?.known
        var known: [JobID: [JobID]] = [:]
        for position in group.batch.jobs {
            let job = state.plan.jobs[position]
            var ids = Set((seen?.repeats(of: position) ?? []).map(\.id))
            if job.newestAttempt != job.master { ids.insert(job.newestAttempt) }
            if !ids.isEmpty { known[job.master] = ids.sorted() }
        }
        return Record.Intent(
            chunk: chunk,
            tryNumber: (state.chunks[chunk]?.tries ?? 0) + 1,
            step: number,
            recipe: group.batch.recipe,
            masters: group.batch.jobs.map { state.plan.jobs[$0].master },
            known: known,
            halfOf: group.halfOf
        )
    }

    /// The looks that sending needs; of those that will be due later, it is said when.
    ///
    /// - Parameters:
    ///   - window: how many requests go out while the window of reads passes once.
    ///   - maxAhead: how many looks may be made ahead of their time.
    func wantedLooks(
        _ looks: Looks,
        _ settlements: Settlements,
        window: Int,
        maxAhead: Int,
        _ outbox: inout Outbox,
        at now: Instant
    ) -> WantedLooks {
        guard isRunning(in: outbox.state), outbox.state.settings.pause == nil else { return WantedLooks() }
        var wanted = WantedLooks()
        let farAhead = requestsFarAhead(in: outbox.state)
        var ahead = 0
        for recipe in queue.unsentRecipes(in: outbox.state) {
            let isDue = ahead <= Self.chunksAhead
            let isInWindow = ahead <= window
            guard isDue || isInWindow || (ahead <= farAhead && wanted.ahead.count < maxAhead) else { break }
            ahead += max(queue.requestsLeft(of: recipe), 1)
            guard !settlements.isSettling(recipe) else { continue }
            let renewal = looks.renewal(recipe)
            if isInWindow, renewal <= now, !looks.isLooking(at: recipe) { wanted.pagesInWindow += 1 }
            if isDue {
                if renewal <= now { wanted.due.append(recipe) } else { outbox.wake(at: renewal) }
            } else if renewal <= now, wanted.ahead.count < maxAhead {
                wanted.ahead.append(recipe)
            }
        }
        // The next stage does not wait for looks that could have been made while this one waits for its outcomes.
        for recipe in rollout.upcomingRecipes(most: maxAhead, in: outbox.state) where wanted.ahead.count < maxAhead {
            guard ahead <= Self.chunksAhead, !settlements.isSettling(recipe), looks.renewal(recipe) <= now else {
                continue
            }
            if !wanted.due.contains(recipe), !wanted.ahead.contains(recipe) { wanted.ahead.append(recipe) }
        }
        return wanted
    }

    /// How many requests go out within `timeAhead`, at the limit and at the pace in force.
    private func requestsFarAhead(in state: RunState) -> Int {
        let limits = state.plan.header.workspace.limits
        let paced = state.settings.pace(ofStep: number)?.time(forJobs: limits.jobsPerRequest) ?? .zero
        return Int(min(Self.timeAhead / max(limits.repeatJobs.spacing, paced), 1_000))
    }
}
