import WorkatoJobs

/// What planning keeps of one master: its newest attempt, and what was found out about all of them.
///
/// Rows are not kept. What is asked of the newest attempt (predicate, signature) is answered when a row turns out to be
/// the newest so far, so that a hundred thousand jobs need no more than their ids, times and answers.
struct MasterEntry: Sendable {
    /// The state of the newest attempt.
    enum Standing: UInt8, Sendable {
        /// It failed.
        case failed
        /// It succeeded.
        case succeeded
        /// It is pending, or in a state that is not documented and has no end.
        case running
        /// It ended in an undocumented status, such as canceled: neither a failure nor a success.
        case endedOther
    }

    /// A job that called this one, directly or at the top of the chain.
    struct Parent: Sendable, Hashable {
        var recipe: RecipeID?
        var job: JobID
    }

    let master: JobID
    var newest: JobID
    /// Whether the newest attempt is a repeat, and not the master itself.
    var newestIsRepeat: Bool
    var standing: Standing
    var startedAt: Timestamp?
    var completedAt: Timestamp?
    var isPollError = false
    var isTest = false
    /// It failed without error, error parts and title, as a job whose data was erased.
    var isErased = false
    var repeats: Int32 = 0
    /// The earliest end of an attempt that was seen; the master's own if the master was seen.
    var earliestEnd: Timestamp?
    /// The earliest start of an attempt that was seen.
    var earliestStart: Timestamp?
    /// When the master itself started; nil if it was not seen.
    var ownStart: Timestamp?
    /// Steps for which an attempt of the status asked for was seen.
    var asked = StepSet()
    /// Steps for which such an attempt is in the window.
    var inWindow = StepSet()
    /// Steps that exclude an attempt.
    var excluded = StepSet()
    /// Steps whose predicate holds for the newest attempt.
    var holds = StepSet()
    /// Steps that name an attempt.
    var listed = StepSet()
    /// The index of the newest attempt's signature in the book.
    var signature: Int32?
    var title: String?
    var parents: [Parent] = []
    /// Whether an earlier step has it.
    var isTaken = false

    init(row: JobRow) {
        master = row.master
        newest = row.id
        newestIsRepeat = !row.isMaster
        standing = Standing(row)
    }

    /// Whether a row is a newer attempt than the newest so far, or the same one.
    func isOlder(than row: JobRow) -> Bool {
        if row.id == newest { return true }
        let ours = AttemptAge(id: newest, isRepeat: newestIsRepeat, startedAt: startedAt, completedAt: completedAt)
        return ours.isOlder(than: AttemptAge(row))
    }
}

/// What tells which of two attempts of a master is the newer one.
struct AttemptAge: Sendable {
    let id: JobID
    let isRepeat: Bool
    let startedAt: Timestamp?
    let completedAt: Timestamp?

    /// Whether another attempt is newer: it started later; of two that started at once, the repeat, then the one that ended later (or
    /// not yet), then the greater id.
    ///
    /// A repeat without a start waits for its turn, so it is newer than one that has started.
    func isOlder(than other: AttemptAge) -> Bool {
        let (ours, theirs) = (begin, other.begin)
        if ours != theirs { return ours < theirs }
        if isRepeat != other.isRepeat { return other.isRepeat }
        let (ourEnd, theirEnd) = (completedAt?.milliseconds ?? .max, other.completedAt?.milliseconds ?? .max)
        return ourEnd != theirEnd ? ourEnd < theirEnd : id < other.id
    }

    private var begin: Int64 { (startedAt ?? completedAt)?.milliseconds ?? (isRepeat ? .max : .min) }
}

extension AttemptAge {
    /// The age of a row.
    init(_ row: JobRow) {
        self.init(id: row.id, isRepeat: !row.isMaster, startedAt: row.startedAt, completedAt: row.completedAt)
    }
}

extension MasterEntry.Standing {
    init(_ row: JobRow) {
        switch row.status {
        case .failed: self = .failed
        case .succeeded: self = .succeeded
        case .pending: self = .running
        case .other: self = row.completedAt == nil ? .running : .endedOther
        }
    }
}
