package import WorkatoJobs

/// What a run would do, with everything that a run needs.
///
/// A plan is a preview that can be carried out. A run sends a subset of `jobs` and never adds to it.
package struct Plan: Sendable, Hashable {
    /// Everything that was known before the first job.
    package var header: PlanHeader
    /// The error signatures that jobs refer to by their index.
    package var signatures: [ErrorSignature]
    /// The jobs to repeat, in the order of sending within each step.
    ///
    /// Steps ascend.
    package var jobs: [PlannedJob]
    /// The suspended jobs to resume, in the order of sending within each step.
    ///
    /// Steps ascend.
    package var tokens: [PlannedToken]
    /// The jobs that were seen and left out, with the reason.
    package var leftOut: [LeftOutJob]
    /// How each list was read.
    package var listings: [RecipeListing]
    /// What the operator should know before approving.
    package var warnings: [String]

    /// A plan from its parts.
    package init(
        header: PlanHeader,
        signatures: [ErrorSignature] = [],
        jobs: [PlannedJob] = [],
        tokens: [PlannedToken] = [],
        leftOut: [LeftOutJob] = [],
        listings: [RecipeListing] = [],
        warnings: [String] = []
    ) {
        self.header = header
        self.signatures = signatures
        self.jobs = jobs
        self.tokens = tokens
        self.leftOut = leftOut
        self.listings = listings
        self.warnings = warnings
    }
}

/// Where a plan came from, and how it is to be run.
package struct PlanHeader: Sendable, Hashable {
    /// The runbook's name.
    package var name: String
    /// When the lists began to be read, by this machine's clock.
    package var createdAt: Timestamp
    /// The version of Redrive that made it.
    package var version: String
    /// The runbook's description.
    package var description: String?
    /// The reason, such as a ticket.
    package var reason: String?
    /// The runbook's bound on jobs.
    package var maxJobs: Int?
    /// The runbook's `timezone`, for times that people read; nil for UTC.
    package var timeZone: UTCOffset?
    /// What happens to unknown requests that were not applied.
    package var onUnknown: OnUnknown
    /// The workspace, with where its token comes from and never the token itself.
    package var workspace: Workspace
    /// The workspace of the token when the plan was made; nil if it was not known.
    package var identity: WorkspaceIdentity?
    /// The path of the scenario, as given, if the plan was made for a simulated workspace; such a plan cannot be sent elsewhere.
    package var simulated: String?
    /// The steps, with everything that a run needs of them.
    package var steps: [PlannedStep]
    /// The names of recipes, as far as they are known.
    ///
    /// Not to be used for anything but showing them.
    package var recipeNames: [RecipeID: String]

    /// A header from its parts.
    package init(
        name: String,
        createdAt: Timestamp,
        version: String,
        description: String? = nil,
        reason: String? = nil,
        maxJobs: Int? = nil,
        timeZone: UTCOffset? = nil,
        onUnknown: OnUnknown = .resend,
        workspace: Workspace,
        identity: WorkspaceIdentity? = nil,
        simulated: String? = nil,
        steps: [PlannedStep],
        recipeNames: [RecipeID: String] = [:]
    ) {
        self.name = name
        self.createdAt = createdAt
        self.version = version
        self.description = description
        self.reason = reason
        self.maxJobs = maxJobs
        self.timeZone = timeZone
        self.onUnknown = onUnknown
        self.workspace = workspace
        self.identity = identity
        self.simulated = simulated
        self.steps = steps
        self.recipeNames = recipeNames
    }
}

/// A job that the plan would repeat.
package struct PlannedJob: Sendable, Hashable {
    /// The index of its step in the header.
    package var step: Int
    /// The recipe.
    package var recipe: RecipeID
    /// What is sent: the master's id.
    package var master: JobID
    /// The newest attempt that was seen; a run sends the job only while this is still the newest.
    package var newestAttempt: JobID
    /// When the newest attempt started.
    package var startedAt: Timestamp?
    /// When the newest attempt ended.
    package var completedAt: Timestamp?
    /// The index of its error signature; nil if the newest attempt did not fail.
    package var signature: Int?
    /// How many repeats of the master were seen.
    package var earlierRepeats: Int
    /// The title, cut to `longestTitle`; only with `--with-titles`.
    ///
    /// Not to be used for anything but showing it.
    package var title: String?
    /// The longest title that a plan keeps, in Unicode scalars, an ellipsis at the end included.
    package static let longestTitle = 500

    /// A job from its parts.
    package init(
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
package struct LeftOutJob: Sendable, Hashable {
    /// The index of the step in the header.
    package var step: Int
    /// The recipe.
    package var recipe: RecipeID
    /// The master.
    package var master: JobID
    /// The newest attempt that was seen.
    package var newestAttempt: JobID
    /// Why; the first reason that applies.
    package var reason: LeftOutReason

    /// A left-out job from its parts.
    package init(step: Int, recipe: RecipeID, master: JobID, newestAttempt: JobID, reason: LeftOutReason) {
        self.step = step
        self.recipe = recipe
        self.master = master
        self.newestAttempt = newestAttempt
        self.reason = reason
    }
}

/// How one list of one recipe was read.
package struct RecipeListing: Sendable, Hashable {
    /// Which list.
    package enum List: String, Sendable, Hashable, Codable {
        /// The jobs of the status asked for.
        case jobs
        /// The repeats.
        case repeats
        /// No list: single jobs, read for `inspect`; `rows` are the jobs that could be read.
        case details
    }

    /// What makes the list complete.
    package enum Completeness: String, Sendable, Hashable, Codable {
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
    package var recipe: RecipeID
    /// Which list.
    package var list: List
    /// How many requests it took.
    package var requests: Int
    /// How many distinct rows were seen.
    package var rows: Int
    /// Why the reading ended.
    package var completeness: Completeness

    /// A listing from its parts.
    package init(recipe: RecipeID, list: List, requests: Int, rows: Int, completeness: Completeness) {
        self.recipe = recipe
        self.list = list
        self.requests = requests
        self.rows = rows
        self.completeness = completeness
    }
}
