import WorkatoJobs

/// A repeat of a planned job, as a list showed it.
struct SeenRepeat: Sendable, Hashable {
    var id: JobID
    var status: JobStatus
    var startedAt: Timestamp?
    var completedAt: Timestamp?
    /// The signature of its error, in words; nil for one that did not fail.
    var signature: String?

    init(row: JobRow, recipe: RecipeID) {
        id = row.id
        status = row.status
        startedAt = row.startedAt
        completedAt = row.completedAt
        signature = row.status == .failed ? ErrorSignature.of(row: row, recipe: recipe).words : nil
    }
}

/// A repeat with the planned job that it belongs to.
struct SeenRow: Sendable, Hashable {
    /// The job's index in the plan.
    var position: Int
    /// The repeat.
    var seen: SeenRepeat
}

extension Timestamp {
    /// Later than any time that a server sends.
    static let distantFuture = Timestamp(milliseconds: .max)
}
