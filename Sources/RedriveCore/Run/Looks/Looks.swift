package import WorkatoJobs

/// The looks of a run at the repeats of its recipes: which are under way, what they have shown, and how fresh that is.
///
/// It reads and remembers; what follows from what it has read, the run decides. A look reads the list of repeats from its top to its
/// end, or to where earlier looks have read it without a gap. Outcomes are read in stretches of the list that hold followed jobs.
struct Looks: Sendable {
    /// At most this many recipes are looked at side by side before sending and for settling, and as many for outcomes: those never
    /// take the places of these.
    ///
    /// Source: docs/architecture.md, "Rules of the core".
    static let sideBySide = 4
    /// A look that is older than this is renewed while sending goes on, so that sending never waits for it.
    static let renewAfter: Duration = .seconds(280)
    /// This many failed looks at a recipe in a row end the run.
    static let failuresInARow = 3
    /// At most this many recipes are looked at side by side ahead of their time.
    static let sideBySideAhead = 2
    /// The pause after a failed look.
    static let pauseAfterFailure: Duration = .seconds(5)

    /// Why a recipe is to be looked at now.
    struct Wish: Sendable, Hashable {
        /// How urgent its pages are.
        var priority: ReadPriority
        /// Whether the look may end as soon as all followed repeats were seen.
        var mayEndEarly: Bool
    }

    /// What a page, or its absence, has shown.
    struct Report: Sendable, Hashable {
        /// The recipe looked at.
        var recipe: RecipeID
        /// The repeats of planned jobs that the page has shown for the first time in this look.
        var rows: [SeenRow]
        /// How the look ended; nil while it goes on.
        var end: End?
    }

    /// How a look ended.
    enum End: Sendable, Hashable {
        /// All that it sought was seen, or a stretch of the list was read: no more is known than what was shown.
        case early
        /// It has read all that there is to see. If it is no evidence, jobs may still be sent upon it.
        case complete(begun: Instant, isEvidence: Bool)
        /// Its answers contradict each other: it is evidence of nothing, and nothing is sent upon it.
        case contradicted(begun: Instant, why: String)
        /// A page could not be read.
        case failed(ReadError)
    }

    /// A page that is on its way.
    struct Page: Sendable, Hashable {
        /// The recipe.
        var recipe: RecipeID
        /// How urgent it is.
        var priority: ReadPriority
        /// Whether it belongs to a stretch.
        var isOfStretch: Bool
    }

    /// What is read once more before it is given up.
    struct LastReading: Sendable, Hashable {
        /// What a look has tried since then counts.
        var since: Instant
        /// Recipes that may not have been read since.
        var recipes: Set<RecipeID>
    }

    private(set) var watches: [RecipeID: RecipeWatch] = [:]
    /// The pages that are on their way, by request.
    private(set) var pages: [Int: Page] = [:]
    /// When the outcomes of each recipe are read next.
    var polls = PollSchedule()
    /// How long repeats run.
    var runningTime = RunningTime()
    /// Recipes with followed jobs.
    var followedRecipes: Set<RecipeID> = []
    /// The last reading of what is followed, before it is given up; nil before that.
    var lastReading: LastReading?
    /// The last look that was evidence: its recipe, and when it began; nil before the first.
    var latestEvidence: LookEvidence?
    /// Whether outcomes have been read.
    var hasReadOutcomes = false
    /// Outcomes that looks have shown.
    var outcomesSeen = 0
    /// How far back the repeats of a recipe's planned jobs can reach.
    private let bounds: [RecipeID: WalkBound]
    /// How long one page takes where the window of reads is used up.
    private let timePerPage: Duration

    /// Looks at the recipes of a plan; none has begun.
    init(_ plan: Plan) {
        bounds = Self.bounds(of: plan)
        timePerPage = plan.header.workspace.limits.other.spacing
    }

    /// What is known of a recipe; nil before its first look.
    func watch(_ recipe: RecipeID) -> RecipeWatch? { watches[recipe] }

    /// Whether the last look at the recipe is fresh enough to send upon.
    func isFresh(_ recipe: RecipeID, at now: Instant) -> Bool { watches[recipe]?.isFresh(at: now) ?? false }

