import RedriveCore

extension JobClass {
    /// The classes in the order in which they are listed: what was done first, what is left last.
    static let summaryOrder: [JobClass] = [.enqueued, .refused, .dropped, .unknown, .held, .notSent]

    /// How a count of the class looks.
    var style: Line.Style {
        switch self {
        case .enqueued: .good
        case .refused: .bad
        case .dropped, .notSent: .plain
        case .unknown, .held: .caution
        }
    }
}
