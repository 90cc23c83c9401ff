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
    /// A percentage is not judged before this many jobs were seen.
    package var minSample: Int

    /// Guards from their parts; there are no bounds by default.
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

    /// The default of a runbook: half of the jobs failed again, or half were refused, of 25 jobs or more.
    package static let `default` = Guards(failedAgain: .percent(50), refused: .percent(50))

    /// The name of `--max-drift` as a guard that stopped a run.
    package static let maxDriftName = "max_drift"

    /// The name of a ramp as a guard: a stage in which nothing recovered stops the step.
    package static let rampName = "ramp"

    /// The name of `max_pending` as a guard: repeats that do not end stop the step.
    package static let maxPendingName = "max_pending"

    /// `stop_when: off`.
    package static let off = Guards()
}
