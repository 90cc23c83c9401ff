package import WorkatoJobs

/// What a few pages of one recipe show about how the server lists jobs.
///
/// For people who look before they plan: no plan and no run decides by it, they prove what they need themselves.
package struct ListSurvey: Sendable, Hashable {
    /// What the rows of a list show that it is sorted by.
    package enum Order: Sendable, Hashable {
        /// By start, newest first.
        case startDescending
        /// By end, newest first.
        case endDescending
        /// Newest first, by start and by end alike: no two rows tell them apart.
        case newestFirst
        /// Oldest first, by start or by end.
        case oldestFirst
        /// By neither.
        case unsorted
        /// There are too few rows with different times to tell.
        case tooFewRows
    }

    /// Whether a filter was applied.
    package enum Filter: Sendable, Hashable {
        /// Every row fits.
        case honored
        /// This number of rows does not fit.
        case ignored(rows: Int)
        /// There is no row to judge by.
        case noRows
    }

    /// The kinds of rows that a list has.
    package enum RowKinds: Sendable, Hashable {
        /// Repeats only.
        case repeats
        /// Masters only.
        case masters
        /// Both.
        case both
        /// No row.
        case none
    }

    /// Where the page after a cursor begins.
    package enum Cursor: Sendable, Hashable {
        /// Behind it: rows that were not seen, and this number that were.
        case advances(overlap: Int)
        /// Nowhere else: the page has only rows that were seen.
        case standsStill
        /// There is no further row.
        case atEnd
    }

    /// The order inside a page that was asked for with `prev=true`.
    package enum PreviousPage: Sendable, Hashable {
        /// As in the list.
        case listOrder
        /// The row next to the cursor first.
        case nearestFirst
        /// Other rows than those before the cursor.
        case notHonored
        /// There are too few rows to tell.
        case tooFewRows
    }

    /// The order of the rows of pages that follow each other.
    package static func order(of pages: [JobPage]) -> Order {
        var (byStart, byEnd) = (SortEvidence(), SortEvidence())
        for row in pages.lazy.flatMap(\.items) where row.isMaster {
            byStart.take(row.startedAt)
            byEnd.take(row.completedAt)
        }
        guard max(byStart.changes, byEnd.changes) >= SortEvidence.enoughChanges else { return .tooFewRows }
        switch (byStart.provesDescent, byEnd.provesDescent) {
        case (true, true): return .newestFirst
        case (true, false): return .startDescending
        case (false, true): return .endDescending
        case (false, false):
            let ascends = [byStart, byEnd].contains { $0.mayAscend && $0.changes >= SortEvidence.enoughChanges }
            return ascends ? .oldestFirst : .unsorted
        }
    }

    /// Whether every row of a page has the status that was asked for.
    package static func filter(_ page: JobPage, by status: JobStatus) -> Filter {
        guard !page.items.isEmpty else { return .noRows }
        let others = page.items.count { $0.status != status }
        return others == 0 ? .honored : .ignored(rows: others)
    }

    /// The kinds of rows of a page.
    package static func kinds(of page: JobPage) -> RowKinds {
        let masters = page.items.count(where: \.isMaster)
        switch (masters > 0, masters < page.items.count) {
        case (true, true): return .both
        case (true, false): return .masters
        case (false, true): return .repeats
        case (false, false): return .none
        }
    }

    /// Where `next` begins, which was asked for with the last row of `first` as its cursor.
    package static func cursor(from first: JobPage, to next: JobPage) -> Cursor {
        let seen = Set(first.items.map(\.id))
        let overlap = next.items.count { seen.contains($0.id) }
        if next.items.isEmpty { return .atEnd }
        return overlap == next.items.count ? .standsStill : .advances(overlap: overlap)
    }

    /// How `previous` is ordered, which was asked for with `prev=true` and the last row of `first` as its cursor.
    package static func previousPage(_ previous: JobPage, of first: JobPage) -> PreviousPage {
        let before = first.items.dropLast().map(\.id)
        let found = previous.items.map(\.id).filter(Set(before).contains)
        guard before.count > 1 else { return .tooFewRows }
        guard found.count > 1 else { return .notHonored }
        let places = found.compactMap { before.firstIndex(of: $0) }
        if places == places.sorted() { return .listOrder }
        return places == places.sorted(by: >) ? .nearestFirst : .notHonored
    }

    /// Statuses of rows that the documentation does not have, each once, in order of their words.
    package static func undocumentedStatuses(in pages: [JobPage]) -> [String] {
        let words = pages.lazy.flatMap(\.items).compactMap { row -> String? in
            guard case .other(let word) = row.status else { return nil }
            return word
        }
        return Set(words).sorted()
    }

    /// Why the counts of a page contradict each other or its rows; nil if they do not.
    ///
    /// - Parameter isFiltered: whether the page was asked for with a status, so that its scope is smaller than the recipe.
    package static func contradiction(in page: JobPage, isFiltered: Bool) -> String? {
        if let scope = page.jobScopeCount, scope < page.items.count {
            return "job_scope_count is \(scope), and one page has \(page.items.count) rows"
        }
        if let scope = page.jobScopeCount, scope > 0, page.items.isEmpty, page.unreadableRows == 0 {
            return "job_scope_count is \(scope), and the first page is empty"
        }
        if !isFiltered, let scope = page.jobScopeCount, let all = page.jobCount, scope > all {
            return "job_scope_count is \(scope), and job_count is \(all)"
        }
        return nil
    }
}
