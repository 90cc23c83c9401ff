package import WorkatoJobs

/// Which jobs a step repeats.
package struct RepeatSelection: Sendable, Hashable {
    /// Which jobs are read one by one through *Get a job* before there is a plan.
    package enum Inspect: String, Sendable, Hashable, Codable, CaseIterable {
        /// None; costs nothing.
        case none
        /// A few of each error signature.
        case sample
        /// Every job that would be taken.
        case all
    }

    /// The jobs that are considered.
    package var query: JobQuery
    /// Jobs that are never taken: masters, or any attempt of them.
    package var excludeJobs: Set<JobID>
    /// Classes that are taken although they are left out by default.
    package var include: Set<LeftOutReason>
    /// Which jobs are read one by one before there is a plan.
    package var inspect: Inspect

    /// A selection from its parts.
    package init(
        _ query: JobQuery,
        excludeJobs: Set<JobID> = [],
        include: Set<LeftOutReason> = [],
        inspect: Inspect = .none
    ) {
        self.query = query
        self.excludeJobs = excludeJobs
        self.include = include
        self.inspect = inspect
    }
}
