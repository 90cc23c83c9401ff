import RedriveCore

extension Outcome {
    /// The outcomes in the order in which they are listed: the best first.
    static let summaryOrder: [Outcome] = [.recovered, .failedSame, .failedOther, .stillPending, .unverified]

    /// How a count of the outcome looks.
    var style: Line.Style {
        switch self {
        case .recovered: .good
        case .failedSame, .failedOther: .bad
        case .stillPending: .caution
        case .unverified: .plain
        }
    }

    /// The outcome for people, behind a number; its raw value is for JSON.
    var words: String {
        switch self {
        case .recovered: "recovered"
        case .failedSame: "failed again with the same error"
        case .failedOther: "failed with another error"
        case .stillPending: "still running"
        case .unverified: "not followed to an end"
        }
    }
}
