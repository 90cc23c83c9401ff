import WorkatoJobs

/// Whether a list shows repeats by their own start, so that its end need not be seen.
///
/// Three kinds of orders are possible: by an attempt's own start, by its own end, and by its master's place. Rows must
/// contradict the last kind in both directions and for both times, which needs repeats whose masters' times are known; or they must be
/// past the place of every master whose repeats are sought. The order by own end must be contradicted too, or be passed as well with pending rows known to stand on top: else a
/// repeat that has not ended might stand at the very end of the list.
struct RepeatsOrder: Sendable {
    private struct Times: Sendable {
        var start: Timestamp?
        var end: Timestamp?
    }

    private var byStart = SortEvidence()
    private var byEnd = SortEvidence()
    private var byMasterStart = SortEvidence()
    private var byMasterEnd = SortEvidence()
    private var longestRun = Duration.zero
    private var masters: [JobID: Times] = [:]
    /// Repeats whose masters are not known yet, with the first own job behind them.
    private var followers: [JobID: Times] = [:]
    private var withoutFollower: [JobID] = []
    private var pendingOnTop = false
    private var pendingBetween = false
    private var lastWasPending = false

    /// Tells when a master ran.
    mutating func learn(master: JobID, startedAt: Timestamp?, completedAt: Timestamp?) {
        masters[master] = Times(start: startedAt, end: completedAt)
    }

    /// What the rows have shown, for a later look at the same list.
    ///
    /// By what a list is sorted does not change from one look to the next; which rows it has does.
    func carriedOver() -> RepeatsOrder {
        var order = RepeatsOrder()
        order.byStart = byStart.carriedOver()
        order.byEnd = byEnd.carriedOver()
        order.byMasterStart = byMasterStart.carriedOver()
        order.byMasterEnd = byMasterEnd.carriedOver()
        order.longestRun = longestRun
        order.pendingOnTop = pendingOnTop
        order.pendingBetween = pendingBetween
        return order
    }

    /// Whether all rows so far agree that repeats are listed by their own start, the newest first.
    var isByStart: Bool { byStart.provesDescent }

    /// Whether a row has contradicted that repeats are listed by their own start, the newest first.
    var isNotByStart: Bool { !byStart.mayDescend }

    /// Another list begins; what is known of masters stays.
    mutating func startOver() {
        let known = masters
        self = RepeatsOrder()
        masters = known
    }

    /// Takes the next rows, in the order of the list.
    mutating func take(_ rows: some Sequence<JobRow>) {
        for row in rows {
            if let start = row.startedAt, let end = row.completedAt {
                longestRun = max(longestRun, end.duration(since: start))
            }
            takeOwnTimes(of: row)
            if row.isMaster { takeOwnJob(row) } else { takeRepeat(row) }
        }
    }

    private mutating func takeOwnTimes(of row: JobRow) {
        if row.completedAt == nil {
            if byEnd.last == nil { pendingOnTop = true }
            lastWasPending = true
        } else {
            if lastWasPending, byEnd.last != nil { pendingBetween = true }
            lastWasPending = false
        }
        byStart.take(row.startedAt)
        byEnd.take(row.completedAt)
    }

    private mutating func takeOwnJob(_ row: JobRow) {
        let times = Times(start: row.startedAt, end: row.completedAt)
        for master in withoutFollower where master != row.master { followers[master] = times }
        withoutFollower.removeAll()
        if let follower = followers.removeValue(forKey: row.master) {
            byMasterStart.take(earlier: times.start, later: follower.start)
            byMasterEnd.take(earlier: times.end, later: follower.end)
        }
        masters[row.master] = times
        byMasterStart.take(times.start)
        byMasterEnd.take(times.end)
    }

    private mutating func takeRepeat(_ row: JobRow) {
        if let times = masters[row.master] {
            byMasterStart.take(times.start)
            byMasterEnd.take(times.end)
        } else if followers[row.master] == nil {
            withoutFollower.append(row.master)
        }
    }

    /// What proves that no later repeat is within the bound; nil if one may be.
    func ending(within bound: WalkBound) -> RecipeListing.Completeness? {
        guard let since = bound.since, byStart.provesDescent, let lastStart = byStart.last else { return nil }
        guard byMasterStart.excludes(bound.masters?.starts), byMasterEnd.excludes(bound.masters?.ends) else {
            return nil
        }
        if byEnd.mayAscend { return nil }
        if byEnd.mayDescend, !pendingBetween {
            guard pendingOnTop, let lastEnd = byEnd.last, lastEnd < since else { return nil }
        }
        switch bound.clock {
        case .startedAt: return lastStart < since ? .order : nil
        case .completedAt:
            // A repeat that ended in the window may have started before it.
            guard longestRun <= bound.lookback, lastStart < since - bound.lookback else { return nil }
            return .lookback
        }
    }
}
