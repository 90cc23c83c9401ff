/// The parameters of *List recipes*.
///
/// Tags are always asked for and the code never is. Source: reference, "Recipes": "`exclude_code`: always set it for
/// planning", "`includes[]=tags` adds `tags`".
package struct RecipeListQuery: Sendable, Hashable {
    /// Where a page begins.
    package enum Start: Sendable, Hashable {
        /// The first page, or a further one by its number, from 2.
        ///
        /// A recipe that is made or deleted between two pages moves all rows after it.
        case page(Int)
        /// After the recipe with this id: only lower ids are listed, so that nothing moves between two pages.
        case below(RecipeID)
    }

    /// Only recipes that use one of these connectors; empty for all.
    ///
    /// The server is not trusted to apply a filter.
    package var adapters: [String]
    /// Only recipes in this very folder; nil for all.
    package var folder: FolderID?
    /// Whether to list only recipes that are running.
    package var isRunning: Bool
    /// Where the page begins.
    package var start: Start

    /// A query from its parts; the first page of everything by default.
    package init(
        adapters: [String] = [],
        folder: FolderID? = nil,
        isRunning: Bool = false,
        start: Start = .page(1)
    ) {
        self.adapters = adapters
        self.folder = folder
        self.isRunning = isRunning
        self.start = start
    }
}

/// The parameters of *List folders*.
package struct FolderListQuery: Sendable, Hashable {
    /// The folder whose own folders are listed; nil for the home folder.
    package var parent: FolderID?
    /// The page, from 1.
    package var page: Int

    /// A query from its parts; the first page by default.
    package init(parent: FolderID? = nil, page: Int = 1) {
        self.parent = parent
        self.page = page
    }
}
