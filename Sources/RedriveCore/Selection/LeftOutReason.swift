import WorkatoJobs

/// Why a job that was seen is not in the plan.
///
/// The cases are in the order of the rules; the first rule that applies gives the reason.
package enum LeftOutReason: String, Sendable, Hashable, Codable, CaseIterable {
    /// The compared time is not in the window.
    case outsideWindow = "outside_window"
    /// The conditions of `where` do not hold.
    case filtered
    /// Named in `exclude_jobs`.
    case excludeJobs = "exclude_jobs"
    /// A failed poll, not a run of the recipe.
    case pollError = "poll_error"
    /// A test run; known only for jobs that were read one by one.
    case testJob = "test_job"
    /// Another row of the same master was taken, here or in an earlier step.
    case duplicate
    /// The newest attempt of its master is pending.
    case inFlight = "in_flight"
    /// The newest attempt of its master ended in a status that is neither succeeded nor failed, such as canceled or
    /// aborted.
    case otherStatus = "other_status"
    /// The newest attempt of its master succeeded.
    case recovered
    /// The parent's repeat runs it again.
    case child
    /// The master has been repeated `DocumentedLimits.repeatsPerJob` times that were seen.
    case repeatLimit = "repeat_limit"
    /// Its data is past retention.
    case expired
    /// Cut by `limit` or `limit_per_recipe`, after the order.
    case overLimit = "over_limit"

    /// Whether `include:` may bring the class back.
    package var canBeIncluded: Bool {
        switch self {
        case .pollError, .testJob, .otherStatus, .recovered, .child, .repeatLimit, .expired: true
        case .outsideWindow, .filtered, .excludeJobs, .duplicate, .inFlight, .overLimit: false
        }
    }
}
