import WorkatoJobs

/// How much of a recipe's list of repeats has been read without a gap, and what that rests on.
///
/// A later look reads what is new and stops where the list is known, but only if the rows themselves show that repeats are listed by
/// their own start. Whatever contradicts that takes the coverage away, and the next look reads the whole list.
struct ListCoverage: Sendable {
    /// A request of this run whose repeats the server has named.
    struct Mark: Sendable, Hashable {
        /// The place of the request among all requests of the run.
        var ordinal: Int
        /// One of the repeats that it made.
        var new: JobID
    }

    /// What can be said of the list at some time.
    private struct Extent: Sendable, Hashable {
        /// All repeats that started before this were read, unless the list did not show them yet.
        var until: Timestamp
        /// A row at the upper end, or the one just above it: whoever reads down to it has left no gap.
        var top: JobID
        /// The request of this run that made the newest repeat within, by its ordinal.
        var ordinal: Int
    }

    /// The requests of this run, by ordinal, ascending.
    private(set) var marks: [Mark] = []
    /// What the rows have shown of the list's order; nil before a complete look, and once something has contradicted it.
    private(set) var order: RepeatsOrder?
    private var extent: Extent?
    /// The extent at the time of each request, where it changed, by ordinal, ascending: what a lost request made cannot lie below.
    private var extents: [(ordinal: Int, until: Timestamp?)] = []
    /// How far the list is behind at most, as complete looks have shown that missed a repeat of this run.
    private(set) var lag: Duration = .zero
    /// Why the list is read as a whole; nil if it is not, or not yet known to be.
    private(set) var obstacle: Obstacle?
    private var failures = 0
    /// Looks at the whole list that were made to know it.
    private var attempts = 0

    /// Why a list cannot be read in parts.
    typealias Obstacle = Record.WholeList.Cause

    /// The least that a look reads again of what is known: lists may be behind by this much without any sign of it.
    static let shortestOverlap: Duration = .seconds(5)
    /// As far before a lost request a look reads that may show what it made.
    static let beforeLost: Duration = .seconds(60)
    /// Pages behind a cursor that showed nothing of what they should have, before the recipe's list is read as a whole.
    static let mostFailures = 3

    /// Whether looks read only what is new.
    var isKnown: Bool { extent != nil && order != nil }

    /// The server has named a repeat that the request with this ordinal made.
    mutating func mark(_ new: JobID, ordinal: Int) {
        guard ordinal > marks.last?.ordinal ?? 0 else { return }
        marks.append(Mark(ordinal: ordinal, new: new))
    }

    /// The request with this ordinal is about to be sent.
    mutating func willSend(_ ordinal: Int) {
        guard extents.isEmpty || extents.last?.until != extent?.until else { return }
        extents.append((ordinal, extent?.until))
    }

    /// The first mark of a later request than this one; nil if it was the last.
    func mark(after ordinal: Int) -> Mark? {
        let index = firstIndex(after: ordinal)
        return index < marks.count ? marks[index] : nil
    }

    /// How many marks lie between two ordinals.
    func marksBetween(_ older: Int, _ newer: Int) -> Int {
        max(0, firstIndex(after: newer) - firstIndex(after: older) - 1)
    }

    private func firstIndex(after ordinal: Int) -> Int {
        var (low, high) = (0, marks.count)
        while low < high {
            let middle = (low + high) / 2
            if marks[middle].ordinal <= ordinal { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// How far down a look has to read that is to show everything since the last one; nil for the whole list.
    ///
    /// - Parameter lost: the ordinal of the first request whose answer is lost; nil if none is.
    func bound(lost: Int?) -> Timestamp? {
        guard isKnown, let extent else { return nil }
        let known = extent.until - max(Self.shortestOverlap, lag * 3)
        guard let lost else { return known }
        guard let then = extents.last(where: { $0.ordinal <= lost })?.until else { return nil }
        return min(known, then - Self.beforeLost)
    }

    /// How many requests of this run have added to the list above what is known of it; all of them if nothing is.
    var requestsAbove: Int { isKnown ? requests(after: extent?.ordinal ?? 0) : marks.count }

    /// How many later requests than the one with this ordinal have added to the list.
    func requests(after ordinal: Int) -> Int { marks.count - firstIndex(after: ordinal) }

    // MARK: what was read

    /// A look has read the list from its top to where it is known, or to its end.
    ///
    /// - Parameters:
    ///   - top: the newest repeat of this run on its first page, with its start; nil if it showed none.
    ///   - ordinal: the request that made it.
    ///   - order: what its rows have shown of the order; nil if repeats had to be sought in another list.
    mutating func readFromTop(_ top: SeenRepeat?, ordinal: Int, order: RepeatsOrder?) {
        guard let order, let top, let start = top.startedAt else { return }
        if order.isNotByStart { return contradict(.order) }
        // Too few rows prove nothing, and contradict nothing either.
        guard order.isByStart, obstacle == nil else { return }
        self.order = order
        extent = Extent(until: start, top: top.id, ordinal: ordinal)
    }

    /// A look that began this long after the answer has missed a repeat of this run that no look has ever shown.
    mutating func missed(after delay: Duration) { lag = max(lag, delay) }

    /// The list has been read from behind `top` down to a row that was covered before, and every repeat of this run in between was
    /// shown.
    ///
    /// - Parameters:
    ///   - start: when the newest of them started.
    ///   - ordinal: the request that made it.
    mutating func extend(to start: Timestamp, top: JobID, ordinal: Int) {
        guard isKnown, let extent, start >= extent.until else { return }
        self.extent = Extent(until: start, top: top, ordinal: ordinal)
    }

    /// Whether a row is at or below the upper end of what is covered.
    func covers(_ row: JobRow) -> Bool {
        guard let extent else { return false }
        if row.id == extent.top { return true }
        guard let start = row.startedAt else { return false }
        return start < extent.until
    }

    /// A look at the whole list is made to know it.
    mutating func attempt() { attempts += 1 }

    /// Whether a look at the whole list would show by what it is sorted: while it is short, and if that was not tried in vain.
    ///
    /// Repeats of one request may all have the same start, so it takes ten requests; and twice as many each time it was too early.
    var isWorthAttempt: Bool {
        guard !isKnown, obstacle == nil, attempts < Self.mostAttempts else { return false }
        return marks.count >= Self.requestsOfAttempt << attempts
    }

    private static let mostAttempts = 3
    private static let requestsOfAttempt = 10

    /// A page behind a cursor has shown nothing of what it should have.
    mutating func cursorFailed() {
        failures += 1
        if failures >= Self.mostFailures { contradict(.cursor) }
    }

    /// A page behind a cursor has shown what it should.
    mutating func cursorHeld() { failures = 0 }

    /// A look was no evidence: the next one reads the whole list.
    mutating func forget() { extent = nil }

    /// The list is read as a whole from here on.
    mutating func contradict(_ obstacle: Obstacle) {
        self.obstacle = self.obstacle ?? obstacle
        extent = nil
        order = nil
    }
}
