import WorkatoJobs

/// Whose a repeat is that a list shows, and whether it came after what is known.
///
/// The one rule for drift, answers, settling and other people's repeats: promise 1 rests on it. All times compared are the server's.
enum RepeatMatch {
    /// Whether the repeat can be a later attempt than the one that the plan names; a repeat without a start can.
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

    /// Whether the repeat can be one that the chunk's request made of the job.
    static func isNew(_ row: SeenRow, in chunk: ChunkProgress, _ state: RunState) -> Bool {
        let job = state.plan.jobs[row.position]
        return isNew(row.seen, of: job, known: chunk.known[job.master], claimed: state.repeats.owner)
    }

    /// Whether the repeat is the one that this run made of the job.
    static func isAnswer(_ row: SeenRow, _ state: RunState) -> Bool {
        guard case .enqueued(let new, _) = state.jobs[row.position] else { return false }
        if let new { return row.seen.id == new }
        if let owner = state.repeats.owner[row.seen.id] { return owner == row.position }
        guard let chunk = state.chunkLog.last(of: row.position) else { return false }
        return isNew(row, in: chunk, state)
    }

    /// Whether somebody else made the repeat of a job that this run has enqueued.
    ///
    /// No job whose answer was ever lost has such a repeat: one that no answer named may be this run's own. Nor can a repeat be told
    /// that may be older than the attempt which the plan names.
    static func isForeign(_ row: SeenRow, _ state: RunState) -> Bool {
        guard case .enqueued(let own?, _) = state.jobs[row.position], own != row.seen.id,
            !state.repeats.everUnknown.contains(row.position),
            let chunk = state.chunkLog.last(of: row.position), isNew(row, in: chunk, state),
            let started = row.seen.startedAt
        else { return false }
        return started > state.plan.jobs[row.position].startedAt ?? .distantFuture
    }

    /// The newest repeat that is newer than the attempt which the plan names; nil for none.
    static func newest(after job: PlannedJob, among repeats: [SeenRepeat]) -> SeenRepeat? {
        let newer = repeats.filter { isLater($0, than: job) }
        return newer.max { ($0.startedAt ?? .distantFuture, $0.id) < ($1.startedAt ?? .distantFuture, $1.id) }
    }

    /// Whether a repeat comes before another one; one without a start comes last.
    static func isEarlier(_ seen: SeenRepeat, than other: SeenRepeat) -> Bool {
        (seen.startedAt ?? .distantFuture, seen.id) < (other.startedAt ?? .distantFuture, other.id)
    }
}
