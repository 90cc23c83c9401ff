import RedriveCore
import Transport
import WorkatoJobs
import WorkatoSimulator

/// Compares what a look that has read only what is new has concluded with the whole list, as the workspace showed it when the look
/// began.
struct LookShadow: Sendable {
    private var begun: [RecipeID: (world: World, time: Duration)] = [:]
    private var compared: LookEvidence?

    /// A look at the recipe begins: the workspace is kept as it is.
    mutating func looks(at recipe: RecipeID, _ world: World, _ time: Duration) { begun[recipe] = (world, time) }

    /// Reads the whole list if a look has just become evidence.
    ///
    /// - Returns: what the look has missed of jobs that are not sent, or whose answer is lost; nil if there is nothing to compare.
    mutating func compare(
        _ run: RunStateMachine,
        api: JobsAPI,
        token: Secret,
        start: Timestamp
    ) -> [String]? {
        guard let evidence = run.latestEvidence, evidence != compared else { return nil }
        compared = evidence
        // While a whole list is read, rows move within it; what that misses is not what is compared.
        guard evidence.isOfPart else { return nil }
        guard let kept = begun[evidence.recipe], Instant(sinceZero: kept.time) == evidence.begun else { return nil }
        let known = run.knownRepeats(of: evidence.recipe)
        let state = run.state
        var missed: [String] = []
        for row in Self.repeats(of: evidence.recipe, kept.world, at: start + kept.time, api, token) {
            guard let position = state.position(recipe: evidence.recipe, master: row.master), !known.contains(row.id)
            else {
                continue
            }
            // What is older than the attempt that the plan names is of no interest.
            let job = state.plan.jobs[position]
            guard row.id != job.newestAttempt, row.startedAt ?? .max >= job.startedAt ?? job.completedAt ?? .min else {
                continue
            }
            switch state.jobs[position] {
            case .notSent, .unknown: missed.append("job \(row.master): \(row.id) at \(kept.time)")
            case .inFlight, .enqueued, .refused, .dropped, .held: continue
            }
        }
        return missed
    }

    /// All repeats that a list shows, page by page without a pause, as far as answers go.
    private static func repeats(
        of recipe: RecipeID,
        _ world: World,
        at time: Timestamp,
        _ api: JobsAPI,
        _ token: Secret
    ) -> [JobRow] {
        var world = world
        var walk = RepeatsWalkStateMachine(
            recipe: recipe,
            bound: WalkBound(since: nil, clock: .startedAt, lookback: .zero)
        )
        var action = walk.begin()
        var rows: [JobRow] = []
        while case .list(let query) = action {
            // Limits and faults are not what is compared: a page that is refused ends the comparison.
            let request = api.authorized(api.list(query), token: token)
            let exchange = world.receive(request, at: SimulatedTime(milliseconds: time.milliseconds))
            guard case (.success(let response), _) = exchange.outcome(timeout: .seconds(45)),
                case .value(let page) = ListAnswer(reading: response)
            else { return rows }
            action = walk.received(page)
            rows += walk.newRows.filter { !$0.isMaster }
        }
        return rows
    }
}

extension Timestamp {
    fileprivate static let min = Timestamp(milliseconds: .min)
    fileprivate static let max = Timestamp(milliseconds: .max)
}
