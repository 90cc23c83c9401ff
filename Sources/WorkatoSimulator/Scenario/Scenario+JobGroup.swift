extension Scenario {
    /// Jobs of one status that the seed invents, spread evenly at random over a window.
    ///
    /// `recovered`, `failedAgain`, `inFlight`, `erased`, `pollErrors`, `testJobs`, `atRepeatLimit` and `refused` say
    /// how many of the `count` masters are special; no master is special twice, and their sum is at most `count`.
    package struct JobGroup: Sendable, Equatable {
        /// The status of the masters.
        package var status: Status
        /// How many masters.
        package var count: Int
        /// The first start of a master.
        package var from: Time
        /// The last start of a master.
        package var until: Time
        /// The duration of a job.
        package var duration: ClosedRange<Duration> = .milliseconds(500) ... .seconds(10)
        /// The error kinds of failed jobs; empty for one default kind.
        package var errors: [ErrorKind] = []
        /// The title, a template as in `ErrorKind`.
        package var title = ""
        /// Failed masters with a repeat that succeeded.
        package var recovered = 0
        /// Failed masters with a repeat that failed with the same error.
        package var failedAgain = 0
        /// Failed masters with a pending repeat, which ends as `inFlightEnds` says.
        package var inFlight = 0
        /// The outcome of the pending repeats, counted from the start of the world; nil to stay pending.
        package var inFlightEnds: Outcome?
        /// Masters that retention has erased.
        package var erased = 0
        /// Failures of the trigger's poll.
        package var pollErrors = 0
        /// Test jobs.
        package var testJobs = 0
        /// Masters that have reached the limit of repeats.
        package var atRepeatLimit = 0
        /// Masters whose repeat is refused.
        package var refused = 0
        /// Why the `refused` ones are refused.
        package var refusal = Refusal(typeID: "err.job.repeat.not_repeatable", message: "Job can not be repeated")
        /// When the existing repeats were made, counted from the end of their masters.
        package var repeatedAfter: ClosedRange<Duration> = .seconds(60) ... .seconds(1800)
        /// The recipe whose jobs call these; each job then starts after its caller.
        ///
        /// The caller's recipe comes first in the scenario.
        package var calledBy: Int?

        /// A group; all other properties have defaults and can be set afterwards.
        package init(
            _ status: Status = .failed,
            count: Int,
            from: Time = .fromStart(.seconds(-3600)),
            until: Time = .fromStart(.seconds(-60)),
            errors: [ErrorKind] = []
        ) {
            self.status = status
            self.count = count
            self.from = from
            self.until = until
            self.errors = errors
        }
    }

    /// The outcomes of repeats.
    package struct Outcome: Sendable, Equatable {
        /// The end of one repeat.
        package enum Result: Sendable, Equatable {
            /// It succeeds.
            case succeed
            /// It fails with the kind of error that its master had.
            case failSame
            /// It fails with another kind of error.
            case fail(ErrorKind)
            /// It stays pending.
            case stayPending
        }

        /// A result and how often it occurs.
        package struct Choice: Sendable, Equatable {
            /// The result.
            package var result: Result
            /// The weight relative to the other choices; from 0.
            package var weight: Int

            /// A choice from its parts.
            package init(_ result: Result, weight: Int = 1) {
                self.result = result
                self.weight = weight
            }
        }

        /// The choices; empty for `succeed`.
        package var choices: [Choice]
        /// Results of a job's first, second, … repeat, which take precedence over `choices`.
        package var sequence: [Result] = []
        /// The duration of a repeat.
        package var after: ClosedRange<Duration>
        /// What takes the place of all this later on; the last one that has begun counts.
        package var changes: [Change] = []

        /// When an outcome changes, and to what.
        package struct Change: Sendable, Equatable {
            /// When it begins.
            package enum Start: Sendable, Equatable {
                /// This long after the start of the world.
                case time(Duration)
                /// With this repeat of the workspace, counted from 1, whoever makes it.
                case repeatNumber(Int)
            }

            /// When it begins.
            package var start: Start
            /// The outcome from then on.
            package var outcome: Outcome

            /// A change from its parts.
            package init(from start: Start, to outcome: Outcome) {
                self.start = start
                self.outcome = outcome
            }
        }

        /// An outcome chosen by weights.
        package init(
            _ choices: [Choice] = [Choice(.succeed)],
            after: ClosedRange<Duration> = .seconds(2) ... .seconds(6)
        ) {
            self.choices = choices
            self.after = after
        }

        /// Always the same result.
        package static func always(
            _ result: Result,
            after: ClosedRange<Duration> = .seconds(2) ... .seconds(6)
        ) -> Outcome {
            Outcome([Choice(result)], after: after)
        }
    }
}
