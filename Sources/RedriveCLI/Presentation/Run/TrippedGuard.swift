import RedriveCore

/// A guard that stopped a step, and what made it: an operator has to know that before anything goes on.
struct TrippedGuard {
    /// The step's name.
    let step: String
    /// The guard, by its key in the runbook.
    let name: String
    /// In words, with the numbers.
    let message: String
    /// The errors that made it, the most frequent first, with how many jobs each; empty if it is not about errors.
    let causes: [(jobs: Int, words: String)]

    /// The guards that stopped steps of a run, in the order of the steps.
    static func all(of state: RunState) -> [TrippedGuard] {
        state.steps.enumerated().compactMap { index, step in
            guard case .tripped(let name, let message) = step.stage else { return nil }
            return TrippedGuard(
                step: state.plan.header.steps[index].name,
                name: name,
                message: message,
                causes: causes(of: name, step: index, state)
            )
        }
    }

    private static func causes(of name: String, step: Int, _ state: RunState) -> [(jobs: Int, words: String)] {
        var counts: [String: Int] = [:]
        switch name {
        case "failed_again", "same_error":
            let progress = state.steps[step]
            for (words, count) in progress.counts.bySignature {
                counts[words] = count - (progress.baseline.bySignature[words] ?? 0)
            }
        case "refused":
            for (position, job) in state.jobs.enumerated() where state.plan.jobs[position].step == step {
                guard case .refused(let type, let message) = job else { continue }
                counts[[type, message].compactMap { $0 }.joined(separator: ": "), default: 0] += 1
            }
        default: break
        }
        return counts.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { (jobs: $0.value, words: $0.key) }
    }
}
