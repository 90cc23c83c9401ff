package import WorkatoJobs

/// A span of time that attempts of jobs are compared with.
package struct TimeWindow: Sendable, Hashable {
    /// The time of an attempt that is compared.
    package enum Clock: String, Sendable, Hashable, Codable, CaseIterable {
        /// The end of an attempt.
        case completedAt = "completed_at"
        /// The start of an attempt.
        case startedAt = "started_at"
    }

    /// The first instant of the window, included; nil for no lower bound (`beginning`, or listed jobs without a window).
    package var since: Timestamp?
    /// The end of the window, excluded.
    package var until: Timestamp
    /// The time that is compared.
    package var clock: Clock

    /// A window from its parts.
    package init(since: Timestamp? = nil, until: Timestamp, clock: Clock = .completedAt) {
        self.since = since
        self.until = until
        self.clock = clock
    }

    /// Whether the compared time of an attempt is in the window.
    ///
    /// An attempt without that time is compared by its other one. An attempt without any time is only in a window that has
    /// no lower bound.
    func contains(startedAt: Timestamp?, completedAt: Timestamp?) -> Bool {
        let time: Timestamp? =
            switch clock {
            case .completedAt: completedAt ?? startedAt
            case .startedAt: startedAt ?? completedAt
            }
        guard let time else { return since == nil }
        if let since, time < since { return false }
        return time < until
    }
}