    /// When the recipe has to be looked at before it is sent to, or again while it is; the past for at once.
    ///
    /// The more pages the next look has to read, the earlier it begins, so that it has ended before this one is stale.
    func renewal(_ recipe: RecipeID) -> Instant {
        guard let watch = watches[recipe], let since = watch.completeSince, !watch.isContradicted else { return .zero }
        return since + Self.renewAfter - timePerPage * watch.pagesUntilNextLook
    }

    // MARK: beginning

    /// Begins the looks that are wanted, the most urgent first, while there is room.
    mutating func begin(_ wishes: [RecipeID: Wish], _ outbox: inout Outbox, at now: Moment) {
        for (recipe, wish) in wishes.sorted(by: { ($0.value.priority, $0.key) < ($1.value.priority, $1.key) }) {
            begin(recipe, wish, &outbox, at: now)
        }
    }

    /// Begins a look at a recipe, unless one is under way that serves, or there is no room.
    mutating func begin(_ recipe: RecipeID, _ wish: Wish, _ outbox: inout Outbox, at now: Moment) {
        if watches[recipe]?.look != nil { return hurry(recipe, wish, &outbox) }
        if let notBefore = watches[recipe]?.notBefore, notBefore > now.instant { return outbox.wake(at: notBefore) }
        guard room(for: wish.priority) > 0 else { return }
        guard let bound = bound(of: recipe, in: outbox.state) else {
            preconditionFailure("recipe \(recipe) is not in the plan")
        }
        var walk = RepeatsWalkStateMachine(recipe: recipe, bound: bound)
        if let order = watches[recipe]?.coverage.order { walk.carryOver(order) }
        guard case .list(let query) = walk.begin() else { preconditionFailure("a walk ended before its first page") }
        let followed = watches[recipe]?.followed
        let look = RecipeWatch.Look(
            walk: walk,
            begun: now.instant,
            priority: wish.priority,
            mayEndEarly: wish.mayEndEarly,
            missing: Set(followed?.positions ?? FollowedRepeats().positions),
            groups: followed?.groups.keys.sorted() ?? [],
            expected: watches[recipe]?.known.ids(since: bound.since) ?? [],
            isOfPart: bound.masters != nil || bound.since != bounds[recipe]?.since,
            asked: query
        )
        watches[recipe, default: RecipeWatch()].look = look
        ask(query, of: recipe, wish.priority, isOfStretch: false, &outbox)
    }

    /// A look under way serves; but whoever needs all of it gets all of it, and does not wait behind those that can wait.
    private mutating func hurry(_ recipe: RecipeID, _ wish: Wish, _ outbox: inout Outbox) {
        if !wish.mayEndEarly { watches[recipe]?.look?.mayEndEarly = false }
        guard let look = watches[recipe]?.look, look.priority >= .verifying, wish.priority < .verifying,
            room(for: wish.priority) > 0
        else { return }
        for (request, page) in pages where page.recipe == recipe && !page.isOfStretch {
            pages[request] = nil
            outbox.want(.giveUpReading(request: request))
        }
        watches[recipe]?.look?.priority = wish.priority
        ask(look.asked, of: recipe, wish.priority, isOfStretch: false, &outbox)
    }

    /// How many more pages may be asked for.
    func room(for priority: ReadPriority) -> Int {
        switch priority {
        case .drift, .settling: Self.sideBySide - pages.values.count { $0.priority < .verifying }
        case .verifying: Self.sideBySide - pages.values.count { $0.priority == .verifying }
        case .ahead: Self.sideBySideAhead - pages.values.count { $0.priority == .ahead }
        }
    }

    /// Nobody needs the rest of a look at the recipe any more: it ends with its next page.
    mutating func endEarly(_ recipe: RecipeID) {
        watches[recipe]?.look?.mayEndEarly = true
        watches[recipe]?.look?.missing = []
    }

    /// Whether a look at the recipe is under way.
    func isLooking(at recipe: RecipeID) -> Bool { watches[recipe]?.look != nil }

    /// Asks for a page.
    mutating func ask(
        _ query: ListQuery,
        of recipe: RecipeID,
        _ priority: ReadPriority,
        isOfStretch: Bool,
        _ outbox: inout Outbox
    ) {
        let request = outbox.newRequest()
        pages[request] = Page(recipe: recipe, priority: priority, isOfStretch: isOfStretch)
        outbox.want(.list(request: request, query, priority: priority))
    }

