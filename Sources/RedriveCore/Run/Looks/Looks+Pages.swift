import WorkatoJobs

/// Taking in what pages show.
extension Looks {
    /// A page of a look arrived, or did not; the next one is asked for, unless the look has ended.
    ///
    /// - Parameter step: the step whose unsent jobs are judged by what is seen; nil for none.
    /// - Returns: nil for a page that is not waited for any more.
    mutating func received(
        _ request: Int,
        _ reply: ReadReply,
        step: Int?,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> Report? {
        guard let page = removePage(request) else { return nil }
        let obstacle = watch(page.recipe)?.coverage.obstacle
        let report =
            page.isOfStretch
            ? receivedOfStretch(reply, page.recipe, step: step, &outbox, at: now)
            : receivedOfLook(reply, page.recipe, step: step, &outbox, at: now)
        if report.end != nil { planPoll(of: page.recipe) }
        if obstacle == nil { recordObstacle(of: page.recipe, &outbox, at: now) }
        return report
    }

    /// Records why a list is read as a whole from here on, if the recipe has enough jobs for that to matter.
    private func recordObstacle(of recipe: RecipeID, _ outbox: inout Outbox, at now: Moment) {
        guard let cause = watch(recipe)?.coverage.obstacle else { return }
        let requests =
            outbox.state.index.jobs(of: recipe).count / outbox.state.plan.header.workspace.limits.jobsPerRequest
        guard requests > Self.requestsWorthCoverage else { return }
        outbox.record(.wholeList(.init(recipe: recipe, cause: cause)), at: now)
    }

    private mutating func receivedOfLook(
        _ reply: ReadReply,
        _ recipe: RecipeID,
        step: Int?,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> Report {
        // Taken out while it is changed: a second reference would copy all that it has seen, for every page.
        guard var look = update(recipe, { $0.look.take() }) else {
            preconditionFailure("a page of recipe \(recipe) arrived although no look waits for it")
        }
        switch reply {
        case .failed(.notFound(let message)):
            // Behind a cursor, it is the cursor that is not found, and the walk goes on with another one.
            guard let action = look.walk.cursorNotFound() else {
                return Report(recipe: recipe, rows: [], end: .failed(.notFound(message)))
            }
            let end = continueLook(action, look, recipe, &outbox, at: now)
            return Report(recipe: recipe, rows: [], end: end)
        case .job, .recipes, .recipe, .folders, .workspace:
            preconditionFailure("\(reply) arrived although a page of jobs was asked for")
        case .failed(let error): return Report(recipe: recipe, rows: [], end: .failed(error))
        case .page(let page):
            if let count = page.jobCount {
                let most = watch(recipe)?.mostJobs ?? 0
                if count < most { look.isOutdated = true }
                update(recipe) { $0.mostJobs = max(most, count) }
            }
            learnMasters(of: page.items, &look.walk, outbox.state)
            let action = look.walk.received(page)
            let rows = record(look.walk.newRows, of: recipe, step: step, outbox.state, at: now.instant)
            for (row, seen) in rows {
                look.expected.remove(row.id)
                guard RepeatMatch.isAnswer(seen, outbox.state) else { continue }
                look.missing.remove(seen.position)
                if look.isFirstPage, let ordinal = outbox.state.ordinal(ofRepeat: row.id) {
                    let before = look.top?.repeated.startedAt ?? Timestamp(milliseconds: .min)
                    if row.startedAt ?? before > before { look.top = (seen.seen, ordinal) }
                }
            }
            look.isFirstPage = false
            let end = continueLook(action, look, recipe, &outbox, at: now)
            return Report(recipe: recipe, rows: rows.map(\.seen), end: end)
        }
    }

    /// Tells the walk when the masters ran whose repeats a page shows, if they are their own newest attempts in the plan.
    private func learnMasters(of rows: [JobRow], _ walk: inout RepeatsWalkStateMachine, _ state: RunState) {
        for row in rows where !row.isMaster {
            guard let position = state.position(recipe: walk.recipeOfList, master: row.master) else { continue }
            let job = state.plan.jobs[position]
            guard job.newestAttempt == job.master else { continue }
            walk.learn(master: job.master, startedAt: job.startedAt, completedAt: job.completedAt)
        }
    }

    /// Stores what the page shows of planned jobs.
    ///
    /// - Returns: those rows, with the jobs that they are about.
    mutating func record(
        _ rows: [JobRow],
        of recipe: RecipeID,
        step: Int?,
        _ state: RunState,
        at now: Instant
    ) -> [(row: JobRow, seen: SeenRow)] {
        var recorded: [(JobRow, SeenRow)] = []
        for row in rows where !row.isMaster {
            guard let position = state.position(recipe: recipe, master: row.master) else { continue }
            let seenRow = SeenRow(position: position, seen: SeenRepeat(row: row, recipe: recipe))
            let job = state.plan.jobs[position]
            let isUnsent = if case .notSent = state.jobs[position] { true } else { false }
            update(recipe) { watch in
                watch.known.remember(seenRow.seen, of: position)
                guard isUnsent, RepeatMatch.newest(after: job, among: [seenRow.seen]) != nil else { return }
                watch.changed.insert(position)
                if job.step == step { watch.isContradicted = true }
            }
            if watches[recipe]?.followed.contains(position) ?? false { measure(seenRow, state, at: now) }
            recorded.append((row, seenRow))
        }
        return recorded
    }

    /// Learns from a followed repeat how long repeats run.
    private mutating func measure(_ row: SeenRow, _ state: RunState, at now: Instant) {
        guard RepeatMatch.isAnswer(row, state) else { return }
        let recipe = state.plan.jobs[row.position].recipe
        if let start = row.seen.startedAt, let end = row.seen.completedAt {
            let ran = end.duration(since: start)
            if ran >= .zero { runningTime.ended(after: ran) }
        } else {
            update(recipe) { $0.followed.showPending(row.position, at: now) }
            if let age = watches[recipe]?.followed.age(of: row.position, at: now) { runningTime.stillRuns(after: age) }
        }
    }

    /// Reads the next page of a look, or ends it.
    private mutating func continueLook(
        _ action: WalkAction,
        _ look: consuming RecipeWatch.Look,
        _ recipe: RecipeID,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> End? {
        switch action {
        case .list where look.mayEndEarly && look.missing.isEmpty:
            update(recipe) { watch in
                watch.succeed()
                watch.followed.tried(look.groups, at: now.instant)
            }
            return .early
        case .list(let query):
            look.asked = query
            update(recipe) { $0.look = look }
            ask(query, of: recipe, look.priority, isOfStretch: false, &outbox)
            return nil
        case .finished(let summary):
            return finish(look, summary, of: recipe, &outbox, at: now.instant)
        }
    }

    private mutating func finish(
        _ look: RecipeWatch.Look,
        _ summary: WalkSummary,
        of recipe: RecipeID,
        _ outbox: inout Outbox,
        at now: Instant
    ) -> End {
        let isEvidence =
            summary.completeness.isProven && !summary.isContradicted && look.expected.isEmpty && !look.isOutdated
        if isEvidence { latestEvidence = LookEvidence(recipe: recipe, begun: look.begun, isOfPart: look.isOfPart) }
        guard isEvidence || mayBelieve(summary, of: recipe, in: outbox.state.plan) else {
            update(recipe) { watch in
                watch.coverage.forget()
                watch.followed.tried(look.groups, at: now)
            }
            return .contradicted(begun: look.begun, why: summary.warning ?? "its counts do not agree with its rows")
        }
        update(recipe) { watch in
            watch.complete(begun: look.begun, at: now)
            watch.pagesOfLastLook = summary.requests
            if isEvidence {
                for position in look.missing where watch.known.repeats(of: position).isEmpty {
                    guard let age = watch.followed.age(of: position, at: look.begun), age > .zero else { continue }
                    watch.coverage.missed(after: age)
                }
                watch.coverage.readFromTop(
                    look.top?.repeated,
                    ordinal: look.top?.ordinal ?? 0,
                    order: look.walk.orderOfRepeats
                )
            } else {
                watch.coverage.forget()
            }
            // What stands below the place where the look has ended was not sought.
            let shown = look.groups.filter { watch.followed.groups[$0]?.open.isDisjoint(with: look.missing) ?? false }
            watch.followed.tried(summary.completeness == .endOfList ? look.groups : shown, at: now)
        }
        return .complete(begun: look.begun, isEvidence: isEvidence)
    }
}
