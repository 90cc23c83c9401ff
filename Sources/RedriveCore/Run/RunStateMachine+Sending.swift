import WorkatoJobs

extension RunStateMachine {
    /// Prepares requests while the lane lets it: the intent first, then the sending.
    mutating func prepareRequests(at now: Moment) {
        while let step, state.steps[step].stage == .running {
            let onlyWitness: Bool
            switch lane.permission(at: now.instant) {
            case .busy: return
            case .wait(let until):
                wakes.append(until)
                return
            case .prepare: onlyWitness = false
            case .onlyWitness: onlyWitness = true
            }
            guard let group = nextGroup(onlyWitness: onlyWitness, at: now) else { return }
            prepare(group, step: step, at: now)
        }
    }

    /// Whether jobs of the current step are still to be sent.
    var hasUnsentJobs: Bool {
        retries.contains { !waitingJobs(ofChunk: $0).isEmpty } || halves.contains { !waiting($0.jobs).isEmpty }
            || recipes.contains { hasFreshJobs($0) }
    }

    /// Whether the recipe has jobs in the current step that are still to be sent, in whatever chunk.
    func hasUnsentJobs(_ recipe: RecipeID) -> Bool {
        hasFreshJobs(recipe) || halves.contains { $0.recipe == recipe && !waiting($0.jobs).isEmpty }
            || retries.contains { state.chunks[$0]?.recipe == recipe && !waitingJobs(ofChunk: $0).isEmpty }
    }

    /// Whether the recipe has jobs in the current step that were never in a request.
    func hasFreshJobs(_ recipe: RecipeID) -> Bool {
        guard let list = fresh[recipe] else { return false }
        return list.dropFirst(heads[recipe] ?? 0).contains { state.jobs[$0] == .notSent(chunk: nil) }
    }

    private func waiting(_ jobs: [Int]) -> [Int] {
        jobs.filter { state.jobs[$0] == .notSent(chunk: nil) }
    }

    /// The jobs of a chunk of the current step that are to be sent again.
    private func waitingJobs(ofChunk number: Int) -> [Int] {
        guard let chunk = state.chunks[number], chunk.step == step else { return [] }
        return chunk.jobs.filter { state.jobs[$0] == .notSent(chunk: number) }
    }

    /// The jobs that go out next; nil where there are none, or none whose recipe was looked at.
    private mutating func nextGroup(onlyWitness: Bool, at now: Moment) -> Group? {
        if !onlyWitness {
            if let group = retry({ maySend($0, at: now) }) { return group }
            if let group = half({ maySend($0, at: now) }) { return group }
            for recipe in recipes where maySend(recipe, at: now) {
                if let group = freshGroup(recipe) { return group }
            }
        }
        return witnessGroup(at: now)
    }

    /// A chunk that was not applied and is sent again.
    private func retry(_ mayBeSent: (RecipeID) -> Bool) -> Group? {
        for number in retries {
            guard let chunk = state.chunks[number], mayBeSent(chunk.recipe) else { continue }
            let jobs = waitingJobs(ofChunk: number)
            if !jobs.isEmpty { return Group(recipe: chunk.recipe, jobs: jobs, chunk: number, halfOf: nil) }
        }
        return nil
    }

    /// A half of a chunk that was refused as a whole.
    private func half(_ mayBeSent: (RecipeID) -> Bool) -> Group? {
        for group in halves where mayBeSent(group.recipe) {
            let jobs = waiting(group.jobs)
            if !jobs.isEmpty { return Group(recipe: group.recipe, jobs: jobs, chunk: nil, halfOf: group.halfOf) }
        }
        return nil
    }

    /// A further chunk of a recipe that is being settled: it shows whether the recipe's lists are up to date.
    private mutating func witnessGroup(at now: Moment) -> Group? {
        for recipe in recipes {
            guard settlings[recipe]?.needsWitness ?? false, !state.witnessesSent.contains(recipe) else { continue }
            guard isFresh(recipe, at: now) else { continue }
            if let group = retry({ $0 == recipe }) ?? half({ $0 == recipe }) ?? freshGroup(recipe) { return group }
        }
        return nil
    }

    private func maySend(_ recipe: RecipeID, at now: Moment) -> Bool {
        settlings[recipe] == nil && isFresh(recipe, at: now)
    }

    private func isFresh(_ recipe: RecipeID, at now: Moment) -> Bool {
        watches[recipe]?.isFresh(at: now.instant) ?? false
    }

