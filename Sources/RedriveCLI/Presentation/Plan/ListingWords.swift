import RedriveCore

/// What a step lists and where the list goes, in words for people.
struct ListingWords {
    private let step: PlannedStep
    private let listing: JobListing
    private let header: PlanHeader

    /// The words of a step of a plan that lists jobs.
    init(_ step: PlannedStep, _ listing: JobListing, of header: PlanHeader) {
        self.step = step
        self.listing = listing
        self.header = header
    }

    /// The first line: `what still fails  lists jobs of 2 recipes when its turn comes`.
    var headline: Line {
        let jobs =
            switch listing.source {
            case .recipes, .query: "jobs of \(Wording.count(listing.recipes.count, "recipe"))"
            case .jobs(let jobs): Wording.count(jobs.count, "job") + " named in the runbook"
            }
        return "\(step.name, .bold)  lists \(jobs) when its turn comes; sends nothing"
    }

    /// The status and the window.
    var window: String {
        let since = listing.since?.formatted(at: header.timeZone) ?? "the beginning"
        let until = listing.until?.formatted(at: header.timeZone) ?? "the moment when it is read"
        let rows =
            switch listing.rows {
            case .newestAttempts: "newest attempts"
            case .attempts: "all attempts"
            case .repeats: "repeats"
            }
        return "\(rows), \(listing.status.rawValue), \(listing.clock.rawValue) \(since) to \(until)"
    }

    /// What else must hold of a job; nil for nothing.
    var conditions: String? {
        let parts = listing.predicate?.conditionsInWords ?? []
        return parts.isEmpty ? nil : "only " + parts.joined(separator: "; ")
    }

    /// How many, how they are read, and where the list goes.
    var conduct: String {
        var parts: [String] = []
        if let most = listing.limit { parts.append("at most \(Wording.count(most))") }
        if let most = listing.limitPerRecipe { parts.append("at most \(Wording.count(most)) per recipe") }
        if listing.readsDetails { parts.append("a request for each job, for its details") }
        parts.append(
            listing.save.map { "saved in \($0.path) with \(Wording.count($0.columns.count, "column"))" }
                ?? "counted, not saved"
        )
        if step.conduct.onFailure == .continue { parts.append("after a failure, the next step") }
        return parts.joined(separator: " · ")
    }

    /// All of it.
    func lines(width: Int) -> [Line] {
        let texts = [window, listing.resolved?.words, conditions, conduct].compactMap(\.self)
        return ([headline] + texts.flatMap { ("  \($0)" as Line).wrapped(to: width, indent: 4) })
            .map { $0.cut(to: width) }
    }
}
