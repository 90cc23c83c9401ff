import WorkatoJobs

/// Whether a repeat that a list shows came after the attempt that the plan names.
///
/// The one rule for drift, answers, settling and other people's repeats. Both times compared are the server's.
enum RepeatMatch {
    /// Whether the repeat can be a later attempt than the one that the plan names; a repeat whose start is not told can.
    static func isLater(_ seen: SeenRepeat, than job: PlannedJob) -> Bool {
        guard seen.id != job.newestAttempt else { return false }
        guard let started = seen.startedAt, let before = job.startedAt ?? job.completedAt else { return true }
        return started >= before
    }

    /// Whether the repeat can be one that was made after its chunk was sent: it is later, started after the planned attempt had
    /// ended, was not known when the chunk was sent, and no other answer has named it.
    static func isNew(_ seen: SeenRepeat, of job: PlannedJob, known: Set<JobID>?, claimed: [JobID: Int]) -> Bool {
        guard isLater(seen, than: job), !(known?.contains(seen.id) ?? false), claimed[seen.id] == nil else {
            return false
        }
        guard let started = seen.startedAt, let ended = job.completedAt else { return true }
        return started >= ended
    }
}
