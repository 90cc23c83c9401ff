import RedriveCore

extension LeftOutReason {
    /// The jobs that are left out for this reason, in words behind their number: `3 already recovered`.
    var words: String {
        switch self {
        case .outsideWindow: "outside the window"
        case .filtered: "not selected by 'where'"
        case .excludeJobs: "in 'exclude_jobs'"
        case .pollError: "poll errors"
        case .testJob: "test jobs"
        case .duplicate: "selected before"
        case .inFlight: "still running"
        case .otherStatus: "canceled or aborted"
        case .recovered: "already recovered"
        case .child: "called by other jobs"
        case .repeatLimit: "repeated too often"
        case .expired: "expired"
        case .overLimit: "over the limit"
        }
    }
}
