import WorkatoJobs

/// Reading outcomes where they can have changed: in the stretches of a list that hold followed jobs.
extension Looks {
    /// After the first reading of outcomes, which tells soon whether somebody else is at work, the next ones wait this long for each
    /// other.
    static let firstPatience: Duration = .seconds(2)
    /// Each outcome that is known adds this much to it: the first ones tell soon whether repeats fail again.
    static let patiencePerOutcome: Duration = .milliseconds(20)
    /// Outcomes are read this long after they can be known, at the latest: pages that are read together are read once.
    static let longestPatience: Duration = .seconds(10)
    /// Before this many outcomes are known, they are sought from the top of a list.
    static let outcomesFromTop = 100
    /// A look that is due within this time is begun now if outcomes are to be read, since it shows them too.
    static let joinsWithin: Duration = .seconds(30)
    /// A list to which more requests than this will be added is worth a look at the whole of it while it is short.
    static let requestsWorthCoverage = 30
    /// How long the first of several outcomes waits for the others.
    var patience: Duration {
        guard hasReadOutcomes else { return .zero }
        return min(Self.firstPatience + Self.patiencePerOutcome * outcomesSeen, Self.longestPatience)
    }

    /// Plans when the recipe's outcomes are read next.
    mutating func planPoll(of recipe: RecipeID) {
        guard let watch = watches[recipe], watch.look == nil, watch.stretch == nil else {
            return polls.plan(recipe, at: nil)
        }
        let patience = patience
        guard let time = update(recipe, { $0.followed.nextLook(patience: patience) }) else {
            return polls.plan(recipe, at: nil)
        }
        var earliest = time
        if watch.coverage.obstacle == .cursor { earliest = max(earliest, watch.nextWalk ?? earliest) }
        polls.plan(recipe, at: max(earliest, watch.notBefore ?? earliest))
    }

    /// Begins to read the outcomes that are due, while there is room.
    ///
    /// - Parameter requestsLeft: how many requests of a recipe are still to be sent.
    mutating func beginPolls(
        _ outbox: inout Outbox,
        at now: Moment,
        requestsLeft: (RecipeID, RunState) -> Int
    ) {
        while let next = polls.next() {
            guard next.time <= now.instant else { return outbox.wake(at: next.time) }
            guard room(for: .verifying) > 0 else { return }
            polls.plan(next.recipe, at: nil)
            hasReadOutcomes = true
            beginPoll(of: next.recipe, requestsLeft: requestsLeft(next.recipe, outbox.state), &outbox, at: now)
        }
    }

    private mutating func beginPoll(of recipe: RecipeID, requestsLeft: Int, _ outbox: inout Outbox, at now: Moment) {
        guard let watch = watches[recipe] else { return }
        if watch.coverage.obstacle == .cursor {
            return begin(recipe, .init(priority: .verifying, mayEndEarly: true), &outbox, at: now)
        }
        if requestsLeft > 0, watch.coverage.isKnown, renewal(recipe) <= now.instant + Self.joinsWithin,
            room(for: .drift) > 0
        {
            return begin(recipe, .init(priority: .drift, mayEndEarly: false), &outbox, at: now)
        }
        if requestsLeft > Self.requestsWorthCoverage, watch.coverage.isWorthAttempt {
            update(recipe) { $0.coverage.attempt() }
            return begin(recipe, .init(priority: .verifying, mayEndEarly: false), &outbox, at: now)
        }
        let groups = watch.followed.due(at: now.instant, gap: watch.coverage.marksBetween)
        guard let newest = groups.last else {
            let next = update(recipe) { $0.followed.nextDue() }
            return polls.plan(recipe, at: next.map { max($0, now.instant + FollowedRepeats.shortestPause) })
        }
        let sought = groups.reduce(into: Set<Int>()) { $0.formUnion(watch.followed.groups[$1]?.open ?? []) }
        // The first outcomes are read from the top, since that shows early whether somebody else is at work.
        let cursor = outcomesSeen < Self.outcomesFromTop ? nil : watch.coverage.mark(after: newest)
        let stretch = StretchReading(recipe, from: cursor, groups: groups, seeking: sought)
        update(recipe) { $0.stretch = stretch }
        ask(stretch.first, of: recipe, .verifying, isOfStretch: true, &outbox)
    }

    /// A page of a stretch arrived, or did not.
    mutating func receivedOfStretch(
        _ reply: ReadReply,
        _ recipe: RecipeID,
        step: Int?,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> Report {
        guard var stretch = update(recipe, { $0.stretch.take() }) else {
            preconditionFailure("a page of recipe \(recipe) arrived although no stretch waits for it")
        }
        switch reply {
        case .failed(let error) where stretch.isAtTop || !error.mayBeOfCursor:
            return Report(recipe: recipe, rows: [], end: .failed(error))
        case .failed:
            end(stretch, of: recipe, .cursorFailed, at: now.instant)
            return Report(recipe: recipe, rows: [], end: .early)
        case .job, .recipes, .recipe, .folders, .workspace:
            preconditionFailure("\(reply) arrived although a page of jobs was asked for")
        case .page(let page):
            let rows = record(page.items, of: recipe, step: step, outbox.state, at: now.instant)
            let own = rows.compactMap { row, seen -> StretchReading.Own? in
                guard RepeatMatch.isAnswer(seen, outbox.state) else { return nil }
                let ordinal = outbox.state.chunkLog.last(of: seen.position)?.ordinal ?? 0
                return .init(row: row, position: seen.position, ordinal: ordinal)
            }
            let coverage = watches[recipe]?.coverage
            let next = stretch.received(page, own: own) { coverage?.covers($0) ?? false }
            switch next {
            case .next(let query):
                update(recipe) { $0.stretch = stretch }
                ask(query, of: recipe, .verifying, isOfStretch: true, &outbox)
                return Report(recipe: recipe, rows: rows.map(\.seen), end: nil)
            case .end, .cursorFailed:
                end(stretch, of: recipe, next, at: now.instant)
                return Report(recipe: recipe, rows: rows.map(\.seen), end: .early)
            }
        }
    }

    private mutating func end(
        _ stretch: StretchReading,
        of recipe: RecipeID,
        _ step: StretchReading.Step,
        at now: Instant
    ) {
        update(recipe) { watch in
            watch.followed.tried(stretch.groups, at: now)
            switch step {
            case .next: break
            case .cursorFailed: watch.coverage.cursorFailed()
            case .end:
                watch.succeed()
                watch.coverage.cursorHeld()
                if !stretch.isInOrder { return watch.coverage.contradict(.order) }
                guard stretch.missing.isEmpty, stretch.reachesKnownRows, let newest = stretch.newest else { return }
                let top = stretch.cursor?.new ?? newest.id
                watch.coverage.extend(to: newest.start, top: top, ordinal: newest.ordinal)
            }
        }
    }
}

extension ReadError {
    /// Whether a server may say this of a cursor that it does not know.
    fileprivate var mayBeOfCursor: Bool {
        switch self {
        case .notFound, .unreachable: true
        case .unauthorized, .throttled: false
        }
    }
}
