import RedriveCore

extension ReportRow.Reason {
    /// Why the job is in its class, in words.
    var words: String {
        switch self {
        case .refused(_, let message): message
        case .dropped(let why): why.words
        case .held(let why): why.words
        case .lost(_, let why): "the answer to its request was lost: \(why.withoutPreamble)"
        case .unmentioned: "the answer to its request does not mention it"
        case .unanswered: "its request is not answered, as far as is recorded"
        case .skipped: "the rest of its recipe was left unsent by 'redrive skip'"
        case .stepLeftOut: "its step was not to run"
        case .guardTripped(let name): "its step was stopped by its guard \(name)"
        }
    }

    /// The server's name for a refusal.
    var typeID: String? {
        if case .refused(let typeID, _) = self { typeID } else { nil }
    }
}

extension String {
    /// The reason of a lost answer without the words that only a file needs.
    var withoutPreamble: String {
        guard hasPrefix("answer lost ("), let end = firstRange(of: "): ") else { return self }
        return String(self[end.upperBound...])
    }
}
