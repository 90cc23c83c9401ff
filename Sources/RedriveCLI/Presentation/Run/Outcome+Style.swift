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
}
