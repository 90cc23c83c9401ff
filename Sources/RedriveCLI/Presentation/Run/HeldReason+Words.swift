import RedriveCore

extension Record.Held.Reason {
    /// Why a person must decide, in words.
    var words: String {
        switch self {
        case .noWitness:
            "Workato never confirmed the request for these jobs, and Redrive could not find out whether it took effect"
        case .onUnknown: "the answer to their request was lost, no repeat was found, and 'on_unknown' is hold"
        case .resentOnce: "the answer to their request was lost a second time, after they had been sent again once"
        case .noCompleteLook: "the answer to their request was lost, and the lists could not be read to their end"
        case .canary: "the canary jobs of their group did not recover; these were never sent"
        }
    }
}