    private mutating func freshGroup(_ recipe: RecipeID) -> Group? {
        guard let list = fresh[recipe] else { return nil }
        var head = heads[recipe] ?? 0
        var jobs: [Int] = []
        let most = state.plan.header.workspace.limits.jobsPerRequest
        while head < list.count, jobs.count < most {
            if state.jobs[list[head]] == .notSent(chunk: nil) { jobs.append(list[head]) }
            head += 1
        }
        heads[recipe] = head
        return jobs.isEmpty ? nil : Group(recipe: recipe, jobs: jobs, chunk: nil, halfOf: nil)
    }

    private mutating func prepare(_ group: Group, step: Int, at now: Moment) {
        let chunk = group.chunk ?? state.nextChunk
        let intent = Record.Intent(
            chunk: chunk,
            tryNumber: (state.chunks[chunk]?.tries ?? 0) + 1,
            step: step,
            recipe: group.recipe,
            masters: group.jobs.map { state.plan.jobs[$0].master },
            known: knownRepeats(group),
            halfOf: group.halfOf
        )
        retries.removeAll { $0 == group.chunk }
        let sent = Set(group.jobs)
        halves = halves.filter { $0.recipe != group.recipe || !sent.isSuperset(of: waiting($0.jobs)) }
        let request = newRequest(.repeats(chunk: chunk, sentAt: nil))
        lane.queued(request)
        emit(.intent(intent), at: now)
        effects.append(.sendRepeat(request: request, recipe: group.recipe, masters: intent.masters))
    }

    private func knownRepeats(_ group: Group) -> [String: [JobID]] {
        var known: [String: [JobID]] = [:]
        for position in group.jobs {
            let job = state.plan.jobs[position]
            var ids = Set((watches[group.recipe]?.seen[position] ?? []).map(\.id))
            if job.newestAttempt != job.master { ids.insert(job.newestAttempt) }
            if !ids.isEmpty { known[job.master.text] = ids.sorted() }
        }
        return known
    }

    /// A request got its turn.
    mutating func sent(_ request: Int, at now: Moment) {
        guard case .repeats(let number, _) = requests[request], let chunk = state.chunks[number] else {
            preconditionFailure("request \(request) was sent although it is not a repeat")
        }
        requests[request] = .repeats(chunk: number, sentAt: now.instant)
        lane.sent(request, pace: pace(of: chunk.step, jobs: chunk.jobs.count), at: now.instant)
    }

    private func pace(of step: Int, jobs: Int) -> Duration {
        guard let pace = state.plan.header.steps[step].pace else { return .zero }
        return pace.per * jobs / pace.count
    }

    /// After a restart the pace counts from the last intent, since that is the latest that is known of a sending.
    mutating func holdBackForPace(at now: Moment) {
        guard let last = state.lastIntentAt else { return }
        let chunk = state.chunks.values.max { $0.number < $1.number }
        guard let chunk else { return }
        let pace = pace(of: chunk.step, jobs: chunk.jobs.count)
        let passed = max(now.wall.duration(since: last), .zero)
        if passed < pace { lane.holdBack(until: now.instant + (pace - passed)) }
    }

    /// A repeat request came to its end.
    mutating func replied(_ request: Int, _ reply: RepeatReply, at now: Moment) {
        guard case .repeats(let number, _) = requests.removeValue(forKey: request),
            let chunk = state.chunks[number]
        else {
            preconditionFailure("request \(request) was answered although it is not open")
        }
        switch reply {
        case .answer(.results(let results)): take(results, of: chunk, request: request, at: now)
        case .answer(.throttled(let retryAfter)): throttled(chunk, request: request, retryAfter: retryAfter, at: now)
        case .answer(.badRequest(let message)): badRequest(chunk, request: request, message.text, at: now)
        case .answer(.unauthorized(status: _, let message)):
            takeBack(chunk, .unauthorized, message.text, at: now)
            lane.cancelled(request)
            stop(.unauthorized(message.text))
        case .answer(.notFound(let message)):
            takeBack(chunk, .notFound, message.text, at: now)
            lane.answered(request)
            refuseAll(chunk.recipe, step: chunk.step, message.text, at: now)
        case .answer(.unknown(status: let status, reason: let reason)):
            lost(chunk, request: request, status: status, reason, at: now)
        case .lost(let detail): lost(chunk, request: request, status: nil, detail, at: now)
        case .cancelled:
            takeBack(chunk, .cancelled, "taken back before its turn", at: now)
            lane.cancelled(request)
        case .notSent(let detail):
            takeBack(chunk, .notSent, detail, at: now)
            if lane.notSent(request, jitter: random.unit(), at: now.instant) { stop(.unreachable(detail)) }
        }
    }

