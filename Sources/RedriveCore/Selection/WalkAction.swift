public import WorkatoJobs

/// How far a walk has to go.
///
/// The bound never limits what is handed on, only what has to be read: rows outside of it are still rows.
public struct WalkBound: Sendable, Hashable {
    /// Attempts whose compared time is before this are of no interest; nil for a walk to the end of the list.
    public var since: Timestamp?
    /// The time that is compared.
    public var clock: Selection.Clock
    /// No attempt is assumed to run longer than this; used only where the rows cannot prove more.
    public var lookback: Duration

    /// A bound from its parts.
    public init(since: Timestamp?, clock: Selection.Clock, lookback: Duration) {
        self.since = since
        self.clock = clock
        self.lookback = lookback
    }

    /// To the end of the list.
    public static let none = WalkBound(since: nil, clock: .completedAt, lookback: .zero)
}

/// What a walk wants done.
public enum WalkAction: Sendable, Hashable {
    /// Read this page and hand it to `received`.
    case list(ListQuery)
    /// The walk is over.
    case finished(WalkSummary)
}

/// How a walk went.
public struct WalkSummary: Sendable, Hashable {
    /// How many pages were read.
    public var requests: Int
    /// How many distinct rows were seen.
    public var rows: Int
    /// What makes the walk complete; `unproven` where nothing does, and after `stop()`.
    public var completeness: RecipeListing.Completeness
    /// Why the walk could not be shown to be complete; nil where it could, and after `stop()`.
    public var warning: String?
    /// Whether the consumer ended the walk, having seen what it wanted.
    public var stoppedByConsumer: Bool
    /// Whether an answer contradicted itself or an earlier one, even if asking again helped.
    ///
    /// Such a walk may be complete enough for a plan, but what it did not show is evidence of nothing.
    public var isContradicted: Bool

    /// A summary from its parts.
    public init(
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
