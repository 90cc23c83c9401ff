/// The parameters of *List jobs from a recipe*.
package struct ListQuery: Sendable, Hashable {
    /// The recipe.
    package var recipe: RecipeID
    /// Only jobs of this status; nil for all.
    ///
    /// The server is not trusted to apply the filter.
    package var status: StatusFilter?
    /// Only jobs that were rerun.
    package var rerunOnly: Bool
    /// The cursor: the id of the job after which the page begins; nil for the first page.
    package var offset: JobID?
    /// Whether to list jobs newer than the cursor instead of older ones.
    package var prev: Bool

    /// A query from its parts; the first page of everything by default.
    package init(
        recipe: RecipeID,
        status: StatusFilter? = nil,
        rerunOnly: Bool = false,
        offset: JobID? = nil,
        prev: Bool = false
    ) {
        self.recipe = recipe
        self.status = status
        self.rerunOnly = rerunOnly
        self.offset = offset
        self.prev = prev
    }
}

/// The statuses that the server filters by.
///
/// Source: *List jobs from a recipe*, "Filter by status - succeeded, failed or pending".
package enum StatusFilter: String, Sendable, Hashable, Codable, CaseIterable {
    /// Jobs that ran to their end.
    case succeeded
    /// Jobs that ended with an error.
    case failed
    /// Jobs that have not ended.
    case pending
}
