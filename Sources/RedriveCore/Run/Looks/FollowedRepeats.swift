import WorkatoJobs

/// The enqueued jobs of one recipe whose outcomes are not known, by the request that enqueued them.
///
/// Jobs of one request stand side by side in the list of repeats, and are read together: once they can have ended, and again later and
/// later while they have not.
struct FollowedRepeats: Sendable {
    /// The followed jobs of one request.
    struct Group: Sendable, Hashable {
        /// The jobs, by index.
        var open: Set<Int>
        /// Those of them that a page has shown pending.
        var shownPending: Set<Int> = []
        /// When a page last showed one of them pending; nil if none has.
        var shownPendingAt: Instant?
        /// When they began to be followed.
        let since: Instant
        /// When they are read next.
        var dueAt: Instant
        /// When a look last ended that was to show them, whatever it showed; nil before the first.
        var triedAt: Instant?
    }

    /// The groups by the ordinal of their request.
    private(set) var groups: [Int: Group] = [:]
    /// The ordinal of each followed job, by the job's index.
    private var ordinals: [Int: Int] = [:]
    private var earliestDue: Instant?
    private var latestDue: Instant?
    /// Whether the two are right: they are computed anew when somebody asks after a group has gone.
    private var dueIsKnown = true

    /// The pause before the first look at a group that was shown pending early.
    static let shortestPause: Duration = .seconds(2)
    /// The longest pause between two looks at a group.
    static let longestPause: Duration = .seconds(30)

    /// Whether nothing is followed.
    var isEmpty: Bool { groups.isEmpty }

    /// The followed jobs, by index.
    var positions: some Sequence<Int> { ordinals.keys }

    /// Whether the job is followed.
    func contains(_ position: Int) -> Bool { ordinals[position] != nil }

    /// Follows a job that the request with this ordinal has enqueued.
    mutating func follow(_ position: Int, ordinal: Int, at now: Instant, dueAt: Instant) {
        guard ordinals[position] == nil else { return }
        ordinals[position] = ordinal
        var group = groups[ordinal] ?? Group(open: [], since: now, dueAt: dueAt)
        group.open.insert(position)
        group.dueAt = min(group.dueAt, dueAt)
        groups[ordinal] = group
        earliestDue = min(earliestDue ?? dueAt, dueAt)
        latestDue = max(latestDue ?? dueAt, dueAt)
    }

    /// The job has its outcome, or is given up.
    mutating func unfollow(_ position: Int) {
        guard let ordinal = ordinals.removeValue(forKey: position) else { return }
        groups[ordinal]?.open.remove(position)
        groups[ordinal]?.shownPending.remove(position)
        guard groups[ordinal]?.open.isEmpty ?? false else { return }
        groups[ordinal] = nil
        dueIsKnown = false
    }

    /// A page has shown the job pending.
    mutating func showPending(_ position: Int, at now: Instant) {
        guard let ordinal = ordinals[position] else { return }
        groups[ordinal]?.shownPending.insert(position)
        groups[ordinal]?.shownPendingAt = now
    }

    /// Whether a page has shown the job pending.
    func wasShownPending(_ position: Int) -> Bool {
        ordinals[position].flatMap { groups[$0] }?.shownPending.contains(position) ?? false
    }

    /// How long the job's request has been answered; nil for a job that is not followed.
    func age(of position: Int, at now: Instant) -> Duration? {
        ordinals[position].flatMap { groups[$0] }.map { now - $0.since }
    }

    /// A look that was to show these groups is over; what it left open is read again once it is half as old again as it was then.
    mutating func tried(_ tried: some Sequence<Int>, at now: Instant) {
        for ordinal in tried {
            guard let group = groups[ordinal] else { continue }
            // When this look has shown them pending, if it has.
            let shownAt = group.shownPendingAt.flatMap { $0 > group.triedAt ?? .zero ? $0 : nil } ?? now
            let pause = min(max((shownAt - group.since) / 2, Self.shortestPause), Self.longestPause)
            groups[ordinal]?.triedAt = now
            groups[ordinal]?.dueAt = max(shownAt + pause, now)
        }
        dueIsKnown = false
    }

    /// Reads all groups once more that no look has tried since `time`: they are due now.
    mutating func bringForward(notTriedSince time: Instant, to now: Instant) {
        for (ordinal, group) in groups where (group.triedAt ?? .zero) < time {
            groups[ordinal]?.dueAt = min(group.dueAt, now)
        }
        dueIsKnown = false
    }

    /// Whether a look has tried every group since `time`.
    func haveAllBeenTried(since time: Instant) -> Bool {
        groups.values.allSatisfy { ($0.triedAt ?? .zero) >= time && $0.triedAt != nil }
    }

    /// When the next look is worth its request: once all groups are due, or the first one has waited for `patience`.
    ///
    /// - Returns: nil if nothing is followed.
    mutating func nextLook(patience: Duration) -> Instant? {
        computeDue()
        guard let earliestDue, let latestDue else { return nil }
        return min(latestDue, earliestDue + patience)
    }

    /// When the first group is due; nil if nothing is followed.
    mutating func nextDue() -> Instant? {
        computeDue()
        return earliestDue
    }

    private mutating func computeDue() {
        guard !dueIsKnown else { return }
        dueIsKnown = true
        earliestDue = groups.values.lazy.map(\.dueAt).min()
        latestDue = groups.values.lazy.map(\.dueAt).max()
    }

    /// The groups that one look reads: those that are due, from the oldest on, up to the first one that is not.
    ///
    /// - Parameter gap: how many requests of the recipe lie between two ordinals whose jobs are not followed any more.
    /// - Returns: the ordinals, ascending; empty if nothing is due.
    func due(at now: Instant, gap: (_ older: Int, _ newer: Int) -> Int) -> [Int] {
        var stretch: [Int] = []
        for ordinal in groups.keys.sorted() {
            let isDue = groups[ordinal].map { $0.dueAt <= now } ?? false
            guard let last = stretch.last else {
                if isDue { stretch = [ordinal] }
                continue
            }
            guard isDue, gap(last, ordinal) <= Self.widestGap, stretch.count < Self.longestStretch else { break }
            stretch.append(ordinal)
        }
        return stretch
    }

    /// A stretch has at most this many groups, so that a look from the top can soon end where it began.
    private static let longestStretch = 25
    /// Reading over this many requests that have nothing to show is cheaper than beginning anew behind them.
    private static let widestGap = 1
}
