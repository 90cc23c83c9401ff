package import WorkatoJobs

/// Looks again at the repeats of a run whose outcome is open: those that were pending, were never shown, or were not followed.
///
/// It reads the lists of repeats of one recipe after the other, up to where all that is open was seen, and records what has changed. It
/// never writes to the API.
package struct OutcomesStateMachine: Sendable {
    /// What the shell does for it, in order.
    package enum Effect: Sendable, Hashable {
        /// Append this record and sync it.
        case append(Record)
        /// Read one page, and tell what came.
        case list(ListQuery)
        /// Nothing is left to read.
        case finish(OutcomesFound)
    }

    private enum Phase: Sendable {
        /// Nothing was asked.
        /// Can transition to: reading, over.
        case idle
        /// A page of a recipe is on its way.
        /// Can transition to: reading, over.
        case reading(Reading)
        /// All was read, or reading was given up.
        /// Can transition to: nothing.
        case over
    }

    private struct Reading: Sendable {
        var recipe: RecipeID
        var walk: RepeatsWalkStateMachine
        /// Open jobs whose repeats were not shown yet.
        var missing: Set<Int>
    }

    private var phase = Phase.idle
    private var outbox: Outbox
    private var recipes: ArraySlice<(recipe: RecipeID, jobs: [Int])>
    private var found = OutcomesFound()
    private let recipeCount: Int

    /// The state with what was found so far.
    package var state: RunState { outbox.state }

    /// A look at what is open in a run.
    ///
    /// - Parameter state: the fold of all records so far.
    package init(state: RunState) {
        outbox = Outbox(state)
        var open: [RecipeID: [Int]] = [:]
        for (position, job) in state.jobs.enumerated() where job.isOpen {
            open[state.plan.jobs[position].recipe, default: []].append(position)
        }
        recipes = open.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }[...]
        recipeCount = open.count
        found.open = open.values.reduce(0) { $0 + $1.count }
    }

    /// How far it is.
    package var progress: OutcomesProgress {
        var progress = OutcomesProgress(recipes: recipeCount, open: found.open)
        progress.ended = found.changes.count { $0.after != .stillPending }
        switch phase {
        case .idle: break
        case .reading(let reading):
            progress.recipe = reading.recipe
            progress.recipesDone = recipeCount - recipes.count - 1
        case .over: progress.recipesDone = recipeCount - recipes.count
        }
        return progress
    }

    /// The first effects.
    ///
    /// To be called once.
    package mutating func begin() -> [Effect] { next() }

    /// A page arrived, or did not.
    package mutating func read(_ reply: ReadReply, at now: Moment) -> [Effect] {
        guard case .reading(var reading) = phase else { return [] }
        let action: WalkAction
        switch reply {
        case .page(let page):
            action = reading.walk.received(page)
            let records = take(reading.walk.newRows, &reading, at: now)
            return records + proceed(action, reading)
        case .failed(.notFound(let message)):
            guard let action = reading.walk.cursorNotFound() else {
                found.unreadable.append(.init(recipe: reading.recipe, error: .notFound(message)))
                found.notShown += reading.missing.count
                return next()
            }
            return proceed(action, reading)
        case .failed(let error):
            found.unreadable.append(.init(recipe: reading.recipe, error: error))
            found.notShown += reading.missing.count + recipes.reduce(0) { $0 + $1.jobs.count }
            recipes = []
            return next()
        case .job, .recipes, .recipe, .folders, .workspace:
            preconditionFailure("\(reply) arrived although a page of jobs was asked for")
        }
    }

    private mutating func proceed(_ action: WalkAction, _ reading: Reading) -> [Effect] {
        switch action {
        case .list(let query) where !reading.missing.isEmpty:
            phase = .reading(reading)
            return [.list(query)]
        case .list, .finished:
            found.notShown += reading.missing.count
            return next()
        }
    }

    /// The first page of the next recipe, or the end.
    private mutating func next() -> [Effect] {
        guard let (recipe, jobs) = recipes.popFirst() else {
            phase = .over
            return [.finish(found)]
        }
        var walk = RepeatsWalkStateMachine(recipe: recipe, bound: bound(of: jobs))
        guard case .list(let query) = walk.begin() else { preconditionFailure("a walk ended before its first page") }
        phase = .reading(Reading(recipe: recipe, walk: walk, missing: Set(jobs)))
        return [.list(query)]
    }

    /// A repeat starts after the attempt that it repeats has ended; if the end of one is not known, the whole list is read.
    private func bound(of jobs: [Int]) -> WalkBound {
        let ends = jobs.map { outbox.state.plan.jobs[$0].completedAt }
        let since = ends.contains(nil) ? nil : ends.compactMap { $0 }.min()
        return WalkBound(since: since, clock: .startedAt, lookback: outbox.state.plan.header.workspace.lookback)
    }

    /// Records what the rows show of open jobs.
    private mutating func take(_ rows: [JobRow], _ reading: inout Reading, at now: Moment) -> [Effect] {
        var outcomes: [Record.Outcomes.Job] = []
        for row in rows where !row.isMaster {
            guard let position = outbox.state.position(recipe: reading.recipe, master: row.master),
                reading.missing.contains(position)
            else { continue }
            let seen = SeenRow(position: position, seen: SeenRepeat(row: row, recipe: reading.recipe))
            guard RepeatMatch.isAnswer(seen, outbox.state) else { continue }
            reading.missing.remove(position)
            let before = outbox.state.jobs[position].followed
            guard let outcome = outcome(of: seen, before) else {
                found.pending += 1
                continue
            }
            outcomes.append(outcome)
            found.changes.append(.init(position: position, before: before?.outcome, after: outcome.outcome))
            if outcome.outcome == .stillPending { found.pending += 1 }
        }
        guard !outcomes.isEmpty else { return [] }
        outbox.record(.outcomes(.init(recipe: reading.recipe, jobs: outcomes)), at: now)
        return outbox.takeEffects().map { effect in
            guard case .append(let record) = effect else { preconditionFailure("a look wanted more than a record") }
            return .append(record)
        }
    }

    /// What is to be recorded of a repeat; nil if nothing has changed.
    private func outcome(of seen: SeenRow, _ before: FollowedOutcome?) -> Record.Outcomes.Job? {
        if let ended = Looks.outcome(seen, outbox.state) { return ended }
        switch before?.outcome {
        case .unverified: break
        // A run that goes on follows it itself; what is recorded as pending it would not follow.
        case nil: guard outbox.state.ending == .finished else { return nil }
        case .stillPending, .recovered, .failedSame, .failedOther: return nil
        }
        let master = outbox.state.plan.jobs[seen.position].master
        return .init(master: master, new: seen.seen.id, outcome: .stillPending)
    }
}

