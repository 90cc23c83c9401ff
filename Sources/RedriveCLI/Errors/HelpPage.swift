import RedriveCore
import RedriveEngine

/// A page of the documentation that explains an error, from the repository's top; a test checks that each of them exists.
///
/// Where only the program is installed, the name says what to look for.
enum HelpPage: String, Sendable, Hashable, CaseIterable {
    /// The commands.
    case commands = "docs/commands.md"
    /// The exit statuses.
    case exitStatus = "docs/formats/exit-status.md"
    /// The runbook language.
    case runbook = "docs/runbook.md"
    /// What a query for recipes means.
    case recipeQuery = "docs/runbook.md#recipes-by-query"
    /// `workspace`, with its id.
    case workspace = "docs/runbook.md#workspace"
    /// Where a token comes from.
    case token = "docs/runbook.md#token"
    /// The bound on jobs.
    case maxJobs = "docs/runbook.md#the-top-level"
    /// What `list_jobs` saves.
    case lists = "docs/runbook.md#list_jobs"
    /// What proves that a list is complete.
    case completeness = "docs/formats/plan.md#listing"
    /// What `resume_jobs` sends, and what it pins.
    case resumeJobs = "docs/runbook.md#resume_jobs"
    /// Reports.
    case report = "docs/report.md"
    /// Looking again at how repeats ended.
    case outcomes = "docs/report.md#looking-again"
    /// Planning what a run has left.
    case nextPlan = "docs/report.md#the-next-plan"
    /// Runs of other machines and users.
    case otherMachines = "docs/failures.md#runs-that-cannot-see-each-other"
    /// The format of a scenario.
    case scenario = "docs/scenario.md"
    /// The format of a plan.
    case plan = "docs/formats/plan.md"
    /// Which state files are refused.
    case state = "docs/formats/state.md#when-it-is-read"
    /// Files, locks and processes.
    case machine = "docs/failures.md#the-machine-and-the-process"
    /// Requests without an answer.
    case network = "docs/failures.md#the-network"
    /// Bounds on what is read.
    case largeLists = "docs/failures.md#lists-that-are-too-large"
    /// Proxies, certificates and the address.
    case connection = "docs/network.md"
    /// Commands to a live run.
    case liveRun = "docs/guards.md#commands-to-a-live-run"
    /// What the token may do, and how to find out.
    case rights = "docs/doctor.md#rights"

    /// The page about an exit status, for errors that have no page of their own.
    init(_ status: ExitStatus) {
        self =
            switch status {
            // Most refusals ask for an approval.
            case .usage, .refused: .commands
            case .invalidData: .runbook
            case .unreachable: .network
            case .fileFailure, .interrupted: .machine
            case .noToken: .token
            case .done, .unfinishedJobs, .planNotEmpty, .guardTripped, .undecided, .bug: .exitStatus
            }
    }

    /// The page about an error of the engine.
    init(_ error: EngineError) {
        self =
            switch error {
            case .file, .stateLocked, .recipeLocked, .tokensLocked, .planAlreadyRun, .olderCopy, .nameTaken, .cancelled:
                .machine
            case .planFile: .plan
            case .stateFile: .state
            case .planning(let planning): HelpPage(planning)
            }
    }

    private init(_ error: PlanningError) {
        self =
            switch error {
            case .unauthorized, .recipeNotFound: .rights
            case .unreachable: .network
            case .unknownJobs: .runbook
            case .tooManyRows: .largeLists
            case .recipes(.unauthorized): .rights
            case .recipes(.unreachable): .network
            case .recipes: .recipeQuery
            }
    }
}
