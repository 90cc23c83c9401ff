import WorkatoJobs

/// The repeats of one recipe's planned jobs that looks have shown, each as it was seen last.
///
/// What was seen once is there for good: a later look may miss it if a row that ends moves the cursor along with it.
struct KnownRepeats: Sendable {
    /// The repeats of each job, by the job's index.
    private(set) var byPosition: [Int: [SeenRepeat]] = [:]
    /// The same by the second in which they started, so that those of a late part of the list are found without walking over all.
    private var bySecond: [Int64: Set<JobID>] = [:]
    private var withoutStart: Set<JobID> = []
    private var latestSecond = Int64.min

    /// The repeats of a job; empty for none.
    func repeats(of position: Int) -> [SeenRepeat] { byPosition[position] ?? [] }

    /// Stores what a page shows.
    mutating func remember(_ repeated: SeenRepeat, of position: Int) {
        let place = byPosition[position]?.firstIndex { $0.id == repeated.id }
        if let place, let before = byPosition[position]?[place] {
            if before.startedAt != repeated.startedAt { forgetStart(before) }
            byPosition[position]?[place] = repeated
        } else {
            byPosition[position, default: []].append(repeated)
        }
        if let start = repeated.startedAt {
            bySecond[Self.second(start), default: []].insert(repeated.id)
            latestSecond = max(latestSecond, Self.second(start))
        } else {
            withoutStart.insert(repeated.id)
        }
    }

    private mutating func forgetStart(_ repeated: SeenRepeat) {
        if let start = repeated.startedAt {
            bySecond[Self.second(start)]?.remove(repeated.id)
        } else {
            withoutStart.remove(repeated.id)
        }
    }

    /// The known repeats that a look has to show if it reads the list down to what started before `since`; all for nil.
    ///
    /// The second in which `since` lies is left out: its repeats stand on both sides.
    func ids(since: Timestamp?) -> Set<JobID> {
        guard let since else { return bySecond.values.reduce(into: withoutStart) { $0.formUnion($1) } }
        let first = Self.second(since) + 1
        guard latestSecond >= first else { return withoutStart }
        var ids = withoutStart
        if latestSecond - first < bySecond.count {
            for second in first...latestSecond { ids.formUnion(bySecond[second] ?? []) }
        } else {
            for (second, started) in bySecond where second >= first { ids.formUnion(started) }
        }
        return ids
    }

    private static func second(_ time: Timestamp) -> Int64 { time.milliseconds / 1000 }
}
