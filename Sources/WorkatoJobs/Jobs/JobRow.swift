/// One job as a list or *Get a job* shows it; an attempt of a master, or the master itself.
package struct JobRow: Sendable, Hashable {
    /// The job's own id.
    package var id: JobID
    /// The recipe; nil if the row does not name it.
    package var recipeID: RecipeID?
    /// `master_job_id` as it was sent: the own id, another one, or nil.
    ///
    /// Use `master`.
    package var masterJobID: JobID?
    /// Its status.
    package var status: JobStatus
    /// When it started.
    package var startedAt: Timestamp?
    /// When it ended; nil while it is pending.
    package var completedAt: Timestamp?
    /// The title; nil if it is absent or empty.
    package var title: String?
    /// The error as text; nil if it is absent or empty.
    ///
    /// If the API sends a JSON document in a string, the error is that string.
    package var error: String? {
        didSet { parsedError = error.flatMap { ErrorParts(document: $0) } }
    }
    /// `error_parts` as it was sent; nil if it is absent or empty.
    ///
    /// Use `errorMessage` and its like.
    package var errorParts: ErrorParts?
    /// Whether the trigger's poll failed: not a run of the recipe.
    package var isPollError: Bool
    /// Whether it was a test; nil in lists, which do not say.
    package var isTest: Bool?
    /// Whether it repeats its master; nil in lists, which do not say.
    package var isRepeat: Bool?
    /// The recipe that called it; nil for none.
    package var callingRecipeID: RecipeID?
    /// The job that called it; nil for none.
    package var callingJobID: JobID?
    /// The recipe at the top of the call chain; nil for none.
    package var rootRecipeID: RecipeID?
    /// The job at the top of the call chain; nil for none.
    package var rootJobID: JobID?
    /// The parts that `error` names, if it is an object or a JSON document in a string.
    var parsedError: ErrorParts?

    /// A row from its parts.
    package init(
        id: JobID,
        recipeID: RecipeID? = nil,
        masterJobID: JobID? = nil,
        status: JobStatus,
        startedAt: Timestamp? = nil,
        completedAt: Timestamp? = nil,
        title: String? = nil,
        error: String? = nil,
        errorParts: ErrorParts? = nil,
        isPollError: Bool = false,
        isTest: Bool? = nil,
        isRepeat: Bool? = nil,
        callingRecipeID: RecipeID? = nil,
        callingJobID: JobID? = nil,
        rootRecipeID: RecipeID? = nil,
        rootJobID: JobID? = nil
    ) {
        self.id = id
        self.recipeID = recipeID
        self.masterJobID = masterJobID
        self.status = status
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.title = title
        self.error = error
        self.errorParts = errorParts
        self.isPollError = isPollError
        self.isTest = isTest
        self.isRepeat = isRepeat
        self.callingRecipeID = callingRecipeID
        self.callingJobID = callingJobID
        self.rootRecipeID = rootRecipeID
        self.rootJobID = rootJobID
        parsedError = error.flatMap { ErrorParts(document: $0) }
    }
}

extension JobRow {
    /// The job to repeat: `master_job_id`, or its own id if that is missing.
    package var master: JobID { masterJobID ?? id }

    /// The kind of the error, by `error_parts`, else by the document in `error`.
    package var errorType: String? { errorParts?.errorType ?? parsedError?.errorType }
    /// The error's message, by `error_parts`, else by the document in `error`; not the plain text of `error`.
    package var errorMessage: String? { errorParts?.message ?? parsedError?.message }
    /// The underlying message, by `error_parts`, else by the document in `error`.
    package var innerMessage: String? { errorParts?.innerMessage ?? parsedError?.innerMessage }
    /// The connector, by `error_parts`, else by the document in `error`.
    package var adapter: String? { errorParts?.adapter ?? parsedError?.adapter }
}
