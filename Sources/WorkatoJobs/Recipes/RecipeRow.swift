/// One recipe as a list of recipes or *Get a recipe* shows it.
///
/// Only what Redrive uses is read. Source: reference, "Recipes": "Row fields useful to us".
package struct RecipeRow: Sendable, Hashable {
    /// When a recipe last ran, as far as its row says.
    package enum LastRun: Sendable, Hashable {
        /// At this time.
        case at(Timestamp)
        /// Never: the row has the field, and it is null.
        case never
        /// The row does not have the field, or holds something that is no time.
        case unknown
    }

    /// The recipe.
    package var id: RecipeID
    /// Its name; nil if it is absent or empty.
    package var name: String?
    /// Whether it is running; nil if the row does not say.
    package var isRunning: Bool?
    /// The folder that it is in; nil if the row does not say.
    package var folder: FolderID?
    /// The names of all connectors that it uses, its trigger's included; nil if the row does not say.
    package var adapters: Set<String>?
    /// Its tags; nil if the row does not say.
    package var tags: [RecipeTag]?
    /// How many of its jobs have succeeded since it was made; nil if the row does not say.
    package var jobSucceededCount: Int?
    /// How many of its jobs have failed since it was made; nil if the row does not say.
    package var jobFailedCount: Int?
    /// When it last ran.
    package var lastRun: LastRun

    /// A row from its parts; what is left out, the row does not say.
    package init(
        id: RecipeID,
        name: String? = nil,
        isRunning: Bool? = nil,
        folder: FolderID? = nil,
        adapters: Set<String>? = nil,
        tags: [RecipeTag]? = nil,
        jobSucceededCount: Int? = nil,
        jobFailedCount: Int? = nil,
        lastRun: LastRun = .unknown
    ) {
        self.id = id
        self.name = name
        self.isRunning = isRunning
        self.folder = folder
        self.adapters = adapters
        self.tags = tags
        self.jobSucceededCount = jobSucceededCount
        self.jobFailedCount = jobFailedCount
        self.lastRun = lastRun
    }
}

/// A tag of a recipe.
package struct RecipeTag: Sendable, Hashable {
    /// The name that does not change; nil if the row does not say.
    package var handle: String?
    /// The name that people see; nil if the row does not say.
    package var title: String?

    /// A tag from its parts.
    package init(handle: String? = nil, title: String? = nil) {
        self.handle = handle
        self.title = title
    }
}

/// One page of recipes.
package struct RecipePage: Sendable, Hashable {
    /// The rows that could be read, in the order of the answer.
    package var items: [RecipeRow]
    /// The number of rows that could not be read; a page that has any proves nothing about a recipe that it does not show.
    package var unreadableRows: Int

    /// A page from its parts.
    package init(items: [RecipeRow], unreadableRows: Int = 0) {
        self.items = items
        self.unreadableRows = unreadableRows
    }
}

/// The id of a folder: a whole number from 1.
package struct FolderID: Sendable, Hashable, CustomStringConvertible {
    /// The number; at least 1.
    package let value: Int

    /// An id from its number; nil below 1.
    package init?(_ value: Int) {
        guard value >= 1 else { return nil }
        self.value = value
    }

    /// The digits.
    package var description: String { String(value) }
}

/// One folder as a list of folders shows it.
package struct FolderRow: Sendable, Hashable {
    /// The folder.
    package var id: FolderID
    /// Its name; nil if it is absent or empty.
    package var name: String?
    /// The folder that it is in; nil if the row does not say.
    package var parent: FolderID?

    /// A row from its parts.
    package init(id: FolderID, name: String? = nil, parent: FolderID? = nil) {
        self.id = id
        self.name = name
        self.parent = parent
    }
}

/// One page of folders.
package struct FolderPage: Sendable, Hashable {
    /// The rows that could be read, in the order of the answer.
    package var items: [FolderRow]
    /// The number of rows that could not be read.
    package var unreadableRows: Int

    /// A page from its parts.
    package init(items: [FolderRow], unreadableRows: Int = 0) {
        self.items = items
        self.unreadableRows = unreadableRows
    }
}
