package import WorkatoJobs

/// A reason for which a run sends nothing, or less than it could.
///
/// Source: docs/guards.md, "Commands to a live run": `status` names every reason for waiting.
package enum Waiting: Sendable, Hashable {
    /// A person has paused it.
    case paused(RunSettings.Word)
    /// The answers to requests of these recipes were lost, and looking decides.
    case settling(Set<RecipeID>)
    /// The server has asked for a pause until then.
    case throttled(until: Instant)
    /// The outcomes of a stage are waited for.
    case stage(StageStanding)
    /// So many recipes of a step have as many repeats that have not ended as they may have.
    case maxPending(recipes: Int, most: Int)
    /// The limit on reads lets nothing be read before then.
    case readWindow(until: Instant)
    /// The step has this pace.
    case pace(Rate)

    /// The names of the reasons in events.
    package var name: String {
        switch self {
        case .paused: "paused"
        case .settling: "settling"
        case .throttled: "throttled"
        case .stage(let stage): stage.kind == .canary ? "canary" : "ramp"
        case .maxPending: "max_pending"
        case .readWindow: "read_window"
        case .pace: "pace"
        }
    }

    /// All reasons that the records know, the most important first.
    ///
    /// Visits all jobs of the plan.
    package static func all(of state: RunState) -> [Waiting] {
        var reasons: [Waiting] = []
        if let pause = state.settings.pause { reasons.append(.paused(pause)) }
        let settling = Set(state.chunks.values.lazy.filter { $0.status == .lost }.map(\.recipe))
        if !settling.isEmpty { reasons.append(.settling(settling)) }
        guard let step = state.steps.firstIndex(where: { $0.stage == .running }) else { return reasons }
        let conduct = state.plan.header.steps[step].conduct
        if conduct.rollout != .immediate, let stage = state.stage(ofStep: step), stage.isWaiting {
            reasons.append(.stage(stage))
        }
        let pace = state.settings.pace(ofStep: step)
        guard conduct.maxPending != nil || pace != nil else { return reasons }
        let unsent = Set(
            state.jobs.indices.lazy.filter { state.plan.jobs[$0].step == step && state.jobs[$0].jobClass == .notSent }
                .map { state.plan.jobs[$0].recipe }
        )
        if let most = conduct.maxPending {
            let full = unsent.count { (state.steps[step].rollout.unended[$0] ?? 0) >= most }
            if full > 0 { reasons.append(.maxPending(recipes: full, most: most)) }
        }
        if !unsent.isEmpty, let pace { reasons.append(.pace(pace)) }
        return reasons
    }

    /// Where in the list of all reasons this one stands, so that those of the pacing gate can be put among them.
    package var rank: Int {
        switch self {
        case .paused: 0
        case .settling: 1
        case .throttled: 2
        case .stage: 3
        case .maxPending: 4
        case .readWindow: 5
        case .pace: 6
        }
    }
}
