import RedriveCore
import WorkatoJobs

/// How far reading about recipes is, before any list of jobs is read.
package struct RecipeReadingProgress: Sendable, Hashable {
    /// What is read; the raw values are the names in events.
    package enum List: String, Sendable, Hashable, CaseIterable {
        /// The folders below the folder of a query.
        case folders
        /// The list of recipes.
        case recipes
        /// Recipes one by one, for their names.
        case names
    }

    /// What is read next.
    package var list = List.recipes
    /// How many of them were read so far, for all queries.
    package var rows = 0
    /// Requests that were answered so far, in all.
    package var requests = 0

    /// Nothing was read.
    package init() {}

    /// This is read next.
    mutating func next(_ read: RecipeRead) {
        let next: List =
            switch read {
            case .folders: .folders
            case .recipes: .recipes
            case .recipe: .names
            }
        if next != list { rows = 0 }
        list = next
    }

    /// It was answered.
    mutating func take(_ reply: ReadReply) {
        requests += 1
        switch reply {
        case .folders(let page): rows += page.items.count
        case .recipes(let page): rows += page.items.count
        case .recipe: rows += 1
        case .page, .job, .workspace, .failed: break
        }
    }
}
