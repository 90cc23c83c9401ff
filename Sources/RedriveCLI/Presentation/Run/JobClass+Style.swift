import RedriveCore

extension JobClass {
    /// The classes in the order in which they are listed: what was done first, what is left last.
    static let summaryOrder: [JobClass] = [.enqueued, .resumed, .refused, .dropped, .unknown, .held, .notSent]

    /// How a count of the class looks.
    var style: Line.Style {
        switch self {
        case .enqueued, .resumed: .good
        case .refused: .bad
        case .dropped, .notSent: .plain
        case .unknown, .held: .caution
        }
    }

    /// The class for people, behind a number; its raw value is for JSON.
    var words: String {
        switch self {
        case .enqueued: "repeated"
        case .resumed: "resumed"
        case .refused: "refused"
        case .dropped: "dropped"
        case .unknown: "in doubt"
        case .held: "held"
        case .notSent: "not sent"
        }
    }
}
