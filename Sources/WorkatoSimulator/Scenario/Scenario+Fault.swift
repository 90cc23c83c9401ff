extension Scenario {
    /// Something that goes wrong with some requests.
    package struct Fault: Sendable, Equatable {
        /// The kind of requests that it counts; nil for all.
        package var kind: RequestKind?
        /// The recipe whose requests it counts; nil for all.
        package var recipe: Int?
        /// Which of the counted requests it applies to.
        package var when: Occurrence
        /// How often it applies in total; nil for no bound.
        package var times: Int?
        /// What it does.
        package var effect: Effect

        /// A fault from its parts.
        package init(
            _ effect: Effect,
            on kind: RequestKind? = nil,
            recipe: Int? = nil,
            when: Occurrence = .always,
            times: Int? = nil
        ) {
            self.effect = effect
            self.kind = kind
            self.recipe = recipe
            self.when = when
            self.times = times
        }

        /// Which of its requests a fault applies to; each fault counts its own, from 1.
        package enum Occurrence: Sendable, Equatable {
            /// All of them.
            case always
            /// The named ones.
            case nth([Int])
            /// The nth and all later ones.
            case from(Int)
            /// Every nth.
            case every(Int)
            /// With this probability, drawn from the seed; 0 to 1.
            case probability(Double)
        }

        /// The part of a request that takes effect, although the answer does not say so.
        package enum Applied: Sendable, Hashable {
            /// Nothing.
            case none
            /// Everything that is valid.
            case all
            /// The first jobs of the request, up to this number.
            case first(Int)
        }

        /// The `Retry-After` of a fault that pretends to be the limiter.
        package enum RetryAfter: Sendable, Hashable {
            /// Nothing.
            case none
            /// Whole seconds.
            case seconds(Int)
            /// An HTTP date this number of seconds later.
            case date(Int)
        }

        /// What goes wrong.
        package enum Effect: Sendable, Equatable {
            /// An error status with a JSON body; 401 and 404 and 5xx have the documented text unless `message` is
            /// given.
            case status(Int, message: String? = nil, applied: Applied = .none)
            /// A status with an HTML body, as proxies send.
            case html(Int, applied: Applied = .none)
            /// 200 with a body that is not JSON.
            case garbage(applied: Applied = .all)
            /// The right answer, cut after this number of bytes of the body; nil for half.
            case cut(bodyBytes: Int? = nil, applied: Applied = .all)
            /// The connection is closed without an answer.
            case close(applied: Applied)
            /// No answer at all.
            case silence(applied: Applied)
            /// The connection is lost at once (closed, or silent), but the request is still applied, later by this
            /// time.
            case late(by: Duration, silent: Bool = false, applied: Applied = .all)
            /// The last jobs, up to this number, are missing from `results`.
            case omit(Int, applied: Applied = .all)
            /// 429 although no limit is exceeded.
            case throttle(RetryAfter = .none)
            /// The connection is refused.
            case refuseConnection
            /// 401, as when the token was cancelled.
            case unauthorized
            /// The answer takes longer by this time; nothing else is wrong.
            case slow(Duration)
            /// A list whose rows are counted but not shown.
            case hideRows
            /// A list of another recipe, if there is one.
            case otherRecipe
            /// A list from a cache: the answer to the same request within this time, if there was one.
            case cached(Duration)
        }
    }

    /// Something that happens without the client.
    package struct ScheduledEvent: Sendable, Equatable {
        /// When it happens.
        package enum Trigger: Sendable, Equatable {
            /// At a time; an event before the start happens at the start.
            case time(Time)
            /// Just before the nth request of a kind, counted from 1.
            case request(RequestKind, nth: Int)
        }

        /// What happens.
        package enum Action: Sendable, Equatable {
            /// Someone else repeats these masters.
            case repeatJobs(recipe: Int, jobs: [String])
            /// Someone else repeats this number of failed masters, chosen by the seed from those whose newest attempt
            /// failed.
            case repeatRandom(recipe: Int, count: Int)
            /// New jobs appear; relative times of their group are counted from this event.
            case jobs(recipe: Int, JobGroup)
            /// Retention erases the jobs that ended before a time.
            case sweep(before: Time)
        }

        /// When.
        package var trigger: Trigger
        /// What.
        package var action: Action

        /// An event from its parts.
        package init(_ action: Action, _ trigger: Trigger) {
            self.action = action
            self.trigger = trigger
        }
    }
}
