import RedriveCore

/// One event of a suspended job's story, in words and as members of an event.
struct TokenStoryWords {
    private let event: TokenEvent

    /// The words of an event.
    init(_ event: TokenEvent) { self.event = event }

    /// The event in words.
    var line: Line {
        switch event {
        case .intent(let number): "its token was sent\(number == 1 ? "" : ", try \(number)")"
        case .resumed: "\("resumed", .good): the server answered 204"
        case .refused(_, let status, let message): "\("refused", .bad) with status \(status): \(message)"
        case .lost(_, let status, _, let why):
            "\("in doubt", .caution): the answer was lost\(status.map { " (status \($0))" } ?? ""): \(why.withoutPreamble); nothing but a person's word sends the token again"
        case .notApplied(let number, let reason, _, let message):
            "try \(number) was certainly not applied (\(reason.words)): \(message)"
        case .evidence(let evidence): "\(evidence.words); this decides nothing"
        case .released: "a person decided that the token is sent again although its answer was lost"
        }
    }

    /// The event as members of a `story` event.
    var members: JSONObject {
        var members: JSONObject = [JSONMember(.event, .string(name))]
        switch event {
        case .intent(let number), .resumed(let number): members.append(JSONMember(.tryNumber, .int(number)))
        case .refused(let number, let status, let message):
            members += [
                JSONMember(.tryNumber, .int(number)), JSONMember(.httpStatus, .int(status)),
                JSONMember(.message, .string(message)),
            ]
        case .lost(let number, let status, let cause, let why):
            members += [
                JSONMember(.tryNumber, .int(number)), JSONMember(.httpStatus, .optional(status)),
                JSONMember(.reason, .string(cause.rawValue)), JSONMember(.message, .string(why)),
            ]
        case .notApplied(let number, let reason, _, let message):
            members += [
                JSONMember(.tryNumber, .int(number)), JSONMember(.reason, .string(reason.rawValue)),
                JSONMember(.message, .string(message)),
            ]
        case .evidence, .released: break
        }
        members.append(JSONMember(.words, .string(line.rendered(color: false))))
        return members
    }

    private var name: String {
        switch event {
        case .intent: "sending"
        case .resumed: "resumed"
        case .refused: "refused"
        case .lost: "lost"
        case .notApplied: "not_applied"
        case .evidence: "evidence"
        case .released: "released"
        }
    }
}
