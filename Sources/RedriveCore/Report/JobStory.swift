package import WorkatoJobs

/// The story of one planned job: everything that the records of a run tell of it, in their order.
///
/// A fold over the records, like the state; each is told after the state has taken it in.
package struct JobStory: Sendable {
    /// One event of the story.
    package struct Entry: Sendable, Hashable {
        /// When it was recorded, by the clock of the machine that wrote it.
        package var at: Timestamp
        /// What happened.
        package var event: JobEvent
    }

    /// The index of the job in the plan.
    package let position: Int
    /// What happened to it, in order.
    package private(set) var entries: [Entry] = []

    /// The story of a job before the first record.
    package init(of position: Int) { self.position = position }

    /// Takes one record in.
    ///
    /// - Parameter state: the state after the record.
    package mutating func note(_ record: Record, at time: Timestamp, after state: RunState) {
        for (other, event) in JobEvent.all(of: record, after: state) where other == position {
            entries.append(Entry(at: time, event: event))
        }
    }
}