/// How far a look at the open repeats of a run is.
package struct OutcomesProgress: Sendable, Hashable {
    /// The recipe whose list is being read; nil before the first and after the last.
    package var recipe: RecipeID?
    /// How many recipes have been read.
    package var recipesDone = 0
    /// How many recipes have open repeats.
    package var recipes: Int
    /// How many repeats were open before.
    package var open: Int
    /// How many of them have turned out to have ended.
    package var ended = 0
}

/// What a look at the open repeats of a run has found.
package struct OutcomesFound: Sendable, Hashable {
    /// A job whose outcome is another one now.
    package struct Change: Sendable, Hashable {
        /// Its index in the plan.
        package var position: Int
        /// The outcome before; nil if none was recorded.
        package var before: Outcome?
        /// The outcome now.
        package var after: Outcome
    }

    /// A recipe whose list could not be read to its end.
    package struct Unreadable: Sendable, Hashable {
        /// The recipe.
        package var recipe: RecipeID
        /// Why.
        package var error: ReadError
    }

    /// How many repeats were open before.
    package var open = 0
    /// What has changed, in the order in which it was seen.
    package var changes: [Change] = []
    /// How many repeats are still running.
    package var pending = 0
    /// How many repeats no list has shown.
    package var notShown = 0
    /// The recipes that could not be read, in order; after one that was not for a missing recipe, nothing more was read.
    package var unreadable: [Unreadable] = []

    /// Nothing was open, and nothing was found.
    package init() {}
}

extension JobProgress {
    /// The recorded outcome; nil if there is none.
    fileprivate var followed: FollowedOutcome? {
        if case .enqueued(_, let followed) = self { followed } else { nil }
    }

    /// Whether it was repeated, and how that ended is not known.
    package var isOpen: Bool {
        guard case .enqueued(_, let followed) = self else { return false }
        switch followed?.outcome {
        case nil, .stillPending, .unverified: return true
        case .recovered, .failedSame, .failedOther: return false
        }
    }
}
