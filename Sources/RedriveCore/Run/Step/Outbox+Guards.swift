extension Outbox {
    /// Stops a step if one of its guards says so.
    ///
    /// - Returns: why the run has to stop; nil if it does not, or if it goes on with the next step.
    mutating func checkGuards(ofStep step: Int, at now: Moment) -> RunEnding? {
        let progress = state.steps[step]
        guard progress.stage == .running else { return nil }
        let guards = state.plan.header.steps[step].conduct.guards
        guard let tripped = guards.tripped(by: progress.counts, since: progress.baseline) else { return nil }
        return trip(step, tripped.name, tripped.message, at: now)
    }

    /// Records that a guard stops a step.
    ///
    /// - Returns: why the run has to stop; nil if it goes on with the next step.
    mutating func trip(_ step: Int, _ name: String, _ message: String, at now: Moment) -> RunEnding? {
        record(.guardTripped(.init(step: step, guardName: name, message: message)), at: now)
        switch state.plan.header.steps[step].conduct.onFailure {
        case .stop: return .guardTripped
        case .continue:
            want(.cancelUnsent)
            return nil
        }
    }
}
