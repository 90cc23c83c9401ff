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
    /// The customer's workspace of an embedded partner, by its number or as `E` and an external id; nil for the token's
    /// own workspace.
    ///
    /// The partner's limits are shared by all its customers, so locks and limits belong to the address here as well.
    /// Source: reference, "OEM scope".
    package var managedUser: String?
    /// The id that the token's workspace must have, from 1; nil for any.
    package var id: Int?
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
        managedUser: String? = nil,
        id: Int? = nil,
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
        self.managedUser = managedUser
        self.id = id
        self.token = token
        self.retention = retention
        self.serverTimeout = serverTimeout
        self.settle = settle
        self.lookback = lookback
        self.limits = limits
    }
}

extension Workspace {
    /// Whether a text can name the workspace of an embedded customer: digits, with the suffix of an environment or
    /// without, or `E` and an external id.
    ///
    /// Source: reference, "OEM variants".
    package static func isManagedUser(_ text: String) -> Bool {
        guard (1...200).contains(text.unicodeScalars.count),
            !text.unicodeScalars.contains(where: { $0.value < 32 || (127...159).contains($0.value) })
        else { return false }
        if text.first == "E" { return text.count > 1 }
        let suffix = ["_dev", "_test", "_prod"].first(where: text.hasSuffix) ?? ""
        let digits = text.dropLast(suffix.count)
        return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
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
    /// All other requests for jobs, in a sliding window.
    package var other: Rate
    /// Requests for recipes and folders, in a sliding window of their own.
    package var recipes: Rate
    /// Requests that resume jobs, in a sliding window of their own; nil if they share that of `other`.
    package var resume: Rate?
    /// Jobs in one request, 1 to `DocumentedLimits.jobsPerRepeatRequest`.
    package var jobsPerRequest: Int

    /// Limits from their parts; the defaults are the documented ones.
    package init(
        repeatJobs: Rate = Rate(count: DocumentedLimits.repeatRequestsPerSecond, per: .seconds(1)),
        other: Rate = Rate(count: DocumentedLimits.otherRequestsPerMinute, per: .seconds(60)),
        recipes: Rate = Rate(count: DocumentedLimits.recipeRequestsPerMinute, per: .seconds(60)),
        resume: Rate? = nil,
        jobsPerRequest: Int = DocumentedLimits.jobsPerRepeatRequest
    ) {
        self.repeatJobs = repeatJobs
        self.other = other
        self.recipes = recipes
        self.resume = resume
        self.jobsPerRequest = jobsPerRequest
    }

    /// The limits of an embedded customer's workspace, which are documented apart.
    ///
    /// Source: https://docs.workato.com/oem/oem-api/jobs, "Rate limits"; reference, "OEM (Embedded)".
    package static let embedded = Limits(
        other: Rate(count: DocumentedLimits.embeddedOtherRequestsPerMinute, per: .seconds(60)),
        recipes: Rate(count: DocumentedLimits.embeddedRecipeRequestsPerMinute, per: .seconds(60))
    )

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
