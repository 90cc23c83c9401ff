import RedriveCore
import RedriveEngine

extension ToolError {
    /// A list of jobs that could not be read to its end.
    ///
    /// - Parameter rows: how many jobs were shown before.
    init(_ failure: JobLister.Failure, rows: Int) {
        switch failure {
        case .engine(let error): self.init(error, doing: "the jobs cannot be listed")
        case .listing(let error):
            self.init(error, meaning: rows == 0 ? "nothing was listed" : "the jobs that were listed are not all")
            totals = [JSONMember(.jobs, .int(rows)), JSONMember(.complete, .bool(false))]
        }
    }

    /// A list or a job that could not be read.
    init(_ error: ListingError, meaning: String) {
        let advice: String
        let status: ExitStatus
        switch error.error {
        case .unauthorized:
            status = .noToken
            advice = "check that the token belongs to this workspace, and that its client may read the recipe's jobs"
        case .notFound:
            status = .unreachable
            advice = "check the id of the recipe, and the workspace that the token belongs to"
        case .throttled, .unreachable:
            status = .unreachable
            advice = "if the cause is temporary, try again later; nothing was changed"
        }
        self.init(status, error.message, meaning: meaning, advice: advice)
    }
}
