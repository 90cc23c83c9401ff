import RedriveCore
import WorkatoJobs

/// One event of a job's story, in words and as members of an event.
struct StoryWords {
    private let event: JobEvent

    /// The words of an event.
    init(_ event: JobEvent) { self.event = event }

    /// The event in words.
    var line: Line {
        switch event {
        case .dropped(let why, let newest): "\("dropped", .caution): \(why.words); attempt \(newest) says so"
        case .sending(let sending, let jobs, let known):
            "sent in \(words(sending)) with \(jobs == 1 ? "no other job" : Wording.count(jobs - 1, "other job"))\(Self.words(known))"
        case .enqueued(let sending, let new):
            "\("repeated", .good): the answer to \(words(sending)) \(new.map { "names the new job \($0)" } ?? "does not name the new job")"
        case .refused(let sending, let typeID, let message):
            "\("refused", .bad) by the answer to \(words(sending)): \([typeID, message].compactMap { $0 }.joined(separator: ": "))"
        case .unmentioned(let sending):
            "\("in doubt", .caution): the answer to \(words(sending)) does not mention it; looking decides"
        case .lost(let sending, let status, _, let why):
            "\("in doubt", .caution): the answer to \(words(sending)) was lost\(status.map { " (status \($0))" } ?? ""): \(why.withoutPreamble); looking decides"
        case .notApplied(let sending, let reason, _, let message):
            "\(words(sending)) was certainly not applied (\(reason.words)): \(message)"
        case .refusedAsAWhole(let status, let message): "\("refused", .bad) with status \(status): \(message)"
        case .found(let sending, let new, let delay):
            "\("repeated", .good): a list shows the repeat \(new), which no answer had named; so \(words(sending)) was applied\(delay.map { ", and lists are up to \(Wording.time(.milliseconds($0))) behind" } ?? "")"
        case .shownNotApplied(let sending):
            "looking has shown that \(words(sending)) did not repeat it; it is sent once more"
        case .held(let reason): "\("held", .caution): \(reason.words)"
        case .released: "a person decided that it is sent again"
        case .witnessed(let new, let delay):
            "a list showed the repeat \(new) \(Wording.time(.milliseconds(delay))) after it was acknowledged"
        case .followed(let new, let outcome, let after):
            "\(outcome.rawValue, outcome.style): \(new.map { "the repeat \($0)" } ?? "the repeat") \(Self.words(outcome, after))"
        case .repeatedByOthers(let new): "\("somebody else", .caution) repeated it as well: job \(new)"
        }
    }

    private func words(_ sending: JobEvent.Sending) -> String {
        sending.tryNumber == 1
            ? "request \(sending.chunk)" : "request \(sending.chunk), try \(sending.tryNumber)"
    }

    private static func words(_ known: [JobID]) -> String {
        guard !known.isEmpty else { return "" }
        return "; known repeats then: \(known.map(\.text).joined(separator: ", "))"
    }

    private static func words(_ outcome: Outcome, _ after: String?) -> String {
        let error = after.map { $0.isEmpty ? ", without a message" : ": \($0)" } ?? ""
        return switch outcome {
        case .recovered: "succeeded"
        case .failedSame: "failed again with the same error\(error)"
        case .failedOther: "failed with another error\(error)"
        case .stillPending: "had not ended when the time to follow it was over"
        case .unverified: "was not shown by any list until the time to follow it was over"
        }
    }

    /// The event as members of a `story` event.
    var members: JSONObject {
        var members: JSONObject = [JSONMember(.event, .string(name))]
        if let sending {
            members += [JSONMember(.chunk, .int(sending.chunk)), JSONMember(.tryNumber, .int(sending.tryNumber))]
        }
        switch event {
        case .dropped(let why, let newest):
            members += [JSONMember(.reason, .string(why.rawValue)), JSONMember(.newestJobID, .string(newest.text))]
        case .sending(_, let jobs, _): members.append(JSONMember(.jobs, .int(jobs)))
        case .enqueued(_, let new): members.append(JSONMember(.newJobID, .optional(new?.text)))
        case .refused(_, let typeID, let message):
            members += [
                JSONMember(.errorTypeID, .optional(typeID)), JSONMember(.message, .optional(message)),
            ]
        case .lost(_, let status, let cause, let why):
            members += [
                JSONMember(.httpStatus, .optional(status)), JSONMember(.reason, .optional(cause?.rawValue)),
                JSONMember(.message, .string(why)),
            ]
        case .notApplied(_, let reason, _, let message):
            members += [JSONMember(.reason, .string(reason.rawValue)), JSONMember(.message, .string(message))]
        case .refusedAsAWhole(let status, let message):
            members += [JSONMember(.httpStatus, .int(status)), JSONMember(.message, .string(message))]
        case .found(_, let new, _), .witnessed(let new, _), .repeatedByOthers(let new):
            members.append(JSONMember(.newJobID, .string(new.text)))
        case .held(let reason): members.append(JSONMember(.reason, .string(reason.rawValue)))
        case .followed(let new, let outcome, let after):
            members += [
                JSONMember(.newJobID, .optional(new?.text)), JSONMember(.outcome, .string(outcome.rawValue)),
                JSONMember(.signatureAfter, .optional(after)),
            ]
        case .unmentioned, .shownNotApplied, .released: break
        }
        members.append(JSONMember(.words, .string(line.rendered(color: false))))
        return members
    }

    private var sending: JobEvent.Sending? {
        switch event {
        case .sending(let sending, _, _), .enqueued(let sending, _), .refused(let sending, _, _),
            .unmentioned(let sending), .lost(let sending, _, _, _), .notApplied(let sending, _, _, _),
            .found(let sending, _, _), .shownNotApplied(let sending):
            sending
        case .dropped, .refusedAsAWhole, .held, .released, .witnessed, .followed, .repeatedByOthers: nil
        }
    }

    private var name: String {
        switch event {
        case .dropped: "dropped"
        case .sending: "sending"
        case .enqueued: "enqueued"
        case .refused, .refusedAsAWhole: "refused"
        case .unmentioned: "unmentioned"
        case .lost: "lost"
        case .notApplied: "not_applied"
        case .found: "found"
        case .shownNotApplied: "shown_not_applied"
        case .held: "held"
        case .released: "released"
        case .witnessed: "witnessed"
        case .followed: "outcome"
        case .repeatedByOthers: "repeated_by_others"
        }
    }
}

extension Record.NotApplied.Reason {
    /// How it is known that a request was not applied, in words.
    var words: String {
        switch self {
        case .notSent: "it never left this machine"
        case .cancelled: "it was given up before its turn"
        case .throttled: "the server was asked too fast"
        case .badRequest: "the server refused the request as a whole"
        case .unauthorized: "the token was not accepted"
        case .notFound: "the recipe was not found"
        }
    }
}
