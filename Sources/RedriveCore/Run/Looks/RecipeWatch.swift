import WorkatoJobs

/// The looks at the repeats of one recipe, page by page, and what they have shown.
///
/// Every look serves whoever needs one: drift, settling, witnesses and outcomes read the same rows.
struct RecipeWatch: Sendable {
    /// A look under way.
    struct Look: Sendable {
        var walk: RepeatsWalkStateMachine
        var begun: Instant
        /// Whether it may end as soon as all followed repeats were seen.
        var mayEndEarly: Bool
        /// Followed repeats that this look has not seen.
        var missing: Set<Int>
        /// The repeats of planned jobs that this look has seen.
        var shown: Set<JobID> = []
        /// Whether a page counted fewer jobs of the recipe than an earlier one: it is from a cache, or about another recipe.
        var isOutdated = false
    }

    /// The look under way.
    var look: Look?
    /// When the last complete look began.
    private(set) var completeSince: Instant?
    /// When the last complete look ended.
    private(set) var completeAt: Instant?
    /// All repeats of planned jobs that any look has seen, as it was seen last, by the job's index.
    ///
    /// What was seen once is there for good: a later look may miss it if a row that ends moves the cursor along with it.
    private(set) var seen: [Int: [SeenRepeat]] = [:]
    /// Whether a page of a later look has shown a newer attempt of an unsent job.
    ///
    /// Which jobs are dropped, and why, only the end of a look tells; nothing is sent before.
    var isContradicted = false
    /// The most jobs that a page has counted for the recipe; jobs that were counted do not go away.
    var mostJobs = 0
    /// Whether a look of this process has ended, whatever it showed.
    private(set) var wasLookedAt = false
    /// Looks in a row that failed.
    var failures = 0
    /// A failed look is not begun again before this.
    private(set) var notBefore: Instant?
    /// Enqueued jobs of the current step whose outcome is not known, by index.
    private(set) var followed: Set<Int> = []
    /// When the followed jobs are looked at next.
    private(set) var nextPoll: Instant?
    private var pollInterval = Self.firstPoll

    /// The pause before the first look for an outcome, and after one that has shown some.
    static let firstPoll: Duration = .seconds(1)
    /// The longest pause between two looks for outcomes.
    static let longestPoll: Duration = .seconds(15)

    /// If a look itself takes longer than five minutes, its result stays valid for this long after its end; otherwise nothing of
    /// a recipe with a very long list would ever be sent.
    static let graceAfterLongLook: Duration = .seconds(60)

    /// A look has read all that there is to see, and jobs may be sent upon it.
    mutating func complete(begun: Instant, at now: Instant) {
        failures = 0
        completeSince = begun
        completeAt = now
        isContradicted = false
    }

    /// A look failed, and is not begun again before the given time.
    mutating func fail(pausingUntil time: Instant) {
        failures += 1
        notBefore = time
    }

    /// Follows an enqueued job; the next look comes soon.
    mutating func follow(_ position: Int, at now: Instant) {
        guard followed.insert(position).inserted else { return }
        pollInterval = Self.firstPoll
        let soon = now + pollInterval
        nextPoll = min(nextPoll ?? soon, soon)
    }

    /// A followed job has its outcome: others may have ended as well, so that the next look comes soon.
    mutating func unfollow(_ position: Int) {
        followed.remove(position)
        pollInterval = Self.firstPoll
    }

    /// No job is followed any longer.
    mutating func unfollowAll() { followed = [] }

    /// Plans the next look for outcomes: each comes later than the one before, unless one has shown an outcome.
    mutating func planNextPoll(at now: Instant) {
        wasLookedAt = true
        nextPoll = now + pollInterval
        pollInterval = min(pollInterval * 2, Self.longestPoll)
    }

    /// Stores what a page shows.
    mutating func remember(_ repeated: SeenRepeat, of position: Int) {
        var known = seen[position] ?? []
        if let place = known.firstIndex(where: { $0.id == repeated.id }) {
            known[place] = repeated
        } else {
            known.append(repeated)
        }
        seen[position] = known
    }

    /// Whether a look has shown every repeat that is known and must be in a list that reaches back to `bound`.
    ///
    /// One that has not has missed others as well, whatever its rows prove.
    func coversKnownRepeats(_ look: Look, since bound: Timestamp?) -> Bool {
        seen.values.joined().allSatisfy { known in
            if look.shown.contains(known.id) { return true }
            guard let bound, let start = known.startedAt else { return false }
            return start < bound
        }
    }

    /// Whether what is known is fresh enough to send upon, and not contradicted since.
    ///
    /// Source: product.md, "older than 5 minutes".
    func isFresh(at now: Instant) -> Bool {
        guard let completeSince, let completeAt, !isContradicted else { return false }
        return now - completeSince < .seconds(300) || now - completeAt < Self.graceAfterLongLook
    }
}
