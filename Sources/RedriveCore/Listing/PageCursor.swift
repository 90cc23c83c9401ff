import WorkatoJobs

/// Follows the cursor of one list, and believes in its end only on evidence.
///
/// The API documents neither a page size, nor an order, nor what an unknown cursor does: it may begin again at the first
/// page, end early, or repeat rows. So a page makes progress only where its last rows are new; anything else is a lost
/// cursor or the end of the list, and is told apart with cursors that stand a little earlier, whose followers are known.
/// Source: reference, "Page size and paging".
///
/// An end that the server's own count contradicts, and a page with rows of another recipe, are asked for once more; if that
/// does not help, the list is not proven. Source: docs/formats/plan.md.
///
/// A list that goes on far beyond the server's own count, or beyond any list that was ever seen, is not read to an end that
/// may never come: `mostRows(counting:)`.
struct PageCursor: Sendable {
    /// What follows a page.
    enum Step: Sendable {
        /// Read this page.
        case next(ListQuery)
        /// The list has no more rows.
        case end
        /// It cannot be told whether the list has more rows, for this reason.
        case stuck(String)
    }

    /// No walk asks for more pages than this; at 60 a minute, 14 hours.
    static let maximumRequests = 50_000
    /// No walk takes in more rows than this, whatever the server counts.
    static let maximumRows = 1_000_000
    /// No walk takes in more rows than this if the server sends no count.
    static let maximumRowsUncounted = 250_000
    /// A list may have this many times as many rows as the server counts, since a count may mean something else, and jobs
    /// are added while the list is read; and `countSlack` more.
    static let countFactor = 4
    /// Rows that a list may have in any case.
    static let countSlack = 10_000
    /// Cursors that are tried when one is lost, as distances from the last row.
    static let distances = [1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 32, 48, 64, 80, 99]

    /// The rows of the last page that no page had shown before.
    private(set) var newRows: [JobRow] = []
    /// Of these, the ones behind everything seen before, in the order of the list: what an order can be read from.
    var appendedRows: ArraySlice<JobRow> { newRows[appendedFrom...] }
    /// How many pages arrived.
    private(set) var requests = 0
    /// The server's count of the rows in the list; nil if it sends none.
    private(set) var scope: Int?

    private let query: ListQuery
    /// Where the appended rows begin among the new ones: they are always the last of these.
    private var appendedFrom = 0
    private var seen: Set<JobID> = []
    private var unreadable = 0
    /// The first row of the list.
    private var head: JobID?
    /// The last rows that were seen of the list, in its order; at most `tailLength`.
    private var tail: [JobID] = []
    /// The most rows that a page had, here or in another list of the workspace; what a page can hold at least.
    private(set) var largestPage: Int
    private var firstScope: Int?
    /// The greatest count of any kind that a page had; nil if none had any.
    private var greatestCount: Int?
    /// The least count that a page had; what the list had at least when the walk began, if counts mean the list.
    private var leastScope: Int?
    /// The last query that was asked.
    private var asked: ListQuery
    private var wasAskedAgain = false
    /// What the server counted when its count contradicted an end; rows have to make up for it.
    private(set) var claim: Int?
    /// Whether `claim` is also the server's count of all jobs of the recipe, filter or not.
    private(set) var claimIsOfAllJobs = false
    /// Whether an answer has contradicted itself, or the list it was about.
    private(set) var isContradicted = false
    /// Rows of another recipe on pages that were taken in.
    private var strangers = 0
    private var scopeIsPlausible = true
    /// How far before the last row the cursor stood that was asked with.
    private var distance = 0
    /// Cursors tried since the last progress; an index into `distances`.
    private var tried = 0

    private static let tailLength = 128

    /// A cursor before the first page; `pageSize` is the most rows that any page of the workspace had, 0 if none was seen.
    init(query: ListQuery, pageSize: Int) {
        largestPage = pageSize
        var query = query
        query.offset = nil
        query.prev = false
        self.query = query
        asked = query
    }

    /// How many distinct rows were seen.
    var rowsSeen: Int { seen.count }

    /// The first page.
    func first() -> ListQuery { query }

    /// A page arrived.
    mutating func received(_ page: JobPage) -> Step {
        requests += 1
        let foreign = page.items.count { row in row.recipeID.map { $0 != query.recipe } ?? false }
        if foreign > 0 {
            isContradicted = true
            if let again = askAgain() { return again }
            strangers += foreign
        }
        let step = believed(progress(foreign > 0 ? page.without(rowsNotOf: query.recipe) : page), page)
        if case .next(let query) = step { asked = query }
        return step
    }

