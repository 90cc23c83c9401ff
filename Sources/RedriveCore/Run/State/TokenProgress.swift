package import WorkatoJobs

/// Where one suspended job of the plan stands.
///
/// Every row is in exactly one of these at any time.
package enum TokenProgress: Sendable, Hashable {
    /// Its token was not sent, or was sent and certainly not applied.
    /// Can transition to: inFlight.
    case notSent
    /// Its token is in a request whose answer is not recorded yet.
    /// Can transition to: notSent, resumed, refused, unknown.
    case inFlight
    /// The server has resumed it.
    /// Can transition to: nothing.
    case resumed
    /// The server will not resume it.
    /// Can transition to: nothing.
    case refused(status: Int, message: String)
    /// The answer was lost. Nothing but a person's word sends the token again.
    /// Can transition to: notSent.
    case unknown(status: Int?, LostCause, why: String)
}

extension TokenProgress {
    /// The class under which JSON, reports and CSV count it.
    package var jobClass: JobClass {
        switch self {
        case .notSent: .notSent
        case .inFlight, .unknown: .unknown
        case .resumed: .resumed
        case .refused: .refused
        }
    }
}

/// Where all suspended jobs of the plan stand, and the requests that were made for them.
package struct TokenLog: Sendable {
    /// Parallel to the plan's tokens.
    package private(set) var progress: [TokenProgress]
    /// How often each token was sent, parallel to the plan's tokens.
    package private(set) var tries: [Int]
    /// What *Get a job* has shown of jobs whose answers were lost, by row; gone once the token is sent again.
    package private(set) var evidence: [Int: TokenEvidence] = [:]
    /// When the last token was recorded as about to be sent, and its row; what pacing counts from after a restart.
    package private(set) var lastIntent: (row: Int, at: Timestamp)?
    /// Requests, each try counted; those that never left are not.
    package private(set) var requests = 0

    /// Nothing was sent of a plan with this many tokens.
    init(tokens: Int) {
        progress = Array(repeating: .notSent, count: tokens)
        tries = Array(repeating: 0, count: tokens)
    }

    /// A token is about to be sent.
    mutating func intend(_ row: Int, at time: Timestamp) {
        progress[row] = .inFlight
        tries[row] += 1
        requests += 1
        evidence[row] = nil
        lastIntent = (row, time)
    }

    /// The request of a token has ended like this.
    mutating func end(_ row: Int, _ outcome: TokenProgress, neverLeft: Bool = false) {
        progress[row] = outcome
        if neverLeft { requests -= 1 }
    }

    /// *Get a job* has shown this.
    mutating func note(_ evidence: TokenEvidence, of row: Int) { self.evidence[row] = evidence }
}
