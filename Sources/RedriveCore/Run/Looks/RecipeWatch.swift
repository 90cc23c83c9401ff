import WorkatoJobs

/// The looks at the repeats of one recipe, page by page, and what they have shown.
///
/// A look serves whoever needs one: drift, settling, witnesses and outcomes read the same rows.
struct RecipeWatch: Sendable {
    /// A look under way, which reads from the top of the list.
    struct Look: Sendable {
        var walk: RepeatsWalkStateMachine
        var begun: Instant
        /// How urgent it is.
        var priority: ReadPriority
        /// Whether it may end as soon as all repeats that it seeks were seen.
        var mayEndEarly: Bool
        /// Followed jobs whose repeats this look seeks and has not seen.
        var missing: Set<Int>
        /// The groups of the followed jobs, by ordinal.
        var groups: [Int]
        /// Repeats that are known and that this look has to show.
        var expected: Set<JobID>
        /// Whether it reads only what is new.
        var isOfPart: Bool
        /// The page that was asked for last.
        var asked: ListQuery
        /// The newest repeat of this run on the first page, with the ordinal of the request that made it.
        var top: (repeated: SeenRepeat, ordinal: Int)?
        var isFirstPage = true
        /// Whether a page counted fewer jobs of the recipe than an earlier one: it is from a cache, or about another recipe.
        var isOutdated = false
    }

    /// The look under way.
    var look: Look?
    /// The reading of a stretch under way.
    var stretch: StretchReading?
    /// What looks have shown of planned jobs.
    var known = KnownRepeats()
    /// Jobs that were not sent yet when a look showed a newer attempt of them.
    var changed: Set<Int> = []
    /// How much of the list is known without a gap.
    var coverage = ListCoverage()
    /// Enqueued jobs of the current step whose outcome is not known.
    var followed = FollowedRepeats()
    /// When the last complete look began.
    private(set) var completeSince: Instant?
    /// When the last complete look ended.
    private(set) var completeAt: Instant?
    /// Whether a page of a later look has shown a newer attempt of an unsent job.
    ///
    /// Which jobs are dropped, and why, only the end of a look tells; nothing is sent before.
    var isContradicted = false
    /// How many pages the last complete look has read.
    var pagesOfLastLook = 0
    /// The most jobs that a page has counted for the recipe; jobs that were counted do not go away.
    var mostJobs = 0
    /// Looks in a row that failed.
    private(set) var failures = 0
    /// A failed look is not begun again before this.
    private(set) var notBefore: Instant?
    /// When the whole list is looked at next for outcomes or witnesses; nil for at once.
    private(set) var nextWalk: Instant?
    private var walkPause = Self.firstPause

    /// The pause after a look at the whole list that has shown an outcome.
    static let firstPause: Duration = .seconds(1)
    /// The longest pause between two such looks.
    static let longestPause: Duration = .seconds(15)
    /// If a look itself takes longer than five minutes, its result stays valid for this long after its end; otherwise nothing of
    /// a recipe with a very long list would ever be sent.
    static let graceAfterLongLook: Duration = .seconds(60)

    /// How many pages have to be read until the next complete look has ended, as far as is known now: the rest of the stretch under
    /// way, whose pages that look need not read again, and its own.
    var pagesUntilNextLook: Int {
        guard coverage.isKnown else { return pagesOfLastLook + coverage.requestsAbove }
        guard let stretch else { return coverage.requestsAbove + Self.pagesOfOverlap }
        return stretch.pagesLeft + coverage.requests(after: stretch.groups.last ?? 0) + Self.pagesOfOverlap
    }

    /// Pages of what is known that a look reads again, and the page that shows that it may stop.
    private static let pagesOfOverlap = 10

    /// A look has read all that there is to see, and jobs may be sent upon it.
    mutating func complete(begun: Instant, at now: Instant) {
        failures = 0
        completeSince = begun
        completeAt = now
        isContradicted = false
    }

    /// A look has ended as it should.
    mutating func succeed() { failures = 0 }

    /// A look failed, and is not begun again before the given time.
    mutating func fail(pausingUntil time: Instant) {
        failures += 1
        notBefore = time
    }

    /// Plans the next look at the whole list: each comes later than the one before.
    mutating func planNextWalk(at now: Instant) {
        nextWalk = now + walkPause
        walkPause = min(walkPause * 2, Self.longestPause)
    }

    /// A repeat was made or has ended: others may have ended as well, so that the next look comes soon.
    mutating func expectNews(at now: Instant) {
        walkPause = Self.firstPause
        nextWalk = min(nextWalk ?? now + walkPause, now + walkPause)
    }

    /// Whether what is known is fresh enough to send upon, and not contradicted since.
    ///
    /// Source: docs/decisions/0022-looks-read-what-is-new.md.
    func isFresh(at now: Instant) -> Bool {
        guard let completeSince, let completeAt, !isContradicted else { return false }
        return now - completeSince < Self.freshFor || now - completeAt < Self.graceAfterLongLook
    }

    /// Jobs are sent upon a look for this long after its begin.
    ///
    /// Source: docs/decisions/0022-looks-read-what-is-new.md.
    static let freshFor: Duration = .seconds(300)
}
