extension Record {
    /// The names of records in a state file.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// `Record.session`.
        case session
        /// `Record.stepStarted`.
        case stepStarted = "step_started"
        /// `Record.dropped`.
        case dropped
        /// `Record.intent`.
        case intent
        /// `Record.answered`.
        case answered
        /// `Record.lost`.
        case lost
        /// `Record.notApplied`.
        case notApplied = "not_applied"
        /// `Record.refused`.
        case refused
        /// `Record.settled`.
        case settled
        /// `Record.held`.
        case held
        /// `Record.released`.
        case released
        /// `Record.witnessed`.
        case witnessed
        /// `Record.outcomes`.
        case outcomes
        /// `Record.others`.
        case others
        /// `Record.throttled`.
        case throttled
        /// `Record.wholeList`.
        case wholeList = "whole_list"
        /// `Record.commanded`.
        case commanded = "command"
        /// `Record.token`.
        case token
        /// `Record.guardTripped`.
        case guardTripped = "guard"
        /// `Record.stageEnded`.
        case stageEnded = "stage_ended"
        /// `Record.listed`.
        case listed
        /// `Record.stepFinished`.
        case stepFinished = "step_finished"
        /// `Record.ended`.
        case ended
    }

    /// The name in a state file.
    package var kind: Kind {
        switch self {
        case .session: .session
        case .stepStarted: .stepStarted
        case .dropped: .dropped
        case .intent: .intent
        case .answered: .answered
        case .lost: .lost
        case .notApplied: .notApplied
        case .refused: .refused
        case .settled: .settled
        case .held: .held
        case .released: .released
        case .witnessed: .witnessed
        case .outcomes: .outcomes
        case .others: .others
        case .throttled: .throttled
        case .wholeList: .wholeList
        case .commanded: .commanded
        case .token: .token
        case .guardTripped: .guardTripped
        case .stageEnded: .stageEnded
        case .listed: .listed
        case .stepFinished: .stepFinished
        case .ended: .ended
        }
    }

    /// Reads the payload of a record of this kind; members that it does not know are passed over.
    init(kind: Kind, from decoder: any Decoder) throws {
        switch kind {
        case .session: self = .session(try Session(from: decoder))
        case .stepStarted: self = .stepStarted(try StepStarted(from: decoder))
        case .dropped: self = .dropped(try Dropped(from: decoder))
        case .intent: self = .intent(try Intent(from: decoder))
        case .answered: self = .answered(try Answered(from: decoder))
        case .lost: self = .lost(try Lost(from: decoder))
        case .notApplied: self = .notApplied(try NotApplied(from: decoder))
        case .refused: self = .refused(try Refused(from: decoder))
        case .settled: self = .settled(try Settled(from: decoder))
        case .held: self = .held(try Held(from: decoder))
        case .released: self = .released(try Released(from: decoder))
        case .witnessed: self = .witnessed(try Witnessed(from: decoder))
        case .outcomes: self = .outcomes(try Outcomes(from: decoder))
        case .others: self = .others(try Others(from: decoder))
        case .throttled: self = .throttled(try Throttled(from: decoder))
        case .wholeList: self = .wholeList(try WholeList(from: decoder))
        case .commanded: self = .commanded(try Commanded(from: decoder))
        case .token: self = .token(try Token(from: decoder))
        case .guardTripped: self = .guardTripped(try GuardTripped(from: decoder))
        case .stageEnded: self = .stageEnded(try StageEnded(from: decoder))
        case .listed: self = .listed(try Listed(from: decoder))
        case .stepFinished: self = .stepFinished(try StepFinished(from: decoder))
        case .ended: self = .ended(try Ended(from: decoder))
        }
    }
}

extension Record.Ended {
    /// The names of endings in a state file.
    private enum Name: String, Codable {
        case finished
        case guardTripped = "guard"
        case interrupted, unreachable, unauthorized
    }

    private enum CodingKeys: String, CodingKey {
        case ending, message
        case maxDuration = "max_duration"
    }

    /// Reads `ending` and, where it needs one, `message`, and the time after which the process was interrupted.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        switch try members.decode(Name.self, forKey: .ending) {
        case .finished: self.init(ending: .finished)
        case .guardTripped: self.init(ending: .guardTripped)
        case .interrupted:
            self.init(ending: .interrupted, maxDuration: try members.decodeIfPresent(Int.self, forKey: .maxDuration))
        case .unreachable: self.init(ending: .unreachable(try members.decode(String.self, forKey: .message)))
        case .unauthorized: self.init(ending: .unauthorized(try members.decode(String.self, forKey: .message)))
        }
    }

    /// Writes `ending` and, if there is one, `message` or `max_duration`.
    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        switch ending {
        case .finished: try members.encode(Name.finished, forKey: .ending)
        case .guardTripped: try members.encode(Name.guardTripped, forKey: .ending)
        case .interrupted:
            try members.encode(Name.interrupted, forKey: .ending)
            try members.encodeIfPresent(maxDuration, forKey: .maxDuration)
        case .unreachable(let message):
            try members.encode(Name.unreachable, forKey: .ending)
            try members.encode(message, forKey: .message)
        case .unauthorized(let message):
            try members.encode(Name.unauthorized, forKey: .ending)
            try members.encode(message, forKey: .message)
        }
    }
}
