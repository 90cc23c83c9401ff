import RedriveCore

extension Record.Held.Reason {
    /// Why a person must decide, in words.
    var words: String {
        switch self {
        case .noWitness: "their request's answer was lost, and nothing shows that the lists are up to date"
        case .onUnknown: "their request's answer was lost, no repeat was found, and 'on_unknown' is hold"
        case .resentOnce: "the answer was lost a second time, after they had been sent again once"
        case .noCompleteLook: "their request's answer was lost, and the lists could not be read completely"
        }
    }
}
