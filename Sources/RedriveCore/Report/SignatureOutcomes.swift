package import WorkatoJobs

/// How the jobs ended that had failed with one error: its signature before the repeat, and those after it.
package struct SignatureOutcomes: Sendable, Hashable {
    /// The signature before, in words; empty for an error without a message.
    package let words: String
    /// The recipes whose jobs failed with it.
    package private(set) var recipes: Set<RecipeID> = []
    /// How many of them have an outcome.
    package private(set) var total = 0
    /// Those by outcome.
    package private(set) var outcomes: [Outcome: Int] = [:]
    /// Those that failed with another error, by its signature.
    package private(set) var others: [String: Int] = [:]

    private mutating func add(_ followed: FollowedOutcome) {
        total += 1
        outcomes[followed.outcome, default: 0] += 1
        if followed.outcome == .failedOther { others[followed.signatureAfter ?? "", default: 0] += 1 }
    }

    /// Takes in the same error of another recipe.
    private mutating func add(_ other: SignatureOutcomes) {
        recipes.formUnion(other.recipes)
        total += other.total
        outcomes.merge(other.outcomes, uniquingKeysWith: +)
        others.merge(other.others, uniquingKeysWith: +)
    }

    /// How many of them failed again, with whatever error.
    package var failedAgain: Int { (outcomes[.failedSame] ?? 0) + (outcomes[.failedOther] ?? 0) }

    /// The errors of a run whose repeats have an outcome: those that still fail first, then the most frequent.
    package static func all(of state: RunState) -> [SignatureOutcomes] {
        var bySignature = state.plan.signatures.map { SignatureOutcomes(words: $0.words) }
        for (position, job) in state.jobs.enumerated() {
            guard case .enqueued(_, let followed?) = job, let signature = state.plan.jobs[position].signature else {
                continue
            }
            bySignature[signature].add(followed)
        }
        var groups: [String: SignatureOutcomes] = [:]
        for (index, var outcomes) in bySignature.enumerated() where outcomes.total > 0 {
            outcomes.recipes = [state.plan.signatures[index].recipe]
            groups[outcomes.words, default: SignatureOutcomes(words: outcomes.words)].add(outcomes)
        }
        return groups.values.sorted {
            ($1.failedAgain, $1.total, $0.words) < ($0.failedAgain, $0.total, $1.words)
        }
    }
}
