/// The readable results of one *Repeat jobs*; a job that no entry names has no result.
package struct RepeatResults: Sendable, Hashable {
    /// The results in the order of the answer, each job once.
    package var entries: [RepeatResult]
    /// Entries that name no job.
    package var unreadableEntries: Int

    /// Results from their parts.
    package init(entries: [RepeatResult], unreadableEntries: Int = 0) {
        self.entries = entries
        self.unreadableEntries = unreadableEntries
    }
}

/// The result for one requested job.
package struct RepeatResult: Sendable, Hashable {
    /// The job as it was requested.
    package var requested: JobID
    /// The outcome.
    package var outcome: Outcome

    /// The outcome of a requested job.
    package enum Outcome: Sendable, Hashable {
        /// It will run again, as this job; nil if the answer does not name the job.
        case enqueued(newJob: JobID?)
        /// It will not run again. `typeID` is, for example, `err.item.not_found`; the message may be empty.
        case refused(typeID: String?, message: String)
        /// It is unknown whether it runs again; the value is the status that was sent, or what contradicts it.
        case unclear(String)
    }

    /// A result from its parts.
    package init(requested: JobID, outcome: Outcome) {
        self.requested = requested
        self.outcome = outcome
    }
}
