import WorkatoJobs

/// What acknowledged repeats show of how far lists are behind.
struct Witnesses: Sendable {
    /// A repeat that an earlier process made is a witness only if it was seen within this time after its answer.
    ///
    /// How long it really took is not known then, only that it was no longer. If nobody resumed for a night, or if the clock was
    /// set, the bound would make settling wait for days.
    static let longestBound: Duration = .seconds(300)

    /// An acknowledged repeat that a list has shown.
    private struct Seen: Sendable {
        var new: JobID
        var ordinal: Int
        var delay: Duration
    }

    /// Repeats that the server has acknowledged and that no list has shown yet; when the answer arrived, nil if an earlier process
    /// got it.
    private var unseen: [JobID: Instant?] = [:]
    /// How many of those each recipe has.
    private var unseenByRecipe: [RecipeID: Int] = [:]
    /// Of each recipe, the acknowledged repeat of the latest request that a list has shown, with the time that it took.
    private var seen: [RecipeID: Seen] = [:]

    /// What an earlier process has left: acknowledged repeats that no list has shown.
    init(_ state: RunState) {
        for job in state.jobs {
            guard case .enqueued(let new?, nil) = job, !state.repeats.witnessed.contains(new),
                !state.repeats.foundByLooking.contains(new)
            else { continue }
            unseen[new] = .some(nil)
            if let position = state.repeats.owner[new] {
                unseenByRecipe[state.plan.jobs[position].recipe, default: 0] += 1
            }
        }
    }

    /// A repeat of the recipe was acknowledged: a list that does not show it is behind.
    mutating func acknowledge(_ new: JobID, of recipe: RecipeID, at now: Instant) {
        if unseen.updateValue(.some(now), forKey: new) == nil { unseenByRecipe[recipe, default: 0] += 1 }
    }

    /// Acknowledged repeats among the rows show how long it takes until one is in a list; the longest time is recorded.
    mutating func saw(_ rows: [SeenRow], of recipe: RecipeID, _ outbox: inout Outbox, at now: Moment) {
        for row in rows {
            guard let answered = unseen.removeValue(forKey: row.seen.id) else { continue }
            unseenByRecipe[recipe] = unseenByRecipe[recipe].flatMap { $0 > 1 ? $0 - 1 : nil }
            let delay: Duration
            if let answered {
                delay = now.instant - answered
            } else {
                guard let bound = Self.boundOfDelay(of: row.seen.id, outbox.state, at: now) else { continue }
                delay = bound
            }
            let ordinal = outbox.state.ordinal(ofRepeat: row.seen.id) ?? 0
            if ordinal >= seen[recipe]?.ordinal ?? 0 {
                seen[recipe] = Seen(new: row.seen.id, ordinal: ordinal, delay: delay)
            }
            if delay > outbox.state.repeats.longestDelay ?? .milliseconds(-1) {
                Self.record(row.seen.id, recipe, delay, &outbox, at: now)
            }
        }
    }

    /// How long a repeat took at most to appear whose answer an earlier process got; nil if nothing useful is known.
    ///
    /// That process is gone, and its clock with it: the wall clock bounds the time, and so does this process' own age.
    private static func boundOfDelay(of new: JobID, _ state: RunState, at now: Moment) -> Duration? {
        let chunk = state.repeats.owner[new].flatMap { state.chunkLog.last(of: $0) }
        guard let answered = chunk?.answeredAt, let session = state.sessions.last?.at else { return nil }
        let (delay, age) = (now.wall.duration(since: answered), now.wall.duration(since: session))
        guard delay >= .zero, age >= .zero, max(delay, age) <= longestBound else { return nil }
        return max(delay, age)
    }

    private static func record(
        _ new: JobID,
        _ recipe: RecipeID,
        _ delay: Duration,
        _ outbox: inout Outbox,
        at now: Moment
    ) {
        let milliseconds = Int(delay / .milliseconds(1))
        outbox.record(.witnessed(.init(recipe: recipe, new: new, delay: milliseconds + 1)), at: now)
    }

    /// Whether a list has shown a repeat of the recipe (nil for any) that was requested after the given request.
    ///
    /// Recorded if it was not yet: that a request is sent again has to follow from the records.
    func hasSeen(of recipe: RecipeID?, after ordinal: Int, _ outbox: inout Outbox, at now: Moment) -> Bool {
        if outbox.state.repeats.latestWitness(of: recipe) > ordinal { return true }
        let later = seen.filter { $0.value.ordinal > ordinal && (recipe == nil || $0.key == recipe) }
        guard let (recipe, witness) = later.max(by: { $0.value.ordinal < $1.value.ordinal }) else { return false }
        Self.record(witness.new, recipe, witness.delay, &outbox, at: now)
        return true
    }

    /// Whether a repeat that was acknowledged before then has not been in any list: lists are behind.
    func hasUnseen(acknowledgedBefore time: Instant) -> Bool {
        unseen.values.contains { $0.map { $0 < time } ?? true }
    }

    /// Whether a repeat of the recipe (nil for any) that was requested after the given request was acknowledged and has not been in a
    /// list.
    func hasUnseen(of recipe: RecipeID?, after ordinal: Int, in state: RunState) -> Bool {
        unseen.keys.contains { new in
            guard let position = state.repeats.owner[new], state.ordinal(ofRepeat: new) ?? 0 > ordinal else {
                return false
            }
            return recipe == nil || state.plan.jobs[position].recipe == recipe
        }
    }

    /// The recipes of acknowledged repeats that have not been in a list.
    var unseenRecipes: some Sequence<RecipeID> { unseenByRecipe.keys }
}
