/// One job as *Get a job* shows it; its input and output are not read.
package struct JobDetail: Sendable, Hashable {
    /// What a list shows as well, with `isTest` and `isRepeat`.
    package var row: JobRow
    /// The steps that ran, in the order of the answer.
    package var lines: [JobLine]

    /// A job from its parts.
    package init(row: JobRow, lines: [JobLine] = []) {
        self.row = row
        self.lines = lines
    }
}

/// One step of a job.
package struct JobLine: Sendable, Hashable {
    /// The step's number in the recipe, from 0 for the trigger.
    package var recipeLineNumber: Int?
    /// The connector.
    package var adapterName: String?
    /// The trigger or action, `adapter_operation`.
    package var operation: String?
    /// Whether this step failed.
    package var hasError: Bool
    /// The step's error as text; nil if it has none.
    package var error: String?
    /// How long the step took, in seconds; nil if the answer does not say.
    package var seconds: Double?

    /// A step from its parts.
    package init(
        recipeLineNumber: Int? = nil,
        adapterName: String? = nil,
        operation: String? = nil,
        hasError: Bool = false,
        error: String? = nil,
        seconds: Double? = nil
    ) {
        self.recipeLineNumber = recipeLineNumber
        self.adapterName = adapterName
        self.operation = operation
        self.hasError = hasError
        self.error = error
        self.seconds = seconds
    }
}
