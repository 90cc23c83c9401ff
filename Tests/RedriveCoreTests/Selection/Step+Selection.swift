import RedriveCore

extension Step {
    /// The selection of a step that repeats jobs.
    var selection: RepeatSelection {
        guard let selection = kind.repeats else { preconditionFailure("step '\(name)' repeats nothing") }
        return selection
    }
}
