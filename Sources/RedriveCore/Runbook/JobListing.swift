package import WorkatoJobs

/// Which jobs are listed, and where the list goes: the step `list_jobs`, and `redrive jobs`.
package struct JobListing: Sendable, Hashable {
    /// The status of the jobs that are listed.
    package enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// Jobs that failed.
        case failed
        /// Jobs that succeeded.
        case succeeded
        /// Jobs that have not ended.
        case pending
        /// All jobs, whatever their status is called.
        case any
    }

    /// What makes a row of the list.
    package enum Rows: String, Sendable, Hashable, Codable, CaseIterable {
        /// Each master, as its newest attempt shows it: what a runbook means by a job.
        case newestAttempts = "newest_attempts"
        /// Each attempt, as the API lists them.
        case attempts
        /// Each repeat; the masters are not listed.
        case repeats
    }

    /// Where the jobs come from.
    package var source: JobQuery.Source
    /// What came of the query for recipes that `source` was; nil if it was none, or is not resolved.
    package var resolved: ResolvedRecipes?
    /// Their status.
    package var status: Status
    /// What makes a row.
    package var rows: Rows
    /// The first instant of the window, included; nil for no lower bound.
    package var since: Timestamp?
    /// The end of the window, excluded; nil for none, so that jobs are listed that end while the list is read.
    package var until: Timestamp?
    /// The time that the window compares; of a job that has not ended, its start.
    package var clock: TimeWindow.Clock
    /// What else must hold of a row; nil for nothing.
    package var predicate: Predicate?
    /// The most rows in all; nil for no bound.
    package var limit: Int?
    /// The most rows of one recipe; nil for no bound.
    package var limitPerRecipe: Int?
    /// Whether each job is also read through *Get a job*.
    package var readsDetails: Bool
    /// The file that the list is saved in; nil for none.
    package var save: SavedListing?

    /// A listing from its parts.
    package init(
        source: JobQuery.Source,
        resolved: ResolvedRecipes? = nil,
        status: Status = .failed,
        rows: Rows = .newestAttempts,
        since: Timestamp? = nil,
        until: Timestamp? = nil,
        clock: TimeWindow.Clock = .completedAt,
        predicate: Predicate? = nil,
        limit: Int? = nil,
        limitPerRecipe: Int? = nil,
        readsDetails: Bool = false,
        save: SavedListing? = nil
    ) {
        self.source = source
        self.resolved = resolved
        self.status = status
        self.rows = rows
        self.since = since
        self.until = until
        self.clock = clock
        self.predicate = predicate
        self.limit = limit
        self.limitPerRecipe = limitPerRecipe
        self.readsDetails = readsDetails
        self.save = save
    }

    /// The recipes of the source, each once, in the order written.
    package var recipes: [RecipeID] { source.recipes }

    /// The window that rows are compared with.
    var window: TimeWindow {
        TimeWindow(since: since, until: until ?? Timestamp(milliseconds: .max), clock: clock)
    }

    /// Whether the status of a row is the one asked for.
    func asks(for status: JobStatus) -> Bool {
        switch (self.status, status) {
        case (.any, _), (.failed, .failed), (.succeeded, .succeeded), (.pending, .pending): true
        case (.failed, _), (.succeeded, _), (.pending, _): false
        }
    }
}

/// A file that a list is saved in.
package struct SavedListing: Sendable, Hashable {
    /// The form of the file, by the end of its name.
    package enum Format: String, Sendable, Hashable, CaseIterable {
        /// A line of column names, then a line for each job.
        case csv
        /// A JSON object on a line of its own for each job.
        case jsonLines = "jsonl"
        /// One JSON array of objects.
        case json
    }

    /// The path, as it is written; relative to the working directory.
    package var path: String
    /// The columns, in order; each once.
    package var columns: [ListingColumn]

    /// A file from its parts.
    package init(path: String, columns: [ListingColumn] = ListingColumn.usual) {
        self.path = path
        self.columns = columns
    }

    /// The form of the file; nil if the end of its name says none.
    package var format: Format? { Self.format(of: path) }

    /// The form that the end of a name says; nil for none.
    package static func format(of path: String) -> Format? {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        let ending = name[name.index(after: dot)...].lowercased()
        return ending == "ndjson" ? .jsonLines : Format(rawValue: ending)
    }
}
