package import WorkatoJobs

/// How far a walk has to go.
///
/// The bound never limits what is handed on, only what has to be read: rows outside of it are still rows.
package struct WalkBound: Sendable, Hashable {
    /// Attempts whose compared time is before this are of no interest; nil for a walk to the end of the list.
    package var since: Timestamp?
    /// The time that is compared.
    package var clock: TimeWindow.Clock
    /// No attempt is assumed to run longer than this; used only where the rows cannot prove more.
    package var lookback: Duration
    /// Of which masters repeats are sought, by when they ran; nil if that is not known.
    ///
    /// If repeats stand beside their masters, those of other masters tell where the ones that are sought would have to stand.
    var masters: MasterTimes?

    /// A bound from its parts.
    package init(since: Timestamp?, clock: TimeWindow.Clock, lookback: Duration) {
        self.since = since
        self.clock = clock
        self.lookback = lookback
    }
}

/// The times within which some masters ran.
struct MasterTimes: Sendable, Hashable {
    /// When they started.
    var starts: ClosedRange<Timestamp>
    /// When they ended.
    var ends: ClosedRange<Timestamp>
}

/// What a walk wants done.
package enum WalkAction: Sendable, Hashable {
    /// Read this page and hand it to `received`.
    case list(ListQuery)
    /// The walk is over.
    case finished(WalkSummary)
}

/// How a walk went.
package struct WalkSummary: Sendable, Hashable {
    /// How many pages were read.
    package var requests: Int
    /// How many distinct rows were seen.
    package var rows: Int
    /// What makes the walk complete; `unproven` where nothing does, and after `stop()`.
    package var completeness: RecipeListing.Completeness
    /// Why the walk could not be shown to be complete; nil if it could, and after `stop()`.
    package var warning: String?
    /// Whether the consumer ended the walk, having seen what it wanted.
    package var stoppedByConsumer: Bool
    /// Whether an answer contradicted itself or an earlier one, even if asking again helped.
    ///
    /// Such a walk may be complete enough for a plan, but what it did not show is evidence of nothing.
    package var isContradicted: Bool

    /// A summary from its parts.
    package init(
        requests: Int,
        rows: Int,
        completeness: RecipeListing.Completeness,
        warning: String? = nil,
        stoppedByConsumer: Bool = false,
        isContradicted: Bool = false
    ) {
        self.requests = requests
        self.rows = rows
        self.completeness = completeness
        self.warning = warning
        self.stoppedByConsumer = stoppedByConsumer
        self.isContradicted = isContradicted
    }
}
