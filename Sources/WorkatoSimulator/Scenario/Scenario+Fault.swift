extension Scenario {
    /// Something that goes wrong with some requests.
    package struct Fault: Sendable, Equatable {
        /// Which requests it looks at; nil for all.
        package var kind: RequestKind?
        /// The recipe whose requests it looks at; nil for all.
        package var recipe: Int?
        /// Which of those it looks at it strikes.
        package var when: Occurrence
        /// How often it strikes in all; nil for no bound.
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

        /// Which of the requests that a fault looks at it strikes; counted from 1, by each fault for itself.
        package enum Occurrence: Sendable, Equatable {
            /// All of them.
            case always
            /// The named ones.
            case nth([Int])
            /// The nth and all after it.
            case from(Int)
            /// Each nth.
            case every(Int)
            /// By the seed; 0 to 1.
            case probability(Double)
        }

        /// How much of a request takes effect, although the answer does not say so.
        package enum Applied: Sendable, Hashable {
            /// Nothing.
            case none
            /// Everything that is valid.
            case all
            /// The first so many jobs of the request.
            case first(Int)
        }

        /// What a client can be told by a fault that pretends to be the limiter.
        package enum RetryAfter: Sendable, Hashable {
            /// Nothing.
            case none
            /// Whole seconds.
            case seconds(Int)
            /// An HTTP date so many seconds later.
            case date(Int)
        }

        /// What goes wrong.
        package enum Effect: Sendable, Equatable {
            /// An error status with a JSON body; 401 and 404 and 5xx have the documented text unless `message` is
            /// given.
            case status(Int, message: String? = nil, applied: Applied = .none)
            /// A status with an HTML body, as proxies send.
            case html(Int, applied: Applied = .none)
            /// 200 with a body that is no JSON.
            case garbage(applied: Applied = .all)
            /// The right answer, cut after so many bytes of the body; nil for half.
            case cut(bodyBytes: Int? = nil, applied: Applied = .all)
            /// The connection is closed without an answer.
            case close(applied: Applied)
            /// No answer at all.
            case silence(applied: Applied)
            /// The connection is lost at once (closed, or silent), and the request is applied so much later all the
            /// same.
            case late(by: Duration, silent: Bool = false, applied: Applied = .all)
            /// The last so many jobs are missing in `results`.
            case omit(Int, applied: Applied = .all)
            /// 429 without need.
            case throttle(RetryAfter = .none)
            /// The connection is refused.
            case refuseConnection
            /// 401, as when the token was cancelled.
            case unauthorized
            /// The answer takes so much longer; nothing else is wrong.
            case slow(Duration)
            /// A list whose rows are counted and not shown.
            case hideRows
            /// A list of another recipe, where there is one.
            case otherRecipe
            /// A list as a cache keeps it: the answer that the same request got within this time, if it got one.
            case cached(Duration)
        }
    }

    /// Something that happens without the client.
    package struct ScheduledEvent: Sendable, Equatable {
        /// When it happens.
        package enum Trigger: Sendable, Equatable {
            /// At a time; what lies before the start happens at the start.
            case time(Time)
            /// Just before the nth request of a kind, counted from 1.
            case request(RequestKind, nth: Int)
        }

        /// What happens.
        package enum Action: Sendable, Equatable {
            /// Somebody else repeats these masters.
            case repeatJobs(recipe: Int, jobs: [String])
            /// Somebody else repeats so many failed masters, chosen by the seed among those whose newest attempt
            /// failed.
            case repeatRandom(recipe: Int, count: Int)
            /// New jobs come in; their group's times count from the moment it happens, where they are not fixed.
            case jobs(recipe: Int, JobGroup)
            /// Retention erases what ended before a time.
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
