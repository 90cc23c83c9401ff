package import RedriveCore
package import WorkatoJobs

/// Why a plan could not be made or a run could not be begun or went no further.
package enum EngineError: Error, Sendable {
    /// A file could not be read, written or synced (exit 74).
    case file(FileError)
    /// A plan file is not valid (65).
    case planFile(path: String, PlanFileError)
    /// A state file is not valid (65).
    case stateFile(path: String, JournalError)
    /// Another process works on this state file (6).
    case stateLocked(path: String, by: LockHolder?)
    /// The name of the file that was to be made is taken (6).
    case nameTaken(path: String)
    /// Another run on this machine repeats jobs of this recipe (6).
    case recipeLocked(RecipeID, by: LockHolder?)
    /// Another run on this machine sends tokens of this file, or of one with the same contents (6).
    case tokensLocked(path: String, by: LockHolder?)
    /// The plan was run on this machine already: resume that run, or make a new plan (6).
    case planAlreadyRun(PlanRun)
    /// The state file is an older copy: a process on this machine has written more of the run (6).
    case olderCopy(path: String, lines: Int, newest: KnownState)
    /// There is no plan (65, 69 or 77, by the failure).
    case planning(PlanningError)
    /// The work was cancelled before it came to anything.
    case cancelled
}
