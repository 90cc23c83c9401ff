/// When a step stops by itself, before it does more harm.
///
/// A guard stops when the Nth case is *seen*; a percentage when `100·n ≥ p·seen` and `seen ≥ minSample`, over the jobs of
/// the step that have an outcome (for `failedAgain`) or an answer (for `refused` and `unknown`).
package struct Guards: Sendable, Hashable {
    /// A number of jobs, or a share of those seen.
    package enum Threshold: Sendable, Hashable {
        /// This many jobs; from 1.
        case jobs(Int)
        /// This share of the jobs seen, in percent; 1 to 100.
        case percent(Int)
    }

    /// Repeated jobs that failed again; nil for no bound.
    package var failedAgain: Threshold?
    /// Jobs that the server refused to repeat; nil for no bound.
    package var refused: Threshold?
    /// Jobs that failed again with one and the same signature; nil for no bound.
    package var sameError: Int?
    /// Jobs whose request's answer was lost; nil for no bound.
    package var unknown: Threshold?
    /// A percentage is not judged before so many jobs were seen.
    package var minSample: Int

    /// Guards from their parts; nothing is bounded where nothing is said.
    package init(
        failedAgain: Threshold? = nil,
        refused: Threshold? = nil,
        sameError: Int? = nil,
        unknown: Threshold? = nil,
        minSample: Int = 25
    ) {
        self.failedAgain = failedAgain
        self.refused = refused
        self.sameError = sameError
        self.unknown = unknown
        self.minSample = minSample
    }

    /// What holds unless the runbook says otherwise: half of the jobs failed again, or half refused, of 25 or more.
    package static let `default` = Guards(failedAgain: .percent(50), refused: .percent(50))

    /// What `--max-drift` is called where it stops a run as a guard does.
    package static let maxDriftName = "max_drift"

    /// `stop_when: off`.
    package static let off = Guards()
}
