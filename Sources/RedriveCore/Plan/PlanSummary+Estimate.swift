import WorkatoJobs

extension PlanSummary.Estimate {
    /// While a recipe is sent to for longer than this, it is looked at once more.
    private static let renewal: Duration = .seconds(240)
    /// Pages that such a look reads again: repeats that still run, and what shows that the list is known from there on.
    private static let pagesOfRenewal = 20
    /// From the last request to the reading of its outcomes.
    ///
    /// How long its repeats run is not known, and comes on top of that.
    private static let lastReading: Duration = .seconds(1)

    init(_ plan: Plan, batches: [[Batch]]) {
        let limits = plan.header.workspace.limits
        var looks: [RecipeID: Int] = [:]
        for listing in plan.listings where listing.list == .repeats { looks[listing.recipe] = listing.requests }
        (listing, sending, verifying) = (.zero, .zero, .zero)
        for (step, batches) in zip(plan.header.steps, batches) where !batches.isEmpty {
            let time = Self.time(of: step, batches, looks: looks, limits)
            listing += time.listing
            sending += time.sending
            verifying += time.verifying
        }
        for number in plan.header.steps.indices {
            let rows = plan.rows(ofStep: number).count
            guard rows > 0 else { continue }
            let paced = plan.header.steps[number].conduct.pace?.time(forJobs: rows - 1) ?? .zero
            sending += max(limits.other.time(for: rows), paced)
        }
    }

    /// The time of one step; the next one begins when it has been verified.
    private static func time(
        of step: PlannedStep,
        _ batches: [Batch],
        looks: [RecipeID: Int],
        _ limits: Limits
    ) -> (listing: Duration, sending: Duration, verifying: Duration) {
        var gaps: [Duration] = []
        var byRecipe: [RecipeID: (jobs: Int, time: Duration)] = [:]
        for batch in batches {
            let paced = step.conduct.pace?.time(forJobs: batch.jobs.count) ?? .zero
            let gap = max(limits.repeatJobs.spacing + PacingMargin.first(of: limits.repeatJobs.spacing), paced)
            gaps.append(gap)
            byRecipe[batch.recipe, default: (0, .zero)].jobs += batch.jobs.count
            byRecipe[batch.recipe, default: (0, .zero)].time += gap
        }
        let firstLooks = byRecipe.keys.reduce(0) { $0 + max(looks[$1] ?? 1, 1) }
        let listing = limits.other.time(for: firstLooks)
        let sending = max(gaps.dropLast().reduce(.zero, +), listing)
        guard step.conduct.verifyWithin != nil else { return (listing, sending, .zero) }
        let rows = DocumentedLimits.rowsPerPage
        let pages = byRecipe.values.reduce(0) { pages, recipe in
            let renewals = Int(recipe.time / Self.renewal)
            return pages + (recipe.jobs + rows - 1) / rows + renewals * Self.pagesOfRenewal
        }
        let reading = limits.other.time(for: firstLooks + pages)
        let ended = max(reading, sending + Self.lastReading)
        return (listing, sending, ended - sending)
    }
}

extension Rate {
    /// When the last of this many requests can go out in a sliding window that is empty at first: the first ones as a burst, and
    /// each further one once the window has passed on.
    fileprivate func time(for requests: Int) -> Duration {
        guard requests > count else { return .zero }
        return (per + PacingLane.windowMargin) * ((requests - 1) / count)
    }
}
