package import WorkatoJobs

/// The story of one suspended job: everything that the records of a run tell of its token, in their order.
package struct SuspendedJobStory: Sendable {
    /// One event of the story.
    package struct Entry: Sendable, Hashable {
        /// When it was recorded, by the clock of the machine that wrote it.
        package var at: Timestamp
        /// What happened.
        package var event: TokenEvent
    }

    /// Its row: its place among the plan's tokens, from 0.
    package let row: Int
    /// What happened to it, in order.
    package private(set) var entries: [Entry] = []

    /// The story of a suspended job before the first record.
    package init(ofRow row: Int) { self.row = row }

    /// Takes one record in.
    package mutating func note(_ record: Record, at time: Timestamp) {
        guard case .token(let token) = record, token.row == row else { return }
        entries.append(Entry(at: time, event: token.event))
    }
}
