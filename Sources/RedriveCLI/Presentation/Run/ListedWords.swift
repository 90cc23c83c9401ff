import RedriveCore

/// What a step has listed, in words.
struct ListedWords {
    private let record: Record.Listed
    private let step: String

    /// The words of a record.
    init(_ record: Record.Listed, step: String) {
        self.record = record
        self.step = step
    }

    /// The list in one sentence.
    var text: String {
        let jobs = Wording.count(record.jobs, "job")
        if let failure = record.failure { return "step '\(step)': the list broke off after \(jobs): \(failure)" }
        let place = record.path.map { ", saved in \($0)" } ?? ""
        let end = record.isComplete ? "" : "; not proven complete"
        let cut = record.isCut ? "; its limit was reached" : ""
        return "step '\(step)': \(jobs) listed in \(Wording.count(record.requests, "request"))\(place)\(cut)\(end)"
    }

    /// What a person must know of the list; nil for nothing.
    var warning: String? {
        if let failure = record.failure { return "step '\(step)' could not list its jobs: \(failure)" }
        guard !record.warnings.isEmpty else {
            return record.isComplete ? nil : "the list of step '\(step)' is not proven complete"
        }
        let end = record.isComplete ? "" : " is not proven complete"
        return "the list of step '\(step)'\(end): \(record.warnings.joined(separator: "; "))"
    }

    /// The members of an event.
    static func members(_ record: Record.Listed) -> JSONObject {
        var members: JSONObject = [
            JSONMember(.jobs, .int(record.jobs)), JSONMember(.requests, .int(record.requests)),
            JSONMember(.complete, .bool(record.isComplete)), JSONMember(.path, .optional(record.path)),
        ]
        if let failure = record.failure { members.append(JSONMember(.message, .string(failure))) }
        return members
    }
}
