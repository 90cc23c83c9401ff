import WorkatoJobs

extension RunStateMachine {
    /// At most so many recipes are looked at side by side.
    ///
    /// Source: product.md, "up to 4 recipes".
    static let looksSideBySide = 4
    /// Recipes whose first request is at most so many requests away are looked at ahead of it.
    static let chunksAhead = 30
    /// A look that is older than this is renewed ahead of time where sending goes on, so that sending never waits.
    static let renewAfter: Duration = .seconds(240)

    /// A repeat that an earlier process made is a witness only where it was seen within so long after its answer.
    ///
    /// How long it really took is not known then, only that it was no longer. Where nobody resumed for a night, or the clock
    /// was set, the bound would make settling wait for days.
    static let longestBoundOfWitness: Duration = .seconds(300)

    /// Begins the looks that are wanted now, the most urgent first.
    mutating func beginLooks(at now: Moment) {
        var wanted: [RecipeID: ReadPriority] = [:]
        for recipe in settlings.keys.sorted() where settlings[recipe]?.wantsLook(at: now.instant) ?? false {
            wanted[recipe] = .settling
        }
        wakes += settlings.values.compactMap(\.nextTime)
        for recipe in recipesToSendSoon(at: now) { wanted[recipe] = .drift }
        let witnessing = wantsWitness ? unseenRecipes : []
        for recipe in witnessing.union(watches.keys).sorted() where wanted[recipe] == nil {
            let watch = watches[recipe]
            guard witnessing.contains(recipe) || !(watch?.followed.isEmpty ?? true) else { continue }
            let due = watch?.nextPoll ?? now.instant
            if due <= now.instant { wanted[recipe] = .verifying } else { wakes.append(due) }
        }
        for (recipe, priority) in wanted.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
            beginLook(recipe, priority, mayEndEarly: priority == .verifying && !witnessing.contains(recipe), at: now)
        }
    }

    private mutating func recipesToSendSoon(at now: Moment) -> [RecipeID] {
        guard let step, state.steps[step].stage == .running else { return [] }
        var soon: [RecipeID] = []
        var ahead = 0
        for recipe in recipes where hasUnsentJobs(recipe) {
            guard ahead <= Self.chunksAhead else { break }
            let most = state.plan.header.workspace.limits.jobsPerRequest
            ahead += ((fresh[recipe]?.count ?? 0) - (heads[recipe] ?? 0)) / most + 1
            guard settlings[recipe] == nil else { continue }
            guard let watch = watches[recipe], let since = watch.completeSince, !watch.isContradicted else {
                soon.append(recipe)
                continue
            }
            let renewal = since + Self.renewAfter
            if renewal <= now.instant { soon.append(recipe) } else { wakes.append(renewal) }
        }
        return soon
    }

    /// Whether an answer that was lost waits only for proof that lists are up to date.
    private var wantsWitness: Bool { settlings.values.contains(where: \.needsWitness) }

    private mutating func beginLook(
        _ recipe: RecipeID,
        _ priority: ReadPriority,
        mayEndEarly: Bool,
        at now: Moment
    ) {
        var watch = watches[recipe] ?? RecipeWatch()
        if watch.look != nil {
            // The look under way serves; but whoever needs all of it gets all of it.
            if !mayEndEarly { watch.look?.mayEndEarly = false }
            watches[recipe] = watch
            return
        }
        if let notBefore = watch.notBefore, notBefore > now.instant {
            wakes.append(notBefore)
            return
        }
        guard watches.values.count(where: { $0.look != nil }) < Self.looksSideBySide else { return }
        guard let bound = bounds[recipe] else { preconditionFailure("recipe \(recipe) is not in the plan") }
        var walk = RepeatsWalkStateMachine(recipe: recipe, bound: bound)
        for job in state.plan.jobs where job.recipe == recipe && job.newestAttempt == job.master {
            walk.learn(master: job.master, startedAt: job.startedAt, completedAt: job.completedAt)
        }
        switch walk.begin() {
        case .list(let query):
            let request = newRequest(.look(recipe))
            watch.look = .init(
                walk: walk,
                begun: now.instant,
                request: request,
                mayEndEarly: mayEndEarly,
                missing: watch.followed
            )
            effects.append(.list(request: request, query, priority: priority))
        case .finished: preconditionFailure("a walk ended before its first page")
        }
        watches[recipe] = watch
    }

    /// Repeats of interest start after the attempt that they repeat has ended; where the end of one is not known, the
    /// list is read as far as it goes.
    static func bounds(of plan: Plan) -> [RecipeID: WalkBound] {
        var earliest: [RecipeID: Timestamp?] = [:]
        for job in plan.jobs {
            guard let before = earliest[job.recipe] else {
                earliest[job.recipe] = .some(job.completedAt)
                continue
            }
            if let before, let end = job.completedAt {
                earliest[job.recipe] = .some(min(before, end))
            } else {
                earliest[job.recipe] = .some(nil)
            }
        }
        return earliest.mapValues {
            WalkBound(since: $0, clock: .startedAt, lookback: plan.header.workspace.lookback)
        }
    }

    /// A page of a look arrived, or did not.
    mutating func read(_ request: Int, _ reply: ReadReply, at now: Moment) {
        guard case .look(let recipe) = requests.removeValue(forKey: request), var look = watches[recipe]?.look,
            look.request == request
        else {
            preconditionFailure("page \(request) arrived although no look waits for it")
        }
        // Taken out while it is changed: a second reference would copy all that it has seen, for every page.
        watches[recipe]?.look = nil
        switch reply {
        case .failed(.notFound(let message)):
            // Behind a cursor, it is the cursor that is not found, and the walk goes on with another one.
            guard let action = look.walk.cursorNotFound() else {
                return lookFailed(recipe, .notFound(message), at: now)
            }
            goOn(action, look: look, recipe: recipe, rows: [], at: now)
        case .failed(let failure): lookFailed(recipe, failure, at: now)
        case .page(let page):
            let most = watches[recipe]?.mostJobs ?? 0
            if let count = page.jobCount {
                if count < most { look.isOutdated = true }
                watches[recipe]?.mostJobs = max(most, count)
            }
            let action = look.walk.received(page)
            let rows = notice(look.walk.newRows, in: &look, recipe: recipe, at: now)
            goOn(action, look: look, recipe: recipe, rows: rows, at: now)
        }
    }

    /// Reads the next page of a look, or ends it; what its last page showed is learnt either way.
    private mutating func goOn(
        _ action: WalkAction,
        look: consuming RecipeWatch.Look,
        recipe: RecipeID,
        rows: [(position: Int, seen: SeenRepeat)],
        at now: Moment
    ) {
        switch action {
        case .list where look.mayEndEarly && look.missing.isEmpty:
            watches[recipe]?.failures = 0
            digest(rows, recipe: recipe, at: now)
            planNextPoll(recipe, at: now)
        case .list(let query):
            look.request = newRequest(.look(recipe))
            watches[recipe]?.look = look
            effects.append(.list(request: look.request, query, priority: priority(of: recipe)))
            digest(rows, recipe: recipe, at: now)
        case .finished(let summary):
            digest(rows, recipe: recipe, at: now)
            let isWhole = watches[recipe]?.isShownWhole(by: look, since: bounds[recipe]?.since) ?? true
            let isEvidence =
                summary.completeness.isProven && !summary.isContradicted && isWhole && !look.isOutdated
            guard isEvidence || mayBelieve(summary, of: recipe) else {
                return lookContradicted(recipe, summary, begun: look.begun, at: now)
            }
            watches[recipe]?.failures = 0
            watches[recipe]?.completeSince = look.begun
            watches[recipe]?.completeAt = now.instant
            watches[recipe]?.isContradicted = false
            looked(recipe, begun: look.begun, complete: isEvidence, at: now)
        }
    }

    /// Whether a look that is no evidence may be sent upon all the same: its answers do not contradict each other, or a person
    /// has approved a plan whose list of this recipe was not proven either.
    private func mayBelieve(_ summary: WalkSummary, of recipe: RecipeID) -> Bool {
        if summary.completeness.isProven || !summary.isContradicted { return true }
        return state.plan.listings.contains { $0.recipe == recipe && $0.completeness == .unproven }
    }

    /// Nothing is sent upon a look whose answers contradict each other, and it is evidence of nothing.
    private mutating func lookContradicted(
        _ recipe: RecipeID,
        _ summary: WalkSummary,
        begun: Instant,
        at now: Moment
    ) {
        settleLooked(recipe, begun: begun, complete: false, at: now)
        guard settlings[recipe] == nil, hasUnsentJobs(recipe) else { return planNextPoll(recipe, at: now) }
        let why = summary.warning ?? "its counts do not agree with its rows"
        lookFailed(recipe, .unreachable("its list of repeats contradicts itself: \(why)"), at: now)
    }

    private func priority(of recipe: RecipeID) -> ReadPriority {
        if settlings[recipe] != nil { return .settling }
        return hasUnsentJobs(recipe) ? .drift : .verifying
    }

    /// Keeps what the page shows of planned jobs.
    private mutating func notice(
        _ rows: [JobRow],
        in look: inout RecipeWatch.Look,
        recipe: RecipeID,
        at now: Moment
    ) -> [(position: Int, seen: SeenRepeat)] {
        var noticed: [(position: Int, seen: SeenRepeat)] = []
        for row in rows where !row.isMaster {
            guard let position = state.position(recipe: recipe, master: row.master) else { continue }
            let seen = SeenRepeat(row: row, recipe: recipe)
            watches[recipe]?.remember(seen, of: position)
            look.shown.insert(seen.id)
            let job = state.plan.jobs[position]
            if case .notSent = state.jobs[position], job.step == step, newerAttempt(than: job, among: [seen]) != nil {
                watches[recipe]?.isContradicted = true
            }
            if isAnswer(seen, to: position) { look.missing.remove(position) }
            noticed.append((position, seen))
        }
        return noticed
    }

    /// What is learnt from repeats that a page shows: witnesses, answers, outcomes.
    private mutating func digest(_ rows: [(position: Int, seen: SeenRepeat)], recipe: RecipeID, at now: Moment) {
        for row in rows { witness(row.seen, recipe: recipe, at: now) }
        settleFound(rows, recipe: recipe, at: now)
        recordOthers(rows, recipe: recipe, at: now)
        recordOutcomes(rows, recipe: recipe, at: now)
    }

    private mutating func lookFailed(_ recipe: RecipeID, _ failure: ReadError, at now: Moment) {
        switch failure {
        case .unauthorized(let message): stop(.unauthorized(message))
        case .notFound(let message):
            guard let step, settlings[recipe] == nil, hasUnsentJobs(recipe) else {
                return stop(.unreachable("recipe \(recipe) is no longer found: \(message)"))
            }
            refuseAll(recipe, step: step, message, at: now)
        case .throttled(let message):
            stop(.unreachable("the jobs of recipe \(recipe) cannot be listed: \(message)"))
        case .unreachable(let message):
            watches[recipe]?.failures += 1
            watches[recipe]?.notBefore = now.instant + .seconds(5)
            if (watches[recipe]?.failures ?? 0) >= 3 {
                stop(.unreachable("the jobs of recipe \(recipe) cannot be listed: \(message)"))
            }
        }
    }

    /// A look went as far as there is something to see.
    private mutating func looked(_ recipe: RecipeID, begun: Instant, complete: Bool, at now: Moment) {
        dropChanged(recipe, at: now)
        settleLooked(recipe, begun: begun, complete: complete, at: now)
        planNextPoll(recipe, at: now)
    }

    /// Drops jobs of the current step whose newest attempt is no longer the one that the plan names; those of a later step
    /// are judged when it begins.
    mutating func dropChanged(_ recipe: RecipeID, at now: Moment) {
        guard let step, let watch = watches[recipe] else { return }
        var dropped: [Record.Dropped.Job] = []
        for position in watch.seen.keys.sorted() where state.plan.jobs[position].step == step {
            guard case .notSent = state.jobs[position] else { continue }
            let job = state.plan.jobs[position]
            guard let newest = newerAttempt(than: job, among: watch.seen[position] ?? []) else { continue }
            let why: DropReason =
                switch newest.status {
                case .succeeded: .recovered
                case .failed: .repeatedSince
                case .pending, .other: .inFlight
                }
            dropped.append(.init(master: job.master, why: why, newest: newest.id))
        }
        guard !dropped.isEmpty, !exceedsDrift(dropped.count, of: recipe, step: step, at: now) else { return }
        emit(.dropped(.init(recipe: recipe, jobs: dropped)), at: now)
    }

    /// The newest repeat that is newer than the attempt which the plan names.
    private func newerAttempt(than job: PlannedJob, among repeats: [SeenRepeat]) -> SeenRepeat? {
        let newer = repeats.filter { RepeatMatch.isLater($0, than: job) }
        return newer.max { ($0.startedAt ?? .distantFuture, $0.id) < ($1.startedAt ?? .distantFuture, $1.id) }
    }

    private mutating func exceedsDrift(_ count: Int, of recipe: RecipeID, step: Int, at now: Moment) -> Bool {
        guard let most = options.session.maxDrift else { return false }
        let planned = state.plan.jobs.indices.filter {
            state.plan.jobs[$0].recipe == recipe && state.plan.jobs[$0].step == step
        }
        // Looks before have dropped some already: many small changes are as much drift as one large one.
        let changed = count + planned.count { state.jobs[$0].jobClass == .dropped }
        guard changed * 100 > most * planned.count else { return false }
        let message =
            "\(changed) of \(planned.count) jobs of recipe \(recipe) changed since the plan; the bound is \(most)%"
        emit(.guardTripped(.init(step: step, guardName: Guards.maxDriftName, message: message)), at: now)
        stop(.guardTripped)
        return true
    }
}

extension RecipeListing.Completeness {
    /// Whether the rows themselves prove that nothing was missed.
    var isProven: Bool {
        switch self {
        case .endOfList, .order: true
        case .lookback, .unproven: false
        }
    }
}

extension Timestamp {
    /// Later than any time that a server sends.
    static let distantFuture = Timestamp(milliseconds: .max)
}
