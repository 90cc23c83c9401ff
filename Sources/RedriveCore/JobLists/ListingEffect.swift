package import WorkatoJobs

/// What a listing wants done, in this order; at most one of them is a read, and nothing follows it before its answer.
package enum ListingEffect: Sendable, Hashable {
    /// These rows are next.
    case rows([ListedRow])
    /// Read one page.
    case list(ListQuery)
    /// Read one job.
    case job(RecipeID, JobID)
    /// All rows were given.
    case finished(ListingSummary)
    /// Reading was given up; the rows so far are not all.
    case failed(ListingError)
}

/// What a list of jobs came to.
package struct ListingSummary: Sendable, Hashable {
    /// Rows that were given.
    package var rows = 0
    /// Requests that were answered.
    package var requests = 0
    /// How the lists were read.
    package var listings: [RecipeListing] = []
    /// Lists that could not be shown to be complete, and what else a person should know.
    package var warnings: [String] = []
    /// Whether there may be more rows than a limit has let through.
    package var isCut = false
    /// Jobs that were named and that the API does not know.
    package var unknown: [JobQuery.ListedJob] = []

    /// A summary of nothing.
    package init() {}

    /// Whether the rows are proven to be all that were asked for.
    package var isComplete: Bool { unknown.isEmpty && listings.allSatisfy { $0.completeness != .unproven } }
}

/// Why jobs could not be listed.
///
/// A read that failed is never "no jobs".
package struct ListingError: Error, Sendable, Hashable {
    /// The recipe.
    package var recipe: RecipeID
    /// The job; nil if it was a list.
    package var job: JobID?
    /// What came back.
    package var error: ReadError

    /// An error from its parts.
    package init(recipe: RecipeID, job: JobID? = nil, error: ReadError) {
        self.recipe = recipe
        self.job = job
        self.error = error
    }

    /// What happened, in words.
    package var message: String {
        let what = job.map { "job \($0) of recipe \(recipe)" } ?? "the jobs of recipe \(recipe)"
        return switch error {
        case .unauthorized(let server): "this token is not allowed to read \(what): \(server)"
        case .notFound(let server):
            "recipe \(recipe) does not exist, or is not in the scope of the token: \(server)"
        case .throttled(let server), .unreachable(let server): "\(what) cannot be read: \(server)"
        }
    }
}