    /// How far a look at the recipe has to read; nil for a recipe that is not in the plan.
    private func bound(of recipe: RecipeID, in state: RunState) -> WalkBound? {
        guard var bound = bounds[recipe] else { return nil }
        let lost = state.lostChunks(recipe).map(\.ordinal).min()
        if let known = watches[recipe]?.coverage.bound(lost: lost) {
            bound.since = max(bound.since ?? known, known)
            bound.masters = MasterTimes(ofOpenJobs: recipe, in: state)
        }
        return bound
    }

    /// A page will not be used: the run is stopping.
    mutating func forget(_ request: Int) { pages[request] = nil }

    /// The page that the request reads; nil for a request that reads none, or whose page is not waited for any more.
    func page(_ request: Int) -> Page? { pages[request] }

    /// Takes a page off those that are on their way.
    mutating func removePage(_ request: Int) -> Page? { pages.removeValue(forKey: request) }

    /// A look at the recipe failed: it is not begun again for a while.
    ///
    /// - Returns: whether that was one too many in a row.
    mutating func failed(_ recipe: RecipeID, at now: Instant) -> Bool {
        watches[recipe]?.fail(pausingUntil: now + Self.pauseAfterFailure)
        return watches[recipe]?.failures ?? 0 >= Self.failuresInARow
    }

    /// Changes what is known of a recipe.
    mutating func update<Result>(_ recipe: RecipeID, _ change: (inout RecipeWatch) -> Result) -> Result {
        change(&watches[recipe, default: RecipeWatch()])
    }

    /// Whether jobs may be sent upon a look that is no evidence: its answers do not contradict each other, or a person has approved a
    /// plan whose list of this recipe was not proven either.
    func mayBelieve(_ summary: WalkSummary, of recipe: RecipeID, in plan: Plan) -> Bool {
        if summary.completeness.isProven || !summary.isContradicted { return true }
        return plan.listings.contains { $0.recipe == recipe && $0.completeness == .unproven }
    }

    /// Repeats of interest start after the attempt that they repeat has ended; if the end of one is not known, the whole list is
    /// read.
    private static func bounds(of plan: Plan) -> [RecipeID: WalkBound] {
        var earliest: [RecipeID: Timestamp?] = [:]
        for job in plan.jobs {
            guard let before = earliest[job.recipe] else {
                earliest[job.recipe] = .some(job.completedAt)
                continue
            }
            if let before, let end = job.completedAt {
                earliest[job.recipe] = .some(min(before, end))
            } else {
                earliest[job.recipe] = .some(nil)
            }
        }
        return earliest.mapValues {
            WalkBound(since: $0, clock: .startedAt, lookback: plan.header.workspace.lookback)
        }
    }
}

extension RecipeListing.Completeness {
    /// Whether the rows themselves prove that nothing was missed.
    var isProven: Bool {
        switch self {
        case .endOfList, .order: true
        case .lookback, .unproven: false
        }
    }
}

extension MasterTimes {
    /// When the masters ran of which a look still has to find repeats; nil if the time of one is not known.
    ///
    /// Those are the jobs that are not sent yet, and those whose repeats no answer has named.
    init?(ofOpenJobs recipe: RecipeID, in state: RunState) {
        var times: MasterTimes?
        for position in state.index.jobs(of: recipe) {
            switch state.jobs[position] {
            case .refused, .dropped, .enqueued(.some, _): continue
            case .notSent, .inFlight, .unknown, .held, .enqueued(nil, _): break
            }
            let job = state.plan.jobs[position]
            guard job.newestAttempt == job.master, let start = job.startedAt, let end = job.completedAt else {
                return nil
            }
            let before = times ?? MasterTimes(starts: start...start, ends: end...end)
            times = MasterTimes(
                starts: min(before.starts.lowerBound, start)...max(before.starts.upperBound, start),
                ends: min(before.ends.lowerBound, end)...max(before.ends.upperBound, end)
            )
        }
        guard let times else { return nil }
        self = times
    }
}

/// A look that has seen every repeat which the server showed of the jobs that were not settled yet.
package struct LookEvidence: Sendable, Hashable {
    /// The recipe.
    package var recipe: RecipeID
    /// When the look began.
    package var begun: Instant
    /// Whether it read only what is new, and not the whole list.
    package var isOfPart: Bool
}
