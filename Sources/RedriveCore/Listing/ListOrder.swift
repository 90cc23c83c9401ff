import WorkatoJobs

/// By what a list is sorted, as its rows show: every order that no row has contradicted is taken to be possible.
///
/// The orders are those by an attempt's own end and own start, each in both directions. Orders in which repeats stand
/// beside their masters need no hypothesis of their own: only rows that are not repeats are looked at, and those stand at
/// their own place in all of them. A list sorted by something else sooner or later contradicts all, and is then read to
/// its end.
struct ListOrder: Sendable {
    private var byEnd = SortEvidence()
    private var byStart = SortEvidence()
    private var longestRun = Duration.zero

    /// Takes the next rows, in the order of the list.
    mutating func take(_ rows: some Sequence<JobRow>) {
        for row in rows {
            if let start = row.startedAt, let end = row.completedAt {
                longestRun = max(longestRun, end.duration(since: start))
            }
            guard row.isMaster else { continue }
            byEnd.take(row.completedAt)
            byStart.take(row.startedAt)
        }
    }

    /// What proves that no later row of an own job is within the bound; nil if one may be.
    ///
    /// - Sorted by end, descending: later rows ended before the last one did, and started before that.
    /// - Sorted by start, descending: later rows started before the last one did. That they ended before `since` as well
    ///   rests on `lookback`, unless the bound compares starts; a row that ran longer refutes it.
    func ending(within bound: WalkBound) -> RecipeListing.Completeness? {
        guard let since = bound.since, !byEnd.mayAscend, !byStart.mayAscend else { return nil }
        guard byEnd.mayDescend || byStart.mayDescend else { return nil }
        var proof = RecipeListing.Completeness.order
        if byEnd.mayDescend {
            guard byEnd.provesDescent, let last = byEnd.last, last < since else { return nil }
        }
        if byStart.mayDescend {
            guard byStart.provesDescent, let last = byStart.last else { return nil }
            switch bound.clock {
            case .startedAt: guard last < since else { return nil }
            case .completedAt:
                guard longestRun <= bound.lookback, last < since - bound.lookback else { return nil }
                proof = .lookback
            }
        }
        return proof
    }
}
