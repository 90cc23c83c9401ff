/// How a step begins with few jobs and sends more only once their outcomes are known.
///
/// Source: docs/guards.md, "canary" and "ramp".
package struct Rollout: Sendable, Hashable {
    /// The first jobs of each group, sent before all others; nil for none.
    package var canary: Canary?
    /// Stages, as totals of the step's jobs; empty for none.
    ///
    /// What is left after the last one follows once its outcomes are known.
    package var ramp: [Total]

    /// The most stages of a ramp: more than any incident needs, few enough to show.
    package static let mostStages = 100

    /// Jobs that are sent first, to see what they come to.
    package struct Canary: Sendable, Hashable {
        /// How many jobs of each group; from 1.
        package var jobs: Int
        /// What makes a group.
        package var per: Grouping

        /// A canary from its parts.
        package init(jobs: Int, per: Grouping = .errorSignature) {
            self.jobs = jobs
            self.per = per
        }
    }

    /// What the jobs of a canary's group have in common.
    package enum Grouping: String, Sendable, Hashable, Codable, CaseIterable {
        /// The error signature; above 50 signatures, the recipe.
        case errorSignature = "error_signature"
        /// The recipe.
        case recipe
        /// The step: one group.
        case step
    }

    /// How many of the step's jobs may have been sent by the end of a stage.
    package enum Total: Sendable, Hashable {
        /// This many; from 1.
        case jobs(Int)
        /// This share of them, rounded down to at least one job; 1 to 100.
        case percent(Int)

        /// The total as a number of jobs.
        ///
        /// - Parameter all: how many jobs there are.
        package func count(of all: Int) -> Int {
            switch self {
            case .jobs(let count): count
            case .percent(let share): max(1, all * share / 100)
            }
        }

        /// The total as the runbook has it.
        package var text: String {
            switch self {
            case .jobs(let count): "\(count)"
            case .percent(let share): "\(share)%"
            }
        }
    }

    /// A rollout from its parts; by default everything goes at once.
    package init(canary: Canary? = nil, ramp: [Total] = []) {
        self.canary = canary
        self.ramp = ramp
    }

    /// Everything goes at once.
    package static let immediate = Rollout()
}
