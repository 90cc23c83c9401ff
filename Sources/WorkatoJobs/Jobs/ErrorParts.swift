/// An error taken apart by the API; each part may be missing.
public struct ErrorParts: Sendable, Hashable {
    /// The connector, such as `salesforce`.
    public var adapter: String?
    /// The kind, such as `Missing required field`.
    public var errorType: String?
    /// The message.
    public var message: String?
    /// The message of the error beneath it.
    public var innerMessage: String?
    /// Workato's own id of the error.
    public var errorID: String?
    /// When it happened.
    public var errorAt: Timestamp?

    /// Parts; all missing by default.
    public init(
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
