/// One page of a recipe's jobs.
package struct JobPage: Sendable, Hashable {
    /// The rows that could be read, in the order of the answer.
    package var items: [JobRow]
    /// The number of rows that could not be read.
    ///
    /// A page that has any proves nothing about a job that it does not show.
    package var unreadableRows: Int
    /// `job_scope_count`: jobs under the current filter, as the server counts; nil if it sends none.
    package var jobScopeCount: Int?
    /// `job_count`: all jobs of the recipe; nil if the server sends none.
    package var jobCount: Int?
    /// `job_succeeded_count`: all succeeded jobs of the recipe; nil if the server sends none.
    package var jobSucceededCount: Int?
    /// `job_failed_count`: all failed jobs of the recipe; nil if the server sends none.
    package var jobFailedCount: Int?

    /// A page from its parts.
    package init(
        items: [JobRow],
        unreadableRows: Int = 0,
        jobScopeCount: Int? = nil,
        jobCount: Int? = nil,
        jobSucceededCount: Int? = nil,
        jobFailedCount: Int? = nil
    ) {
        self.items = items
        self.unreadableRows = unreadableRows
        self.jobScopeCount = jobScopeCount
        self.jobCount = jobCount
        self.jobSucceededCount = jobSucceededCount
        self.jobFailedCount = jobFailedCount
    }
}
