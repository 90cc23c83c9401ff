import WorkatoJobs

/// What acknowledged repeats show of how far behind lists are.
extension RunStateMachine {
    /// A repeat was acknowledged: a list that does not show it is behind.
    mutating func acknowledge(_ new: JobID, at now: Moment) { unseen[new] = .some(now.instant) }

    /// An acknowledged repeat in a list shows how long it takes until one is there.
    mutating func witness(_ seen: SeenRepeat, recipe: RecipeID, at now: Moment) {
        guard let answered = unseen.removeValue(forKey: seen.id) else { return }
        let delay: Duration
        if let answered {
            delay = now.instant - answered
        } else {
            guard let bound = boundOfDelay(of: seen.id, at: now) else { return }
            delay = bound
        }
        let ordinal = state.ordinal(ofRepeat: seen.id) ?? 0
        if ordinal >= seenWitnesses[recipe]?.ordinal ?? 0 {
            seenWitnesses[recipe] = SeenWitness(new: seen.id, ordinal: ordinal, delay: delay)
        }
        if delay > state.witnessDelay ?? .milliseconds(-1) { recordWitness(seen.id, recipe, delay, at: now) }
    }

    /// How long a repeat took at most to appear whose answer an earlier process got; nil where nothing useful is known.
    ///
    /// That process is gone, and its clock with it: the wall clock bounds the time, and so does this process' own age.
    private func boundOfDelay(of new: JobID, at now: Moment) -> Duration? {
        let chunk = state.claimed[new].flatMap { state.chunks[state.lastChunk[$0]] }
        guard let answered = chunk?.answeredAt, let session = state.sessions.last?.at else { return nil }
        let (delay, age) = (now.wall.duration(since: answered), now.wall.duration(since: session))
        guard delay >= .zero, age >= .zero, max(delay, age) <= Self.longestBoundOfWitness else { return nil }
        return max(delay, age)
    }

    private mutating func recordWitness(_ new: JobID, _ recipe: RecipeID, _ delay: Duration, at now: Moment) {
        let milliseconds = Int(delay / .milliseconds(1))
        emit(.witnessed(.init(recipe: recipe, new: new, delay: milliseconds + 1)), at: now)
    }

    /// Whether a list has shown a repeat of the recipe (nil for any) that was requested after the given request.
    ///
    /// Recorded where it was not yet: that a request is sent again has to follow from the records.
    mutating func hasWitness(of recipe: RecipeID?, after ordinal: Int, at now: Moment) -> Bool {
        let recorded = recipe.map { state.witnessOrdinals[$0] ?? 0 } ?? state.witnessOrdinals.values.max() ?? 0
        if recorded > ordinal { return true }
        let seen = seenWitnesses.filter { $0.value.ordinal > ordinal && (recipe == nil || $0.key == recipe) }
        guard let (recipe, witness) = seen.max(by: { $0.value.ordinal < $1.value.ordinal }) else { return false }
        recordWitness(witness.new, recipe, witness.delay, at: now)
        return true
    }

    /// Whether a repeat that was acknowledged before then has not been in any list.
    func hasUnseen(acknowledgedBefore time: Instant) -> Bool {
        unseen.values.contains { $0.map { $0 < time } ?? true }
    }

    /// The recipes of acknowledged repeats that have not been in a list.
    var unseenRecipes: Set<RecipeID> {
        Set(unseen.keys.compactMap { state.claimed[$0].map { state.plan.jobs[$0].recipe } })
    }

    /// Whether a repeat of the recipe (nil for any) that was requested after the given request was acknowledged and has not been
    /// in a list, or a later request is under way.
    func expectsWitness(of recipe: RecipeID?, after ordinal: Int) -> Bool {
        let isUnseen = unseen.keys.contains { new in
            guard let position = state.claimed[new], state.ordinal(ofRepeat: new) ?? 0 > ordinal else { return false }
            return recipe == nil || state.plan.jobs[position].recipe == recipe
        }
        return isUnseen
            || requests.values.contains { purpose in
                guard case .repeats(let number, _) = purpose, let chunk = state.chunks[number] else { return false }
                return chunk.ordinal > ordinal && (recipe == nil || chunk.recipe == recipe)
            }
    }
}