    /// What a page comes to, counts aside.
    private mutating func progress(_ page: JobPage) -> Step {
        unreadable += page.unreadableRows
        note(scope: page.jobScopeCount)
        greatestCount = [greatestCount, page.jobScopeCount, page.jobCount].compactMap(\.self).max()
        takeRows(of: page)
        guard requests < Self.maximumRequests else {
            return .stuck("the list did not end within \(Self.maximumRequests) requests")
        }
        guard seen.count + unreadable <= Self.mostRows(counting: greatestCount) else { return goesOnForEver() }
        if !appendedRows.isEmpty {
            distance = 0
            tried = 0
            return showsAllRows(by: page) ? .end : .next(next())
        }
        if page.items.isEmpty, page.unreadableRows == 0 { return nothingCame(page) }
        // A full page that ends with the last row does not show that nothing follows.
        return showsTail(page) && (page.items.count < largestPage || countAgrees(page)) ? .end : tryEarlier()
    }

    /// The most rows that a walk takes in before it gives the list up.
    ///
    /// - Parameter count: the greatest count that the server sent; nil if it sent none.
    static func mostRows(counting count: Int?) -> Int {
        guard let count else { return maximumRowsUncounted }
        return min(min(count, maximumRows) * countFactor + countSlack, maximumRows)
    }

    private mutating func goesOnForEver() -> Step {
        let rows = seen.count + unreadable
        guard let greatestCount else {
            return .stuck("the list goes on after \(rows) rows, and the server does not count them: it may have no end")
        }
        if greatestCount < rows { isContradicted = true }
        return .stuck("the list goes on after \(rows) rows, and the server counts \(greatestCount): it may have no end")
    }

    /// An end is believed unless the server counts more rows than it has shown.
    private mutating func believed(_ step: Step, _ page: JobPage) -> Step {
        let shown = seen.count + unreadable
        guard case .end = step else {
            // Rows that are counted and cannot be reached are as good as hidden.
            if case .stuck = step, leastScope ?? 0 > shown { isContradicted = true }
            return step
        }
        let counted = max(leastScope ?? 0, claim ?? 0)
        guard counted > shown, !countIsOfAllJobs(counted, page) else { return .end }
        isContradicted = true
        claim = counted
        claimIsOfAllJobs = counted == page.jobCount
        return askAgain() ?? .stuck("the server counts \(counted) jobs and shows \(shown)")
    }

    /// Whether the count leaves the filter out: it is that of all jobs, and the count of those that the filter is for agrees
    /// with what was shown.
    private func countIsOfAllJobs(_ counted: Int, _ page: JobPage) -> Bool {
        query.status != nil && counted == page.jobCount && lifetimeCount(page) == seen.count + unreadable
    }

    /// The last query once more; nil if that was done before.
    private mutating func askAgain() -> Step? {
        guard !wasAskedAgain else { return nil }
        wasAskedAgain = true
        newRows.removeAll(keepingCapacity: true)
        appendedFrom = 0
        return .next(asked)
    }

    /// The page was answered with 404; nil if no cursor was asked with.
    mutating func cursorNotFound() -> Step? {
        guard !tail.isEmpty else { return nil }
        requests += 1
        newRows.removeAll()
        appendedFrom = 0
        let step = tryEarlier()
        if case .next(let query) = step { asked = query }
        return step
    }

    /// The walk's summary; rows that could not be read make it unproven.
    func summary(_ completeness: RecipeListing.Completeness, _ warning: String?) -> WalkSummary {
        var warnings = warning.map { [$0] } ?? []
        if unreadable > 0 { warnings.append("\(unreadable) rows of the list could not be read") }
        if strangers > 0 { warnings.append("the server answered with \(strangers) rows of another recipe") }
        return WalkSummary(
            requests: requests,
            rows: seen.count,
            completeness: unreadable + strangers > 0 ? .unproven : completeness,
            warning: warnings.isEmpty ? nil : warnings.joined(separator: "; "),
            isContradicted: isContradicted
        )
    }

