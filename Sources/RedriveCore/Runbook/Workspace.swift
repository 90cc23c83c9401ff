package import WorkatoJobs

/// Where the jobs are, how to get access, and how fast.
package struct Workspace: Sendable, Hashable {
    /// The base URL without a trailing slash, for example `https://www.workato.com`; `/api` is added by requests.
    ///
    /// In its normal form, except in plans of older versions. `WorkspaceAddress` maps spellings of one address to one key.
    package var url: String
    /// The data centre that the URL was taken from; nil if `url` was given.
    package var dataCenter: DataCenter?
    /// Whether neither data center nor URL was given, so that the address is the default one.
    package var isAddressAssumed: Bool
    /// A name for people; nothing else depends on it.
    ///
    /// Locks and limits belong to the address.
    package var name: String?
    /// Where the token comes from; never the token itself.
    package var token: TokenSource
    /// How long the workspace keeps job data, counted from a job's end; nil if it is not known.
    package var retention: Duration?
    /// How long the server may still work on a request whose answer was lost.
    ///
    /// `DocumentedLimits.serverTimeLimit` by default.
    package var serverTimeout: Duration
    /// The least time between two looks at a request whose answer was lost.
    ///
    /// `defaultSettle` by default.
    package var settle: Duration
    /// How far beyond the window a list is read if its order cannot be proved.
    ///
    /// `DocumentedLimits.longestJob` by default.
    package var lookback: Duration
    /// The rate and size limits.
    package var limits: Limits

    /// The default of `settle`.
    package static let defaultSettle: Duration = .seconds(30)

    /// A workspace from its parts; the defaults are the documented ones.
    package init(
        url: String,
        dataCenter: DataCenter? = nil,
        isAddressAssumed: Bool = false,
        name: String? = nil,
        token: TokenSource = .environment("WORKATO_API_TOKEN"),
        retention: Duration? = nil,
        serverTimeout: Duration = DocumentedLimits.serverTimeLimit,
        settle: Duration = Workspace.defaultSettle,
        lookback: Duration = DocumentedLimits.longestJob,
        limits: Limits = Limits()
    ) {
        self.url = url
        self.dataCenter = dataCenter
        self.isAddressAssumed = isAddressAssumed
        self.name = name
        self.token = token
        self.retention = retention
        self.serverTimeout = serverTimeout
        self.settle = settle
        self.lookback = lookback
        self.limits = limits
    }
}

/// Where the token comes from.
package enum TokenSource: Sendable, Hashable {
    /// An environment variable, by name.
    case environment(String)
    /// A file, by path; its first line without surrounding white space.
    case file(String)
}

/// The limits of a workspace.
package struct Limits: Sendable, Hashable {
    /// Requests to `repeat_jobs`, spaced.
    package var repeatJobs: Rate
    /// All other requests, in a sliding window.
    package var other: Rate
    /// Jobs in one request, 1 to `DocumentedLimits.jobsPerRepeatRequest`.
    package var jobsPerRequest: Int

    /// Limits from their parts; the defaults are the documented ones.
    package init(
        repeatJobs: Rate = Rate(count: DocumentedLimits.repeatRequestsPerSecond, per: .seconds(1)),
        other: Rate = Rate(count: DocumentedLimits.otherRequestsPerMinute, per: .seconds(60)),
        jobsPerRequest: Int = DocumentedLimits.jobsPerRepeatRequest
    ) {
        self.repeatJobs = repeatJobs
        self.other = other
        self.jobsPerRequest = jobsPerRequest
    }

    /// How many repeat requests go out while the window of the other requests passes once; 1 to 1,000.
    var repeatRequestsInWindow: Int { Int(min(max(other.per / repeatJobs.spacing, 1), 1_000)) }
}

/// A number in a time, as in `1/s`, `60/min` or `300 jobs/min`.
package struct Rate: Sendable, Hashable {
    /// How many; from 1.
    package var count: Int
    /// The time: a second, a minute or an hour.
    package var per: Duration

    /// A rate from its parts.
    package init(count: Int, per: Duration) {
        self.count = count
        self.per = per
    }

    /// The time between two, when they are spaced evenly.
    package var spacing: Duration { per / count }
}

extension Rate: CustomStringConvertible {
    /// As it is written in a runbook: `1/s`, `60/min`, `10/h`.
    package var description: String {
        switch per {
        case .seconds(1): "\(count)/s"
        case .seconds(60): "\(count)/min"
        case .seconds(3600): "\(count)/h"
        default: "\(count)/\(per)"
        }
    }
}
