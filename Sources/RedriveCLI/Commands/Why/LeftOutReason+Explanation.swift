import RedriveCore

extension LeftOutReason {
    /// Why a job of this reason is left out, as a sentence about one job.
    var explanation: String {
        switch self {
        case .outsideWindow: "no failed attempt of it ended in the step's window"
        case .filtered: "the conditions of 'where' do not hold for its newest attempt"
        case .excludeJobs: "the runbook names it in 'exclude_jobs'"
        case .pollError: "it is a failed poll for events, not a run of the recipe"
        case .testJob: "it is a test run"
        case .duplicate: "another row of the same job was taken, here or in an earlier step"
        case .inFlight: "its newest attempt was still running when the plan was made"
        case .otherStatus: "its newest attempt was canceled or aborted"
        case .recovered: "its newest attempt had succeeded when the plan was made"
        case .child: "the job that called it is repeated, recovered or running, and runs it again"
        case .repeatLimit: "it has been repeated as often as Workato allows"
        case .expired: "Workato no longer has the data that a repeat needs"
        case .overLimit: "'limit' or 'limit_per_recipe' cut it off, after the order"
        }
    }
}
