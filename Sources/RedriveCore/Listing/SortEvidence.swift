import WorkatoJobs

/// What rows say about being sorted by one key: both directions stand until a row contradicts them.
struct SortEvidence: Sendable {
    /// No row was smaller than the one before.
    private(set) var mayAscend = true
    /// No row was greater than the one before.
    private(set) var mayDescend = true
    /// How often the key changed from one row to the next.
    private(set) var changes = 0
    /// The key of the last row that had one.
    private(set) var last: Timestamp?

    /// An order is believed from this many changes on.
    ///
    /// Eight rows without an order happen to be sorted once in 40,320 times; a list that is shorter is read to its end
    /// at little cost.
    static let enoughChanges = 7

    /// Whether descending stands, ascending is refuted, and there is enough to go by.
    var provesDescent: Bool { mayDescend && !mayAscend && changes >= Self.enoughChanges }

    /// Whether no later row can have a key within `times`: the rows are in no order by this key, or in one and past all of them.
    ///
    /// In no order by this key, they are in another; the caller has to look at that as well.
    func excludes(_ times: ClosedRange<Timestamp>?) -> Bool {
        switch (mayAscend, mayDescend) {
        case (false, false): return true
        case (true, true): return false
        case (false, true), (true, false):
            guard changes >= Self.enoughChanges, let last, let times else { return false }
            return mayDescend ? last < times.lowerBound : last > times.upperBound
        }
    }

    /// The same evidence for a later reading of the list, which begins at another row.
    func carriedOver() -> SortEvidence {
        var evidence = self
        evidence.last = nil
        return evidence
    }

    /// The next row; without a key it says nothing.
    mutating func take(_ key: Timestamp?) {
        guard let key else { return }
        if let last, last != key {
            changes += 1
            if key < last { mayAscend = false } else { mayDescend = false }
        }
        last = key
    }

    /// A pair of keys that stand in this order somewhere in the list.
    mutating func take(earlier: Timestamp?, later: Timestamp?) {
        guard let earlier, let later, earlier != later else { return }
        if later < earlier { mayAscend = false } else { mayDescend = false }
    }
}
