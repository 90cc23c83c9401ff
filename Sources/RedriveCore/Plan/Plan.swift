public import WorkatoJobs

/// What would be done: self-contained, so that a run needs nothing else.
///
/// A plan is a preview that can be acted upon. What is sent is a subset of `jobs`; nothing is ever added to it.
public struct Plan: Sendable, Hashable {
    /// Everything that was known before the first job.
    public var header: PlanHeader
    /// The error signatures that jobs refer to by their index.
    public var signatures: [ErrorSignature]
    /// The jobs to repeat, in the order of sending within each step.
    ///
    /// Steps ascend.
    public var jobs: [PlannedJob]
    /// The jobs that were seen and left out, with the reason.
    public var leftOut: [LeftOutJob]
    /// How each list was read.
    public var listings: [RecipeListing]
    /// What the operator should know before approving.
    public var warnings: [String]

    /// A plan from its parts.
    public init(
        header: PlanHeader,
        signatures: [ErrorSignature] = [],
        jobs: [PlannedJob] = [],
        leftOut: [LeftOutJob] = [],
        listings: [RecipeListing] = [],
        warnings: [String] = []
    ) {
        self.header = header
        self.signatures = signatures
        self.jobs = jobs
        self.leftOut = leftOut
        self.listings = listings
        self.warnings = warnings
    }
}

/// What a plan says of itself: where it came from and how it is to be run.
public struct PlanHeader: Sendable, Hashable {
    /// The runbook's name.
    public var name: String
    /// When the lists began to be read, by this machine's clock.
    public var createdAt: Timestamp
    /// The version of Redrive that made it.
    public var version: String
    /// The runbook's description.
    public var description: String?
    /// The reason, a ticket say.
    public var reason: String?
    /// The runbook's bound on jobs.
    public var maxJobs: Int?
    /// What happens to unknown requests that were not applied.
    public var onUnknown: OnUnknown
    /// Where; without a token, but with where the token comes from.
    public var workspace: Workspace
    /// The scenario (its path as given) where the plan was made on a simulated workspace; such a plan cannot be sent elsewhere.
    public var simulated: String?
    /// The steps with all that a run needs of them.
    public var steps: [PlanStep]

    /// A header from its parts.
    public init(
        name: String,
        createdAt: Timestamp,
        version: String,
        description: String? = nil,
        reason: String? = nil,
        maxJobs: Int? = nil,
        onUnknown: OnUnknown = .resend,
        workspace: Workspace,
        simulated: String? = nil,
        steps: [PlanStep]
    ) {
        self.name = name
        self.createdAt = createdAt
        self.version = version
        self.description = description
        self.reason = reason
        self.maxJobs = maxJobs
        self.onUnknown = onUnknown
        self.workspace = workspace
        self.simulated = simulated
        self.steps = steps
    }
}

/// One step of a plan.
public struct PlanStep: Sendable, Hashable {
    /// The name; unique in the plan.
    public var name: String
    /// The recipes that were asked for, in the runbook's order.
    public var recipes: [RecipeID]
    /// The status that was selected.
    public var status: Selection.Status
    /// The window, for the eye; `since` nil is the beginning.
    public var since: Timestamp?
    /// The end of the window, excluded.
    public var until: Timestamp
    /// The time that the window compares.
    public var clock: Selection.Clock
    /// The classes brought back by `include:`.
    ///
    /// A run must not drop a job for what the plan included on purpose.
    public var include: Set<LeftOutReason>
    /// The order of sending.
    public var order: Selection.Order
    /// How long outcomes are followed; nil for not at all.
    public var verifyWithin: Duration?
    /// When to stop.
    public var guards: Guards
    /// Slower than the limits, in jobs.
    public var pace: Rate?
    /// Whether later steps run after a guard stopped this one.
    public var onFailure: Step.OnFailure

    /// A step from its parts.
    public init(
        name: String,
        recipes: [RecipeID],
        status: Selection.Status = .failed,
        since: Timestamp? = nil,
        until: Timestamp,
        clock: Selection.Clock = .completedAt,
        include: Set<LeftOutReason> = [],
        order: Selection.Order = .oldestFirst,
        verifyWithin: Duration? = Step.defaultVerifyWithin,
        guards: Guards = .default,
        pace: Rate? = nil,
        onFailure: Step.OnFailure = .stop
    ) {
        self.name = name
        self.recipes = recipes
        self.status = status
        self.since = since
        self.until = until
        self.clock = clock
        self.include = include
        self.order = order
        self.verifyWithin = verifyWithin
        self.guards = guards
        self.pace = pace
        self.onFailure = onFailure
    }
}

