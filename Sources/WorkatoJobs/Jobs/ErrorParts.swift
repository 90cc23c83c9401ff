/// The parts of an error, as the API sends them; each part may be missing.
package struct ErrorParts: Sendable, Hashable {
    /// The connector, such as `salesforce`.
    package var adapter: String?
    /// The kind, such as `Missing required field`.
    package var errorType: String?
    /// The message.
    package var message: String?
    /// The message of the underlying error.
    package var innerMessage: String?
    /// Workato's own id of the error.
    package var errorID: String?
    /// When it happened.
    package var errorAt: Timestamp?

    /// Parts; all missing by default.
    package init(
        adapter: String? = nil,
        errorType: String? = nil,
        message: String? = nil,
        innerMessage: String? = nil,
        errorID: String? = nil,
        errorAt: Timestamp? = nil
    ) {
        self.adapter = adapter
        self.errorType = errorType
        self.message = message
        self.innerMessage = innerMessage
        self.errorID = errorID
        self.errorAt = errorAt
    }
}
