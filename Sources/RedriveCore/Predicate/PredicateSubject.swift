package import WorkatoJobs

/// What a predicate is checked against: the newest attempt of a master, and what is known about the master.
package struct PredicateSubject: Sendable {
    /// The row of the newest attempt.
    package var row: JobRow
    /// The master's id.
    package var master: JobID
    /// How many repeats of the master were seen.
    package var reruns: Int

    /// A subject from its parts.
    package init(row: JobRow, master: JobID, reruns: Int) {
        self.row = row
        self.master = master
        self.reruns = reruns
    }

    /// The value of a field; nil if the row does not have it, or has empty text.
    func value(of field: Predicate.Field) -> Predicate.Value? {
        switch field {
        case .title: text(row.title)
        case .error: text(row.error)
        case .errorType: text(row.errorType)
        case .errorMessage: text(row.errorMessage)
        case .innerMessage: text(row.innerMessage)
        case .adapter: text(row.adapter)
        case .jobID: .text(row.id.text)
        case .masterJobID: .text(master.text)
        case .callingRecipeID: row.callingRecipeID.map { .integer($0.value) }
        case .rootRecipeID: row.rootRecipeID.map { .integer($0.value) }
        case .startedAt: row.startedAt.map(Predicate.Value.time)
        case .completedAt: row.completedAt.map(Predicate.Value.time)
        case .duration: duration.map(Predicate.Value.duration)
        case .reruns: .integer(reruns)
        }
    }

    private func text(_ text: String?) -> Predicate.Value? {
        text.flatMap { $0.isEmpty ? nil : .text($0) }
    }

    /// From start to end; nil if one is missing, or if the end is before the start.
    private var duration: Duration? {
        guard let start = row.startedAt, let end = row.completedAt, start <= end else { return nil }
        return .milliseconds(end.milliseconds - start.milliseconds)
    }
}
