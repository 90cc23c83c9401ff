/// The results of one *Repeat jobs*, as far as they could be read; a job that no entry names has no result.
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

/// What became of one requested job.
package struct RepeatResult: Sendable, Hashable {
    /// The job as it was requested.
    package var requested: JobID
    /// What became of it.
    package var outcome: Outcome

    /// What became of a requested job.
    package enum Outcome: Sendable, Hashable {
        /// It will run again, as this job; nil where the answer does not name it.
        case enqueued(newJob: JobID?)
        /// It will not. `typeID` is such as `err.item.not_found`; the message may be empty.
        case refused(typeID: String?, message: String)
        /// Neither can be told; the status that was sent, or what contradicts it.
        case unclear(String)
    }

    /// A result from its parts.
    package init(requested: JobID, outcome: Outcome) {
        self.requested = requested
        self.outcome = outcome
    }
}
