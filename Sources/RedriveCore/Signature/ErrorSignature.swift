package import WorkatoJobs

/// Errors that are equal except for numbers, ids, quoted values and times.
package struct ErrorSignature: Sendable, Hashable {
    /// The recipe whose jobs failed.
    package var recipe: RecipeID
    /// The adapter; nil if the server does not name one.
    package var adapter: String?
    /// The type of the error; nil if the server does not name one.
    package var errorType: String?
    /// The message with its variable parts blanked; empty if there was no message.
    package var message: String

    /// A signature from its parts; `message` is expected to be blanked already.
    package init(recipe: RecipeID, adapter: String?, errorType: String?, message: String) {
        self.recipe = recipe
        self.adapter = adapter
        self.errorType = errorType
        self.message = message
    }
}
