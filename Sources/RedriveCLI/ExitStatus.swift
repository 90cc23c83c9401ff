/// What a process of Redrive exits with; a script may rely on it.
///
/// Source: docs/formats/exit-status.md.
package enum ExitStatus: Int32, Sendable, Hashable, CaseIterable {
    /// All of it done, or nothing to do.
    case done = 0
    /// Finished, but some jobs were refused, failed again, or were still pending.
    case unfinishedJobs = 1
    /// `plan --detailed-exitcode` only: the plan is not empty.
    case planNotEmpty = 2
    /// Stopped by a guard; can be resumed.
    case guardTripped = 3
    /// Interrupted or stopped by a person; can be resumed.
    case interrupted = 4
    /// Some jobs are unknown or held: a person must decide.
    case undecided = 5
    /// Refused before anything was sent.
    case refused = 6
    /// Wrong usage.
    case usage = 64
    /// The runbook, plan, state or scenario is not valid.
    case invalidData = 65
    /// The API cannot be reached, or does not answer as documented.
    case unreachable = 69
    /// A bug in Redrive.
    case bug = 70
    /// A file could not be read, written or synced.
    case fileFailure = 74
    /// The token is missing or not accepted.
    case noToken = 77
}
