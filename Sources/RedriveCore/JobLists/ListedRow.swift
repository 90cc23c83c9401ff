package import WorkatoJobs

/// One row of a list of jobs.
package struct ListedRow: Sendable, Hashable {
    /// The recipe whose list showed it.
    package var recipe: RecipeID
    /// The attempt.
    package var row: JobRow
    /// Its steps, as *Get a job* shows them; nil if that was not read.
    package var lines: [JobLine]?

    /// A row from its parts.
    package init(recipe: RecipeID, row: JobRow, lines: [JobLine]? = nil) {
        self.recipe = recipe
        self.row = row
        self.lines = lines
    }

    /// The first step that failed; nil for none, or if the steps were not read.
    package var failedLine: JobLine? { lines?.first(where: \.hasError) }

    /// From its start to its end; nil if one of the two is not known, or if the end is before the start.
    package var duration: Duration? {
        guard let start = row.startedAt, let end = row.completedAt, start <= end else { return nil }
        return end.duration(since: start)
    }

    /// The signature of its error; nil if it did not fail.
    package var signature: ErrorSignature? {
        row.status == .failed ? ErrorSignature.of(row: row, recipe: recipe) : nil
    }
}
