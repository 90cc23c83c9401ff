package import WorkatoJobs

extension Record {
    /// Something happened to a suspended job of the plan.
    package struct Token: Sendable, Hashable {
        /// Its row: its place among the plan's tokens, from 0.
        package var row: Int
        /// What happened.
        package var event: TokenEvent

        /// A record from its parts.
        package init(row: Int, event: TokenEvent) {
            self.row = row
            self.event = event
        }
    }
}

extension Record {
    /// Whether it says that a write request is about to be sent.
    package var isIntent: Bool {
        if case .token(let token) = self, case .intent = token.event { return true }
        if case .intent = self { return true }
        return false
    }
}

/// What happens to a suspended job of the plan.
///
/// A try is one sending of the token, counted from 1.
package enum TokenEvent: Sendable, Hashable {
    /// Its token is about to be sent. Durable before the request takes its turn.
    case intent(tryNumber: Int)
    /// The server has resumed the job: 204.
    case resumed(tryNumber: Int)
    /// The server will not resume it, in its own words.
    case refused(tryNumber: Int, status: Int, message: String)
    /// The answer was lost, or says nothing of what was applied.
    case lost(tryNumber: Int, status: Int?, cause: LostCause, why: String)
    /// The request was certainly not applied.
    case notApplied(tryNumber: Int, Record.NotApplied.Reason, cause: NotSentCause?, message: String)
    /// What *Get a job* has shown of a job whose answer was lost; it decides nothing.
    case evidence(TokenEvidence)
    /// A person decided that the token is sent again although nobody knows whether the job was resumed.
    case released
}

extension TokenEvent {
    /// Whether the job's class follows from it, so that its time is the time of what a report says.
    package var decides: Bool {
        switch self {
        case .intent, .resumed, .refused, .lost, .notApplied, .released: true
        case .evidence: false
        }
    }
}

/// What *Get a job* shows of a suspended job after an answer was lost.
package enum TokenEvidence: Sendable, Hashable {
    /// The job's status, in the API's word, and when it ended; nil if it has not.
    case job(status: String, completedAt: Timestamp?)
    /// It could not be read; why.
    case unreadable(String)
}

extension Record.Token: Codable {
    /// The names of events in a state file.
    private enum Name: String, Codable {
        case intent, resumed, refused, lost
        case notApplied = "not_applied"
        case evidence, released
    }

    private enum CodingKeys: String, CodingKey {
        case row, event
        case tryNumber = "try"
        case status, cause, why, message, reason
        case jobStatus = "job_status"
        case completedAt = "completed_at"
    }

    /// Reads `row` and `event` with its members.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        let number = { try members.decode(Int.self, forKey: .tryNumber) }
        let event: TokenEvent
        switch try members.decode(Name.self, forKey: .event) {
        case .intent: event = .intent(tryNumber: try number())
        case .resumed: event = .resumed(tryNumber: try number())
        case .refused:
            event = .refused(
                tryNumber: try number(),
                status: try members.decode(Int.self, forKey: .status),
                message: try members.decode(String.self, forKey: .message)
            )
        case .lost:
            event = .lost(
                tryNumber: try number(),
                status: try members.decodeIfPresent(Int.self, forKey: .status),
                cause: try members.decode(LostCause.self, forKey: .cause),
                why: try members.decode(String.self, forKey: .why)
            )
        case .notApplied:
            event = .notApplied(
                tryNumber: try number(),
                try members.decode(Record.NotApplied.Reason.self, forKey: .reason),
                cause: try members.decodeIfPresent(NotSentCause.self, forKey: .cause),
                message: try members.decode(String.self, forKey: .message)
            )
        case .evidence:
            if let status = try members.decodeIfPresent(String.self, forKey: .jobStatus) {
                let end = try members.decodeIfPresent(Timestamp.self, forKey: .completedAt)
                event = .evidence(.job(status: status, completedAt: end))
            } else {
                event = .evidence(.unreadable(try members.decode(String.self, forKey: .why)))
            }
        case .released: event = .released
        }
        self.init(row: try members.decode(Int.self, forKey: .row), event: event)
    }

    /// Writes `row` and `event` with its members.
    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(row, forKey: .row)
        switch event {
        case .intent(let number):
            try members.encode(Name.intent, forKey: .event)
            try members.encode(number, forKey: .tryNumber)
        case .resumed(let number):
            try members.encode(Name.resumed, forKey: .event)
            try members.encode(number, forKey: .tryNumber)
        case .refused(let number, let status, let message):
            try members.encode(Name.refused, forKey: .event)
            try members.encode(number, forKey: .tryNumber)
            try members.encode(status, forKey: .status)
            try members.encode(message, forKey: .message)
        case .lost(let number, let status, let cause, let why):
            try members.encode(Name.lost, forKey: .event)
            try members.encode(number, forKey: .tryNumber)
            try members.encodeIfPresent(status, forKey: .status)
            try members.encode(cause, forKey: .cause)
            try members.encode(why, forKey: .why)
        case .notApplied(let number, let reason, let cause, let message):
            try members.encode(Name.notApplied, forKey: .event)
            try members.encode(number, forKey: .tryNumber)
            try members.encode(reason, forKey: .reason)
            try members.encodeIfPresent(cause, forKey: .cause)
            try members.encode(message, forKey: .message)
        case .evidence(.job(let status, let end)):
            try members.encode(Name.evidence, forKey: .event)
            try members.encode(status, forKey: .jobStatus)
            try members.encodeIfPresent(end, forKey: .completedAt)
        case .evidence(.unreadable(let why)):
            try members.encode(Name.evidence, forKey: .event)
            try members.encode(why, forKey: .why)
        case .released: try members.encode(Name.released, forKey: .event)
        }
    }
}
