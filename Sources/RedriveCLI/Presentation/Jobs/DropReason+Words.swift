import RedriveCore

extension DropReason {
    /// Why a job was not sent, in words.
    var words: String {
        switch self {
        case .recovered: "recovered since the plan"
        case .inFlight: "somebody else's repeat is still running"
        case .repeatedSince: "repeated since the plan, and failed again"
        }
    }
}