/// A job that the plan would repeat.
public struct PlannedJob: Sendable, Hashable {
    /// The index of its step in the header.
    public var step: Int
    /// The recipe.
    public var recipe: RecipeID
    /// What is sent: the master's id.
    public var master: JobID
    /// The newest attempt that was seen; a run sends the job only while this is still the newest.
    public var newestAttempt: JobID
    /// When the newest attempt started.
    public var startedAt: Timestamp?
    /// When the newest attempt ended.
    public var completedAt: Timestamp?
    /// The index of its error signature; nil where the newest attempt did not fail.
    public var signature: Int?
    /// How many repeats of the master were seen.
    public var earlierRepeats: Int
    /// The title, cut to `longestTitle`; only with `--with-titles`.
    ///
    /// Not to be used for anything but showing it.
    public var title: String?
    /// The longest title that a plan keeps, in Unicode scalars, an ellipsis at the end included.
    public static let longestTitle = 500

    /// A job from its parts.
    public init(
        step: Int,
        recipe: RecipeID,
        master: JobID,
        newestAttempt: JobID,
        startedAt: Timestamp? = nil,
        completedAt: Timestamp? = nil,
        signature: Int? = nil,
        earlierRepeats: Int = 0,
        title: String? = nil
    ) {
        self.step = step
        self.recipe = recipe
        self.master = master
        self.newestAttempt = newestAttempt
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.signature = signature
        self.earlierRepeats = earlierRepeats
        self.title = title
    }
}

extension PlannedJob {
    /// A title as a plan keeps it: a longer one than `longestTitle` is cut, and ends with an ellipsis.
    static func shownTitle(_ title: String) -> String {
        let scalars = title.unicodeScalars
        guard let cut = scalars.index(scalars.startIndex, offsetBy: longestTitle - 1, limitedBy: scalars.endIndex),
            cut < scalars.endIndex, scalars.index(after: cut) < scalars.endIndex
        else { return title }
        return String(scalars[..<cut]) + "…"
    }
}

/// A job that was seen and left out.
public struct LeftOutJob: Sendable, Hashable {
    /// The index of the step in the header.
    public var step: Int
    /// The recipe.
    public var recipe: RecipeID
    /// The master.
    public var master: JobID
    /// The newest attempt that was seen.
    public var newestAttempt: JobID
    /// Why; the first reason that applies.
    public var reason: LeftOutReason

    /// A left-out job from its parts.
    public init(step: Int, recipe: RecipeID, master: JobID, newestAttempt: JobID, reason: LeftOutReason) {
        self.step = step
        self.recipe = recipe
        self.master = master
        self.newestAttempt = newestAttempt
        self.reason = reason
    }
}

/// Errors that are the same but for their numbers, ids, quoted values and times.
public struct ErrorSignature: Sendable, Hashable {
    /// The recipe whose jobs failed.
    public var recipe: RecipeID
    /// The adapter, where the server names one.
    public var adapter: String?
    /// The type of the error, where the server names one.
    public var errorType: String?
    /// The message with what varies blanked; empty where there was none.
    public var message: String

    /// A signature from its parts; `message` is expected to be blanked already.
    public init(recipe: RecipeID, adapter: String?, errorType: String?, message: String) {
        self.recipe = recipe
        self.adapter = adapter
        self.errorType = errorType
        self.message = message
    }
}

/// How one list of one recipe was read.
public struct RecipeListing: Sendable, Hashable {
    /// Which list.
    public enum List: String, Sendable, Hashable, Codable {
        /// The jobs of the status asked for.
        case jobs
        /// The repeats.
        case repeats
        /// No list: single jobs, read for `inspect`; `rows` are the jobs that could be read.
        case details
    }

    /// What makes the list complete.
    public enum Completeness: String, Sendable, Hashable, Codable {
        /// The list was read to its end.
        case endOfList = "end_of_list"
        /// The rows prove that what follows is outside of the window.
        case order
        /// It was read `lookback` beyond the window; that nothing follows is an assumption.
        case lookback
        /// It could not be shown to be complete; a warning says why.
        case unproven
    }

    /// The recipe.
    public var recipe: RecipeID
    /// Which list.
    public var list: List
    /// How many requests it took.
    public var requests: Int
    /// How many distinct rows were seen.
    public var rows: Int
    /// Why the reading ended.
    public var completeness: Completeness

    /// A listing from its parts.
    public init(recipe: RecipeID, list: List, requests: Int, rows: Int, completeness: Completeness) {
        self.recipe = recipe
        self.list = list
        self.requests = requests
        self.rows = rows
        self.completeness = completeness
    }
}
