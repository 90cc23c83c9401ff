import RedriveCore
import RedriveEngine

/// How the work of one process on a run ended.
struct SessionResult: Sendable {
    /// The path of the run's state file, as a person would type it.
    let statePath: String
    /// Where the run stands now.
    let state: RunState
    /// How the work ended.
    let ending: Runner.Ending
}
