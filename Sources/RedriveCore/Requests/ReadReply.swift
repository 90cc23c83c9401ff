package import WorkatoJobs

/// How a read ended, tries and waits included.
package enum ReadReply: Sendable, Hashable {
    /// One page of a list.
    case page(JobPage)
    /// One job.
    case job(JobDetail)
    /// One page of recipes.
    case recipes(RecipePage)
    /// One recipe.
    case recipe(RecipeRow)
    /// One page of folders.
    case folders(FolderPage)
    /// The workspace of the token.
    case workspace(WorkspaceIdentity)
    /// None of these, after all tries.
    case failed(ReadError)
}

/// Why a list or a job could not be read.
package enum ReadError: Error, Sendable, Hashable {
    /// 401 or 403.
    case unauthorized(String)
    /// 404.
    case notFound(String)
    /// 429 ten times over at least 30 s, or for ten minutes: reading was given up, since asking again would only add to it.
    case throttled(String)
    /// Anything else, after all tries.
    case unreachable(String)
}

/// Which reads go first.
///
/// Source: docs/architecture.md.
package enum ReadPriority: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Before a recipe's first request.
    case drift
    /// After a lost answer.
    case settling
    /// After an enqueue.
    case verifying
    /// Before a recipe's first request, long before it is needed: only with turns that would go unused.
    case ahead

    /// Goes before.
    package static func < (left: ReadPriority, right: ReadPriority) -> Bool { left.rawValue < right.rawValue }
}
