package import WorkatoJobs

/// What changed from one plan to another, by master.
package struct PlanDiff: Sendable, Hashable {
    /// Where a plan has a master.
    package enum Place: Sendable, Hashable {
        /// Taken by the step of this name.
        case included(step: String)
        /// Left out by the step of this name, for this reason.
        case leftOut(step: String, LeftOutReason)
    }

    /// One master that is elsewhere, or whose newest attempt is another.
    package struct Change: Sendable, Hashable {
        /// The recipe.
        package var recipe: RecipeID
        /// The master.
        package var master: JobID
        /// Where it was; nil where the old plan did not see it.
        package var before: Place?
        /// Where it is; nil where the new plan did not see it.
        package var after: Place?

        /// A change from its parts.
        package init(recipe: RecipeID, master: JobID, before: Place?, after: Place?) {
            self.recipe = recipe
            self.master = master
            self.before = before
            self.after = after
        }
    }

    /// Jobs that the new plan would repeat and the old one would not.
    package var came: [Change] = []
    /// Jobs that the old plan would repeat and the new one would not.
    package var went: [Change] = []
    /// Jobs that both would repeat, or neither, but for another reason or in another step.
    package var moved: [Change] = []
    /// Jobs that both would repeat in the same step, after another newest attempt.
    package var attemptedSince: [Change] = []
    /// Jobs that both would repeat in the same step.
    package var unchanged = 0

    /// Compares two plans.
    ///
    /// Changes are in the new plan's order, then, for masters that it does not have, in the old one's.
    package init(_ old: Plan, _ new: Plan) {
        let before = PlacedMasters(old)
        let after = PlacedMasters(new)
        for key in after.order { compare(key, before.places[key], after.places[key]) }
        for key in before.order where after.places[key] == nil { compare(key, before.places[key], nil) }
    }

    /// Whether both plans would do the same.
    package var isEmpty: Bool { came.isEmpty && went.isEmpty && moved.isEmpty && attemptedSince.isEmpty }

    private mutating func compare(_ target: Target, _ old: PlacedMasters.Entry?, _ new: PlacedMasters.Entry?) {
        let (recipe, master) = target.job
        let change = Change(recipe: recipe, master: master, before: old?.place, after: new?.place)
        switch (old?.place, new?.place) {
        case (.included(let first), .included(let second)) where first == second:
            if old?.newest == new?.newest { unchanged += 1 } else { attemptedSince.append(change) }
        case (.included, .included): moved.append(change)
        case (.included, .leftOut), (.included, nil): went.append(change)
        case (.leftOut, .included), (nil, .included): came.append(change)
        case (.leftOut(let first, let why), .leftOut(let second, let reason)):
            if first != second || why != reason { moved.append(change) }
        case (.leftOut, nil), (nil, .leftOut), (nil, nil): break
        }
    }
}

/// Each master of a plan once: where it is taken, or else where it was first left out.
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
