extension Scenario {
    /// What the server allows.
    ///
    /// Source: the reference page, "Rate limits" and "Limitations".
    package struct Limits: Sendable, Equatable {
        /// How an answer 429 says when to come again.
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
        /// Resume requests where they have a limit of their own; nil to count with the others.
        package var resume: RateLimit?
        /// Whether each recipe has its own limit of repeat requests; otherwise all share one.
        package var repeatsPerRecipe = false
        /// Whether a request that was answered 429 counts towards the limit.
        package var countsRefused = false
        /// How an answer 429 says when to come again.
        package var retryAfter = RetryAfter.seconds
        /// The most jobs in one repeat request.
        package var jobsPerRequest = 25
        /// How often a job can be repeated.
        package var repeatsPerJob = 100

        /// The documented limits.
        package init() {}
    }

    /// So many requests in so much time.
    package struct RateLimit: Sendable, Hashable {
        /// How the time is counted.
        package enum Window: String, Sendable, Hashable, CaseIterable {
            /// Each request at least `period / count` after the one before.
            case spaced
            /// At most `count` in any `period`.
            case sliding
            /// At most `count` in each `period`, counted from 1970.
            case fixed
            /// A bucket of `count` tokens that fills at `count` for each `period`, a little at a time.
            case tokenBucket = "token_bucket"
        }

        /// How many requests; from 1.
        package var count: Int
        /// In how much time.
        package var period: Duration
        /// How the time is counted.
        package var window: Window

        /// A limit from its parts.
        package init(_ count: Int, per period: Duration, window: Window = .sliding) {
            self.count = count
            self.period = period
            self.window = window
        }
    }

    /// How long answers take.
    package struct Latency: Sendable, Equatable {
        /// The time that is always taken.
        package var base: Duration
        /// The most that the seed adds, evenly distributed.
        package var jitter: Duration
        /// Other figures for some kinds of requests.
        package var byKind: [RequestKind: Spread] = [:]

        /// A base and a jitter.
        package struct Spread: Sendable, Equatable {
            /// The time that is always taken.
            package var base: Duration
            /// The most that the seed adds.
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