    private mutating func take(
        _ results: RepeatResults,
        of chunk: ChunkProgress,
        request: Int,
        at now: Moment
    ) {
        let asked = Set(chunk.jobs.map { state.plan.jobs[$0].master })
        var named: Set<JobID> = []
        var jobs: [Record.Answered.Job] = []
        for entry in results.entries where asked.contains(entry.requested) && !named.contains(entry.requested) {
            switch entry.outcome {
            case .enqueued(let new):
                // An id that is already another job's, or the master's own, cannot be the new one's.
                let own = new.flatMap { state.claimed[$0] == nil && $0 != entry.requested ? $0 : nil }
                jobs.append(.init(master: entry.requested, enqueued: true, new: own))
                if let own { acknowledge(own, at: now) }
            case .refused(let typeID, let message):
                jobs.append(.init(master: entry.requested, enqueued: false, typeID: typeID, message: message))
            case .unclear: continue
            }
            named.insert(entry.requested)
        }
        emit(.answered(.init(chunk: chunk.number, tryNumber: chunk.tries, jobs: jobs)), at: now)
        followEnqueued(chunk, at: now)
        if state.chunks[chunk.number]?.status == .lost {
            lane.lost(request)
            beginSettling(chunk.recipe, at: now.instant)
        } else {
            lane.answered(request)
        }
    }

    private mutating func throttled(
        _ chunk: ChunkProgress,
        request: Int,
        retryAfter: RetryAfter?,
        at now: Moment
    ) {
        let verdict = lane.throttled(request, retryAfter, jitter: random.unit(), at: now)
        let pause: Duration
        switch verdict {
        case .pause(let duration), .tooMany(let duration): pause = duration
        }
        let asks = "429 (too many requests); the server asks for \(pause.wholeSeconds) s"
        takeBack(chunk, .throttled, retryAfter == nil ? "429 (too many requests)" : asks, at: now)
        effects.append(.widenGap(holdFor: min(pause, ThrottleStreak.longest)))
        guard case .tooMany = verdict else { return }
        let times = lane.throttleCount == 1 ? "" : " to \(lane.throttleCount) repeats in a row"
        let words = retryAfter == nil ? "" : " and asks for a pause of \(pause.wholeSeconds) s"
        stop(.unreachable("the server has answered 429 (too many requests)\(times)\(words)"))
    }

    private mutating func badRequest(_ chunk: ChunkProgress, request: Int, _ message: String, at now: Moment) {
        takeBack(chunk, .badRequest, message, at: now)
        lane.answered(request)
        if chunk.jobs.count > 1 {
            addHalves(of: chunk, jobs: chunk.jobs)
        } else {
            refuse(chunk.jobs, of: chunk.recipe, status: 400, message, at: now)
        }
    }

    /// Jobs of a chunk that was refused as a whole are sent in two halves.
    mutating func addHalves(of chunk: ChunkProgress, jobs: [Int]) {
        let middle = (jobs.count + 1) / 2
        for part in [jobs.prefix(middle), jobs.dropFirst(middle)] where !part.isEmpty {
            halves.append(Group(recipe: chunk.recipe, jobs: Array(part), chunk: nil, halfOf: chunk.number))
        }
    }

    private mutating func lost(
        _ chunk: ChunkProgress,
        request: Int,
        status: Int?,
        _ why: String,
        at now: Moment
    ) {
        emit(.lost(.init(chunk: chunk.number, tryNumber: chunk.tries, status: status, why: why)), at: now)
        lane.lost(request)
        beginSettling(chunk.recipe, at: now.instant)
    }

    /// Records that the chunk was not applied, and keeps it for sending again.
    private mutating func takeBack(
        _ chunk: ChunkProgress,
        _ reason: Record.NotApplied.Reason,
        _ message: String,
        at now: Moment
    ) {
        let record = Record.NotApplied(chunk: chunk.number, tryNumber: chunk.tries, reason: reason, message: message)
        emit(.notApplied(record), at: now)
        if case .notApplied = state.chunks[chunk.number]?.status { retries.append(chunk.number) }
    }

    /// The recipe is gone: none of its jobs in the step can be repeated.
    mutating func refuseAll(_ recipe: RecipeID, step: Int, _ message: String, at now: Moment) {
        let open = state.plan.jobs.indices.filter { position in
            guard state.plan.jobs[position].recipe == recipe, state.plan.jobs[position].step == step else {
                return false
            }
            guard case .notSent = state.jobs[position] else { return false }
            return true
        }
        if !open.isEmpty { refuse(open, of: recipe, status: 404, message, at: now) }
    }

    private mutating func refuse(_ jobs: [Int], of recipe: RecipeID, status: Int, _ message: String, at now: Moment) {
        let masters = jobs.map { state.plan.jobs[$0].master }
        emit(.refused(.init(recipe: recipe, masters: masters, status: status, message: message)), at: now)
    }
}
