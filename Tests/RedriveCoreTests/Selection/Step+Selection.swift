import RedriveCore

extension Step {
    /// The selection of a step, all of which repeat jobs in these tests.
    var selection: RepeatSelection {
        switch kind {
        case .repeatJobs(let selection): selection
        }
    }
}
