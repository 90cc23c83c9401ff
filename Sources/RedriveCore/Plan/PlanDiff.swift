package import WorkatoJobs

/// The differences between two plans, by master, and by token of suspended jobs.
package struct PlanDiff: Sendable, Hashable {
    /// What a plan does with a master.
    package enum Place: Sendable, Hashable {
        /// The step of this name repeats it.
        case included(step: String)
        /// The step of this name leaves it out, for this reason.
        case leftOut(step: String, LeftOutReason)
    }

    /// A master that the two plans treat differently, or whose newest attempt differs.
    package struct Change: Sendable, Hashable {
        /// The recipe.
        package var recipe: RecipeID
        /// The master.
        package var master: JobID
        /// What the old plan does with it; nil if the old plan does not mention it.
        package var before: Place?
        /// What the new plan does with it; nil if the new plan does not mention it.
        package var after: Place?

        /// A change from its parts.
        package init(recipe: RecipeID, master: JobID, before: Place?, after: Place?) {
            self.recipe = recipe
            self.master = master
            self.before = before
            self.after = after
        }
    }

    /// A suspended job that the two plans treat differently.
    package struct TokenChange: Sendable, Hashable {
        /// What the old plan does with it; nil if the old plan does not have its token.
        package var before: PlacedToken?
        /// What the new plan does with it; nil if the new plan does not have its token.
        ///
        /// At least one of the two is not nil.
        package var after: PlacedToken?
    }

    /// What a plan does with a suspended job.
    package struct PlacedToken: Sendable, Hashable {
        /// The name of the step that resumes it.
        package var step: String
        /// What the plan keeps of its row.
        package var row: TokenRow
    }

    /// Changes of suspended jobs, by kind.
    package struct TokenChanges: Sendable, Hashable {
        /// Jobs that only the new plan would resume.
        package var added: [TokenChange] = []
        /// Jobs that only the old plan would resume.
        package var removed: [TokenChange] = []
        /// Jobs that both plans would resume, but in different steps or with other data.
        package var changed: [TokenChange] = []
    }

    /// Jobs that only the new plan would repeat.
    package var added: [Change] = []
    /// Jobs that only the old plan would repeat.
    package var removed: [Change] = []
    /// Jobs that both plans would repeat, or both would leave out, but in different steps or for different reasons.
    package var changed: [Change] = []
    /// Jobs that both plans would repeat in the same step, but that were attempted again in between.
    package var reattempted: [Change] = []
    /// Suspended jobs, which are known by the fingerprints of their tokens.
    ///
    /// Two runbooks of different names have no fingerprint in common.
    package var tokens = TokenChanges()
    /// How many jobs both plans would repeat in the same step, with the same newest attempt, or resume in the same step with the same data.
    package var unchanged = 0

    /// Compares two plans.
    ///
    /// Changes are in the new plan's order, followed by masters that only the old plan mentions, in its order.
    package init(_ old: Plan, _ new: Plan) {
        let before = PlacedMasters(old)
        let after = PlacedMasters(new)
        for key in after.order { compare(key, before.places[key], after.places[key]) }
        for key in before.order where after.places[key] == nil { compare(key, before.places[key], nil) }
        compareTokens(old, new)
    }

    /// Whether both plans would repeat the same jobs for the same reasons, and resume the same ones.
    package var isEmpty: Bool {
        added.isEmpty && removed.isEmpty && changed.isEmpty && reattempted.isEmpty && tokens == TokenChanges()
    }

    /// A plan has each token once.
    private mutating func compareTokens(_ old: Plan, _ new: Plan) {
        let before = Self.placedTokens(old)
        let after = Self.placedTokens(new)
        let places = Dictionary(before.map { ($0.row.fingerprint, $0) }) { first, _ in first }
        for place in after {
            guard let known = places[place.row.fingerprint] else {
                tokens.added.append(TokenChange(before: nil, after: place))
                continue
            }
            if known.step == place.step, known.row.data == place.row.data {
                unchanged += 1
            } else {
                tokens.changed.append(TokenChange(before: known, after: place))
            }
        }
        let kept = Set(after.map(\.row.fingerprint))
        tokens.removed = before.filter { !kept.contains($0.row.fingerprint) }.map {
            TokenChange(before: $0, after: nil)
        }
    }

    private static func placedTokens(_ plan: Plan) -> [PlacedToken] {
        plan.tokens.map { PlacedToken(step: plan.header.steps[$0.step].name, row: $0.row) }
    }

    private mutating func compare(_ target: Target, _ old: PlacedMasters.Entry?, _ new: PlacedMasters.Entry?) {
        let (recipe, master) = target.job
        let change = Change(recipe: recipe, master: master, before: old?.place, after: new?.place)
        switch (old?.place, new?.place) {
        case (.included(let first), .included(let second)) where first == second:
            if old?.newest == new?.newest { unchanged += 1 } else { reattempted.append(change) }
        case (.included, .included): changed.append(change)
        case (.included, .leftOut), (.included, nil): removed.append(change)
        case (.leftOut, .included), (nil, .included): added.append(change)
        case (.leftOut(let first, let why), .leftOut(let second, let reason)):
            if first != second || why != reason { changed.append(change) }
        case (.leftOut, nil), (nil, .leftOut), (nil, nil): break
        }
    }
}

/// Each master of a plan once: the step that repeats it, or else the first step that leaves it out.
private struct PlacedMasters {
    struct Entry {
        var place: PlanDiff.Place
        var newest: JobID
    }

    var places: [Target: Entry] = [:]
    var order: [Target] = []

    init(_ plan: Plan) {
        for job in plan.jobs {
            let key = Target.master(job.recipe, job.master)
            add(key, Entry(place: .included(step: plan.header.steps[job.step].name), newest: job.newestAttempt))
        }
        for job in plan.leftOut {
            let key = Target.master(job.recipe, job.master)
            let place = PlanDiff.Place.leftOut(step: plan.header.steps[job.step].name, job.reason)
            add(key, Entry(place: place, newest: job.newestAttempt))
        }
    }

    private mutating func add(_ key: Target, _ entry: Entry) {
        guard places[key] == nil else { return }
        places[key] = entry
        order.append(key)
    }
}
