extension Scenario {
    /// What the server allows.
    ///
    /// Source: the reference page, "Rate limits" and "Limitations".
    package struct Limits: Sendable, Equatable {
        /// How a 429 answer says when to try again.
        package enum RetryAfter: String, Sendable, Hashable, CaseIterable {
            /// Not at all.
            case none
            /// `Retry-After` in whole seconds, rounded up.
            case seconds
            /// `Retry-After` as an HTTP date, rounded up to a second.
            case date
        }

        /// Repeat requests, spaced 1 s apart by default.
        package var repeats: RateLimit? = RateLimit(1, per: .seconds(1), window: .spaced)
        /// List, get and, unless `resume` is set, resume requests together; 60 in any minute by default.
        package var other: RateLimit? = RateLimit(60, per: .seconds(60), window: .sliding)
        /// Requests for recipes and folders together; 60 in any minute by default.
        package var recipes: RateLimit? = RateLimit(60, per: .seconds(60), window: .sliding)
        /// Resume requests, if they have a limit of their own; nil to count them with the others.
        package var resume: RateLimit?
        /// Whether each recipe has its own limit of repeat requests; otherwise all share one.
        package var repeatsPerRecipe = false
        /// Whether a request that was answered 429 counts towards the limit.
        package var countsRefused = false
        /// How a 429 answer says when to try again.
        package var retryAfter = RetryAfter.seconds
        /// The most jobs in one repeat request.
        package var jobsPerRequest = 25
        /// The most bytes of `data` in a request to resume a job: 50 million.
        ///
        /// Source: the reference page, *Resume a job*, "The payload's limit is 50MB".
        package var resumeBytes = 50_000_000
        /// How often a job can be repeated.
        package var repeatsPerJob = 100

        /// The documented limits.
        package init() {}
    }

    /// A number of requests in a period.
    package struct RateLimit: Sendable, Hashable {
        /// How requests are counted over time.
        package enum Window: String, Sendable, Hashable, CaseIterable {
            /// Each request at least `period / count` after the one before.
            case spaced
            /// At most `count` in any `period`.
            case sliding
            /// At most `count` in each `period`, counted from 1970.
            case fixed
            /// A bucket of `count` tokens that is refilled continuously, `count` tokens per `period`.
            case tokenBucket = "token_bucket"
        }

        /// How many requests; from 1.
        package var count: Int
        /// The length of the period.
        package var period: Duration
        /// How requests are counted over time.
        package var window: Window

        /// A limit from its parts.
        package init(_ count: Int, per period: Duration, window: Window = .sliding) {
            self.count = count
            self.period = period
            self.window = window
        }
    }

    /// The latency of answers.
    package struct Latency: Sendable, Equatable {
        /// The fixed part.
        package var base: Duration
        /// The largest random part; the seed adds from 0 to this, evenly distributed.
        package var jitter: Duration
        /// Other figures for some kinds of requests.
        package var byKind: [RequestKind: Spread] = [:]

        /// A base and a jitter.
        package struct Spread: Sendable, Equatable {
            /// The fixed part.
            package var base: Duration
            /// The largest random part.
            package var jitter: Duration

            /// A spread from its parts.
            package init(base: Duration, jitter: Duration = .zero) {
                self.base = base
                self.jitter = jitter
            }
        }

        /// A latency for all kinds; none by default.
        package init(base: Duration = .zero, jitter: Duration = .zero) {
            self.base = base
            self.jitter = jitter
        }
    }
}
