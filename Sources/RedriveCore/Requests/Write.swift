package import WorkatoJobs

/// A write request: what a run asks the workspace to do.
package enum Write: Sendable, Hashable {
    /// Repeat these jobs of a recipe, by master; 1 to the limit of jobs per request.
    case repeatJobs(RecipeID, [JobID])
    /// Resume the suspended job of a token, by its place among the plan's tokens.
    case resumeJob(row: Int)

    /// The lane on which it goes out.
    package var lane: PacingGate.Lane {
        switch self {
        case .repeatJobs: .repeats
        case .resumeJob: .resume
        }
    }

    /// How many jobs it is about.
    package var jobs: Int {
        switch self {
        case .repeatJobs(_, let masters): masters.count
        case .resumeJob: 1
        }
    }
}

/// How a write request ended.
package enum WriteReply: Sendable, Hashable {
    /// The server said something; the answer may still be of no use.
    case answer(RepeatAnswer)
    /// The server said something about a token; the answer may still be of no use.
    case resume(ResumeAnswer)
    /// It never left this machine; why, with the network's words.
    case notSent(NotSentCause, String)
    /// It was taken back before its turn, as the run asked.
    case cancelled
    /// It may have arrived, and no whole answer came; why, with the network's words.
    case lost(LostCause, String)
}

/// Why a request never left this machine; the raw values are the names in state files.
package enum NotSentCause: String, Sendable, Hashable, Codable, CaseIterable {
    /// The host's name was not resolved.
    case nameResolution = "name_resolution"
    /// No connection could be opened.
    case connect
    /// The TLS handshake or the check of the certificate failed.
    case tls
    /// The proxy refused or could not open the connection.
    case proxy
    /// The sending was given up before a connection was used.
    case cancelled
}

/// Why it is unknown whether a request was applied; the raw values are the names in state files.
package enum LostCause: String, Sendable, Hashable, Codable, CaseIterable {
    /// The time for the whole exchange was over.
    case timeout
    /// The connection ended before the answer was whole.
    case connectionClosed = "connection_closed"
    /// What came back was not HTTP, or larger than is accepted.
    case unreadable
    /// The sending was given up after the request may have left.
    case cancelled
    /// A status that does not say whether anything was applied.
    case status
    /// An answer with status 200 that cannot be read, or that contradicts itself.
    case answer
    /// The process ended before an answer was recorded.
    case processEnded = "process_ended"
}
