import WorkatoJobs

/// The looks of a run at the repeats of its recipes: which are under way, what they have shown, and how fresh that is.
///
/// It reads and remembers; what follows from what it has read, the run decides. At most four recipes are looked at side by side, and a
/// look walks only its own recipe's jobs.
struct Looks: Sendable {
    /// At most this many recipes are looked at side by side.
    ///
    /// Source: product.md, "up to 4 recipes".
    static let sideBySide = 4
    /// A look that is older than this is renewed while sending goes on, so that sending never waits for it.
    static let renewAfter: Duration = .seconds(240)
    /// This many failed looks at a recipe in a row end the run.
    static let failuresInARow = 3
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
        /// All followed repeats were seen.
        case early
        /// It has read all that there is to see. If it is no evidence, jobs may still be sent upon it.
        case complete(begun: Instant, isEvidence: Bool)
        /// Its answers contradict each other: it is evidence of nothing, and nothing is sent upon it.
        case contradicted(begun: Instant, why: String)
        /// A page could not be read.
        case failed(ReadError)
    }

    private(set) var watches: [RecipeID: RecipeWatch] = [:]
    /// The recipe of each page that is on its way, by request.
    private var pages: [Int: RecipeID] = [:]
    /// How far back the repeats of a recipe's planned jobs can reach.
    private let bounds: [RecipeID: WalkBound]

    /// Looks at the recipes of a plan; none has begun.
    init(_ plan: Plan) { bounds = Self.bounds(of: plan) }

    /// What is known of a recipe; nil before its first look.
    func watch(_ recipe: RecipeID) -> RecipeWatch? { watches[recipe] }

    /// Whether the last look at the recipe is fresh enough to send upon.
    func isFresh(_ recipe: RecipeID, at now: Instant) -> Bool { watches[recipe]?.isFresh(at: now) ?? false }

    /// When the recipe has to be looked at before it is sent to, or again while it is; the past for at once.
    func renewal(_ recipe: RecipeID) -> Instant {
        guard let watch = watches[recipe], let since = watch.completeSince, !watch.isContradicted else { return .zero }
        return since + Self.renewAfter
    }

    /// Begins the looks that are wanted, the most urgent first, while there is room.
    mutating func begin(_ wishes: [RecipeID: Wish], _ outbox: inout Outbox, at now: Moment) {
        for (recipe, wish) in wishes.sorted(by: { ($0.value.priority, $0.key) < ($1.value.priority, $1.key) }) {
            begin(recipe, wish, &outbox, at: now)
        }
    }

    private mutating func begin(_ recipe: RecipeID, _ wish: Wish, _ outbox: inout Outbox, at now: Moment) {
        var watch = watches[recipe] ?? RecipeWatch()
        if watch.look != nil {
            // The look under way serves; but whoever needs all of it gets all of it.
            if !wish.mayEndEarly { watches[recipe]?.look?.mayEndEarly = false }
            return
        }
        if let notBefore = watch.notBefore, notBefore > now.instant { return outbox.wake(at: notBefore) }
        guard pages.count < Self.sideBySide else { return }
        guard let bound = bounds[recipe] else { preconditionFailure("recipe \(recipe) is not in the plan") }
        var walk = RepeatsWalkStateMachine(recipe: recipe, bound: bound)
        for position in outbox.state.index.jobs(of: recipe) {
            let job = outbox.state.plan.jobs[position]
            guard job.newestAttempt == job.master else { continue }
            walk.learn(master: job.master, startedAt: job.startedAt, completedAt: job.completedAt)
        }
        guard case .list(let query) = walk.begin() else { preconditionFailure("a walk ended before its first page") }
        watch.look = .init(
            walk: walk,
            begun: now.instant,
            mayEndEarly: wish.mayEndEarly,
            missing: watch.followed
        )
        watches[recipe] = watch
        ask(query, of: recipe, wish.priority, &outbox)
    }

    private mutating func ask(_ query: ListQuery, of recipe: RecipeID, _ priority: ReadPriority, _ outbox: inout Outbox)
    {
        let request = outbox.newRequest()
        pages[request] = recipe
        outbox.want(.list(request: request, query, priority: priority))
    }

    /// The recipe whose page the request reads; nil for a request that reads none.
    func recipe(ofPage request: Int) -> RecipeID? { pages[request] }

    /// A page will not be used: the run is stopping.
    mutating func forget(_ request: Int) { pages[request] = nil }

    /// A page of a look arrived, or did not; the next one is asked for, unless the look has ended.
    ///
    /// - Parameters:
    ///   - step: the step whose unsent jobs are judged by what is seen; nil for none.
    ///   - priority: how urgent a further page of the recipe is.
    mutating func received(
        _ request: Int,
        _ reply: ReadReply,
        step: Int?,
        priority: ReadPriority,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> Report {
        guard let recipe = pages.removeValue(forKey: request), var look = watches[recipe]?.look else {
            preconditionFailure("page \(request) arrived although no look waits for it")
        }
        // Taken out while it is changed: a second reference would copy all that it has seen, for every page.
        watches[recipe]?.look = nil
        switch reply {
        case .failed(.notFound(let message)):
            // Behind a cursor, it is the cursor that is not found, and the walk goes on with another one.
            guard let action = look.walk.cursorNotFound() else {
                return Report(recipe: recipe, rows: [], end: .failed(.notFound(message)))
            }
            let end = continueLook(action, look, recipe, priority, &outbox, at: now)
            return Report(recipe: recipe, rows: [], end: end)
        case .job: preconditionFailure("a job arrived although a page was asked for")
        case .failed(let error): return Report(recipe: recipe, rows: [], end: .failed(error))
        case .page(let page):
            if let count = page.jobCount {
                let most = watches[recipe]?.mostJobs ?? 0
                if count < most { look.isOutdated = true }
                watches[recipe]?.mostJobs = max(most, count)
            }
            let action = look.walk.received(page)
            let rows = record(look.walk.newRows, in: &look, recipe, step: step, outbox.state)
            let end = continueLook(action, look, recipe, priority, &outbox, at: now)
            return Report(recipe: recipe, rows: rows, end: end)
        }
    }

    /// Stores what the page shows of planned jobs.
    private mutating func record(
        _ rows: [JobRow],
        in look: inout RecipeWatch.Look,
        _ recipe: RecipeID,
        step: Int?,
        _ state: RunState
    ) -> [SeenRow] {
        var seen: [SeenRow] = []
        for row in rows where !row.isMaster {
            guard let position = state.position(recipe: recipe, master: row.master) else { continue }
            let seenRow = SeenRow(position: position, seen: SeenRepeat(row: row, recipe: recipe))
            watches[recipe]?.remember(seenRow.seen, of: position)
            look.shown.insert(row.id)
            let job = state.plan.jobs[position]
            if case .notSent = state.jobs[position], job.step == step,
                RepeatMatch.newest(after: job, among: [seenRow.seen]) != nil
            {
                watches[recipe]?.isContradicted = true
            }
            if RepeatMatch.isAnswer(seenRow, state) { look.missing.remove(position) }
            seen.append(seenRow)
        }
        return seen
    }

    /// Reads the next page of a look, or ends it.
    private mutating func continueLook(
        _ action: WalkAction,
        _ look: consuming RecipeWatch.Look,
        _ recipe: RecipeID,
        _ priority: ReadPriority,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> End? {
        switch action {
        case .list where look.mayEndEarly && look.missing.isEmpty:
            watches[recipe]?.failures = 0
            return .early
        case .list(let query):
            watches[recipe]?.look = look
            ask(query, of: recipe, priority, &outbox)
            return nil
        case .finished(let summary):
            let isComplete = watches[recipe]?.coversKnownRepeats(look, since: bounds[recipe]?.since) ?? true
            let isEvidence =
                summary.completeness.isProven && !summary.isContradicted && isComplete && !look.isOutdated
            guard isEvidence || mayBelieve(summary, of: recipe, in: outbox.state.plan) else {
                let why = summary.warning ?? "its counts do not agree with its rows"
                return .contradicted(begun: look.begun, why: why)
            }
            watches[recipe]?.complete(begun: look.begun, at: now.instant)
            return .complete(begun: look.begun, isEvidence: isEvidence)
        }
    }

    /// Whether jobs may be sent upon a look that is no evidence: its answers do not contradict each other, or a person has approved a
    /// plan whose list of this recipe was not proven either.
    private func mayBelieve(_ summary: WalkSummary, of recipe: RecipeID, in plan: Plan) -> Bool {
        if summary.completeness.isProven || !summary.isContradicted { return true }
        return plan.listings.contains { $0.recipe == recipe && $0.completeness == .unproven }
    }

    /// A look at the recipe failed: it is not begun again for a while.
    ///
    /// - Returns: whether that was one too many in a row.
    mutating func failed(_ recipe: RecipeID, at now: Instant) -> Bool {
        watches[recipe]?.fail(pausingUntil: now + Self.pauseAfterFailure)
        return watches[recipe]?.failures ?? 0 >= Self.failuresInARow
    }

    /// Changes what is known of a recipe.
    mutating func update(_ recipe: RecipeID, _ change: (inout RecipeWatch) -> Void) {
        change(&watches[recipe, default: RecipeWatch()])
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
