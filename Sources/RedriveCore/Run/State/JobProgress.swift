package import WorkatoJobs

/// Where one planned job stands.
///
/// Every job is in exactly one of these at any time.
package enum JobProgress: Sendable, Hashable {
    /// Not sent; `chunk` is set if it was in a request that was not applied and that is to be sent again.
    case notSent(chunk: Int?)
    /// In a request whose answer is not recorded yet.
    case inFlight(chunk: Int)
    /// In a request whose answer was lost.
    case unknown(chunk: Int)
    /// Repeated. `new` is nil if the answer did not name the new job.
    case enqueued(new: JobID?, outcome: FollowedOutcome?)
    /// The server will not repeat it.
    case refused(typeID: String?, message: String)
    /// Not sent, since something happened to it after the plan.
    case dropped(DropReason)
    /// Left to a person.
    case held(Record.Held.Reason)

    /// The class under which JSON, reports and CSV count it.
    package var jobClass: JobClass {
        switch self {
        case .notSent: .notSent
        case .inFlight, .unknown: .unknown
        case .enqueued: .enqueued
        case .refused: .refused
        case .dropped: .dropped
        case .held: .held
        }
    }
}

/// What a repeat came to, with its error.
package struct FollowedOutcome: Sendable, Hashable {
    /// What it came to.
    package var outcome: Outcome
    /// The signature of the new error in words; nil if it did not fail.
    package var signatureAfter: String?

    /// An outcome from its parts.
    package init(outcome: Outcome, signatureAfter: String?) {
        self.outcome = outcome
        self.signatureAfter = signatureAfter
    }
}

/// The classes of jobs in a run; the raw values are the names in JSON, reports and CSV.
package enum JobClass: String, Sendable, Hashable, Codable, CaseIterable {
    /// Repeated.
    case enqueued
    /// A suspended job that goes on: its token was accepted.
    case resumed
    /// The server will not repeat it.
    case refused
    /// Not sent, since something happened to it after the plan.
    case dropped
    /// Sent, the answer lost, not settled.
    case unknown
    /// Left to a person.
    case held
    /// Never sent.
    case notSent = "not_sent"
}
