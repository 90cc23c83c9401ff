/// One job as *Get a job* shows it; its input and output are not read.
public struct JobDetail: Sendable, Hashable {
    /// What a list shows as well, with `isTest` and `isRepeat`.
    public var row: JobRow
    /// The steps that ran, in the order of the answer.
    public var lines: [JobLine]

    /// A job from its parts.
    public init(row: JobRow, lines: [JobLine] = []) {
        self.row = row
        self.lines = lines
    }

    /// How many steps ran without an error.
    public var stepsCompleted: Int { lines.count { !$0.hasError } }
}

/// One step of a job.
public struct JobLine: Sendable, Hashable {
    /// The step's number in the recipe, from 0 for the trigger.
    public var recipeLineNumber: Int?
    /// The connector.
    public var adapterName: String?
    /// The trigger or action, `adapter_operation`.
    public var operation: String?
    /// Whether this step failed.
    public var hasError: Bool

    /// A step from its parts.
    public init(
        recipeLineNumber: Int? = nil,
        adapterName: String? = nil,
        operation: String? = nil,
        hasError: Bool = false
    ) {
        self.recipeLineNumber = recipeLineNumber
        self.adapterName = adapterName
        self.operation = operation
        self.hasError = hasError
    }
}