    private mutating func takeRows(of page: JobPage) {
        newRows.removeAll(keepingCapacity: true)
        appendedFrom = 0
        largestPage = max(largestPage, page.items.count)
        // Rows above one that was known stand in a part of the list that was walked before: they have been added since.
        for row in page.items {
            if seen.insert(row.id).inserted {
                newRows.append(row)
            } else if !newRows.contains(where: { $0.id == row.id }) {
                appendedFrom = newRows.count
            }
        }
        if head == nil { head = page.items.first?.id }
        tail.append(contentsOf: appendedRows.lazy.map(\.id))
        if tail.count > 2 * Self.tailLength { tail.removeFirst(tail.count - Self.tailLength) }
    }

    private mutating func note(scope: Int?) {
        self.scope = scope
        guard let scope else { return }
        let first = firstScope ?? scope
        firstScope = first
        leastScope = min(leastScope ?? scope, scope)
        // A count that shrinks counts what is left, or something else again.
        if scope < first { scopeIsPlausible = false }
    }

    /// Whether the count and one more sign agree that the page was the last; the count alone may count something else.
    private func showsAllRows(by page: JobPage) -> Bool {
        guard scopeIsPlausible, let scope, seen.count + unreadable == scope else { return false }
        if page.items.count < largestPage { return true }
        // On a first page of an unknown size the other sign is the count of all such jobs, if the filter was obeyed.
        return requests == 1 && lifetimeCount(page) == scope && page.items.allSatisfy(isAskedFor)
    }

    private func isAskedFor(_ row: JobRow) -> Bool {
        query.status.map { $0.rawValue == row.status.rawValue } ?? true
    }

    /// Whether a count of the server is just what was seen: the list's, or else that of all jobs which the filter is for.
    private func countAgrees(_ page: JobPage) -> Bool {
        (page.jobScopeCount ?? lifetimeCount(page)) == seen.count + unreadable
    }

    /// All jobs of the recipe that the filter is for, as the server counts; nil if it does not, or where it counts no such.
    private func lifetimeCount(_ page: JobPage) -> Int? {
        if query.rerunOnly { return nil }
        switch query.status {
        case .failed: return page.jobFailedCount
        case .succeeded: return page.jobSucceededCount
        case .pending: return nil
        case nil: return page.jobCount
        }
    }

    /// An empty page is the end where the count agrees, or where a cursor that is known to have a follower shows that and no more.
    private mutating func nothingCame(_ page: JobPage) -> Step {
        guard !tail.isEmpty else {
            // No cursor was used, so none was lost.
            return unreadable > 0 ? .stuck("no row of the list could be read") : .end
        }
        guard distance == 0 else { return tryEarlier() }
        if countAgrees(page) { return .end }
        // A single row has none before it to ask with. It is the whole list where a page could have held more, or where
        // nothing is known that speaks against it: no count, a count of all jobs, or one that is refuted by the row.
        if tail.count == 1 {
            let countsAll = query.isFiltered && scope == page.jobCount
            if largestPage > 1 || countsAll || scope ?? 0 < seen.count { return .end }
        }
        return tryEarlier()
    }

    /// Whether a page without new rows reaches to the last row, and is not the first page again.
    private func showsTail(_ page: JobPage) -> Bool {
        page.items.last?.id == tail.last && page.items.first?.id != head && page.unreadableRows == 0
    }

    private func next() -> ListQuery {
        var next = query
        next.offset = tail.last
        return next
    }

    /// The cursor is lost, or there is nothing behind it; one that stands earlier tells which.
    private mutating func tryEarlier() -> Step {
        guard tried < Self.distances.count else { return .stuck(lost) }
        let distance = Self.distances[tried]
        // Farther back than a page reaches, no row behind the last one can be seen.
        guard distance < tail.count, distance <= max(1, largestPage - 1) else { return .stuck(lost) }
        tried += 1
        self.distance = distance
        var next = query
        next.offset = tail[tail.count - 1 - distance]
        return .next(next)
    }

    private var lost: String {
        let counted = scope.map { ", and the server counts \($0)" } ?? ""
        return "the cursor was lost after \(seen.count) rows\(counted): there may be more"
    }
}

extension JobPage {
    /// The page without the rows that name another recipe.
    fileprivate func without(rowsNotOf recipe: RecipeID) -> JobPage {
        var page = self
        page.items.removeAll { row in row.recipeID.map { $0 != recipe } ?? false }
        return page
    }
}

extension ListQuery {
    /// Whether the list is asked to leave rows out.
    fileprivate var isFiltered: Bool { rerunOnly || status != nil }
}
