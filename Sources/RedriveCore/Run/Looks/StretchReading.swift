import WorkatoJobs

/// Reads a stretch of a recipe's list of repeats, from behind one of the run's own repeats down to the last one that is sought.
///
/// It proves nothing about the rest of the list, so what it does not show means nothing; what it shows is what the server says.
struct StretchReading: Sendable {
    /// What a page comes to.
    enum Step: Sendable, Hashable {
        /// Read this page.
        case next(ListQuery)
        /// All that was sought has been shown, or what follows shows none of it.
        case end
        /// The page does not show what stands behind the cursor.
        case cursorFailed
    }

    /// A repeat of this run on a page.
    struct Own: Sendable, Hashable {
        /// What the page shows of it.
        var row: JobRow
        /// The job, by index.
        var position: Int
        /// The ordinal of the request that made it.
        var ordinal: Int
    }

    /// The repeat behind which the stretch begins; nil for the top of the list.
    let cursor: ListCoverage.Mark?
    /// The groups that are read, by the ordinals of their requests.
    let groups: [Int]
    /// The jobs whose repeats are sought and were not shown yet, by index.
    private(set) var missing: Set<Int>
    /// Whether a row was shown that was covered before, so that nothing was left out above it.
    private(set) var reachesKnownRows = false
    /// The newest repeat of this run that was shown, with its start and the ordinal of its request.
    private(set) var newest: (id: JobID, start: Timestamp, ordinal: Int)?
    private var starts = SortEvidence()
    private var shown: Set<JobID> = []
    private var pages = 0
    private var isOvertaken = false
    /// Whether a page has shown something of what is sought.
    private var hasBegun = false
    private let recipe: RecipeID

    /// No stretch is longer than this, in pages.
    static let mostPages = 500

    /// A stretch with these groups.
    init(_ recipe: RecipeID, from cursor: ListCoverage.Mark?, groups: [Int], seeking missing: Set<Int>) {
        self.recipe = recipe
        self.cursor = cursor
        self.groups = groups
        self.missing = missing
    }

    /// Whether the page that was asked for last is the top of the list.
    var isAtTop: Bool { cursor == nil && pages == 0 }

    /// The first page.
    var first: ListQuery { ListQuery(recipe: recipe, rerunOnly: true, offset: cursor?.new) }

    /// About how many pages are still to be read.
    var pagesLeft: Int { max(groups.count - pages, 0) }

    /// Whether the rows stand in descending order of their starts, and none is newer than the cursor.
    var isInOrder: Bool { starts.mayDescend && !isOvertaken }

    /// A page arrived.
    ///
    /// - Parameters:
    ///   - own: the repeats of this run among its rows, with the job and the ordinal of the request that made each.
    ///   - isCovered: whether a row is at or below what is known of the list.
    mutating func received(
        _ page: JobPage,
        own: [Own],
        isCovered: (JobRow) -> Bool
    ) -> Step {
        pages += 1
        let sought = missing.count
        for row in page.items {
            // A row of another recipe, the cursor's own row, or one that was shown before: the server has lost the cursor.
            guard row.recipeID ?? recipe == recipe, row.id != cursor?.new, shown.insert(row.id).inserted else {
                return .cursorFailed
            }
            starts.take(row.startedAt)
            if isCovered(row) { reachesKnownRows = true }
        }
        for (row, position, ordinal) in own.lazy.map({ ($0.row, $0.position, $0.ordinal) }) {
            // What is newer than the cursor should stand above it; that it does not says nothing of what was shown.
            if let cursor, ordinal > cursor.ordinal { isOvertaken = true }
            missing.remove(position)
            if let start = row.startedAt, newest.map({ $0.start < start }) ?? true { newest = (row.id, start, ordinal) }
        }
        if missing.isEmpty { return .end }
        let isAbove = own.contains { $0.ordinal > groups.last ?? 0 }
        if missing.count < sought { hasBegun = true }
        guard let last = page.items.last, pages < Self.mostPages, missing.count < sought || isAbove else {
            return hasBegun ? .end : .cursorFailed
        }
        return .next(ListQuery(recipe: recipe, rerunOnly: true, offset: last.id))
    }
}
