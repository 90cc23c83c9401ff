public import WorkatoJobs

/// One event of a run, as the state file keeps it.
///
/// State, status, report and exit status are folds over these and nothing else. Each is appended and synced before
/// anything that depends on it happens.
public enum Record: Sendable, Hashable {
    /// A process began, or went on with, the run.
    case session(Session)
    /// A step began.
    case stepStarted(StepStarted)
    /// Jobs that are not sent since something happened to them after the plan.
    case dropped(Dropped)
    /// A request is about to be sent. Durable before the request takes its slot.
    case intent(Intent)
    /// A request was answered, by job.
    case answered(Answered)
    /// A request's answer was lost, or says nothing of what was applied.
    case lost(Lost)
    /// A request was certainly not applied.
    case notApplied(NotApplied)
    /// The server will not repeat these jobs, told without a result for each.
    case refused(Refused)
    /// What became of a lost request, by looking.
    case settled(Settled)
    /// Jobs are left to a person.
    case held(Held)
    /// A person decided that held jobs are to be sent again.
    case released(Released)
    /// An acknowledged repeat appeared in a list.
    case witnessed(Witnessed)
    /// What repeats came to.
    case outcomes(Outcomes)
    /// A read was answered with 429.
    case throttled(Throttled)
    /// A guard stopped a step.
    case guardTripped(GuardTripped)
    /// A step is over.
    case stepFinished(StepFinished)
    /// The process ended the run, or left it to be resumed.
    case ended(Ended)
}

extension Record {
    /// A process began, or went on with, the run.
    public struct Session: Sendable, Hashable, Codable {
        /// Counted from 1.
        public var number: Int
        /// The name of the machine.
        public var host: String
        /// The process.
        public var pid: Int
        /// The version of Redrive.
        public var version: String
        /// Who approved, as in `terminal`, `--approve` or `--yes`; nil on a resume that asks for nothing.
        public var approval: String?
        /// The reason given on the command line; replaces the plan's.
        public var reason: String?
        /// Replaces the plan's `on_unknown` from here on.
        public var onUnknown: OnUnknown?
        /// The steps that may run, by name; nil for all.
        ///
        /// A resume goes on with them unless it is told otherwise.
        public var only: [String]?
        /// Stop (exit 3) where more than so many percent of a recipe's jobs changed since the plan; nil for any.
        public var maxDrift: Int?

        /// A session from its parts.
        public init(
            number: Int,
            host: String,
            pid: Int,
            version: String,
            approval: String? = nil,
            reason: String? = nil,
            onUnknown: OnUnknown? = nil,
            only: [String]? = nil,
            maxDrift: Int? = nil
        ) {
            self.number = number
            self.host = host
            self.pid = pid
            self.version = version
            self.approval = approval
            self.reason = reason
            self.onUnknown = onUnknown
            self.only = only
            self.maxDrift = maxDrift
        }

        private enum CodingKeys: String, CodingKey {
            case number = "session"
            case host, pid, version, approval, reason
            case onUnknown = "on_unknown"
            case only
            case maxDrift = "max_drift"
        }
    }

    /// A step began.
    public struct StepStarted: Sendable, Hashable, Codable {
        /// Its index in the plan.
        public var step: Int

        /// A record from its parts.
        public init(step: Int) { self.step = step }
    }

    /// Jobs that are not sent since something happened to them after the plan.
    public struct Dropped: Sendable, Hashable, Codable {
        /// One dropped job.
        public struct Job: Sendable, Hashable, Codable {
            /// Its master.
            public var master: JobID
            /// What happened to it.
            public var why: DropReason
            /// The attempt that is newer than the plan's.
            public var newest: JobID

            /// A dropped job from its parts.
            public init(master: JobID, why: DropReason, newest: JobID) {
                self.master = master
                self.why = why
                self.newest = newest
            }
        }

        /// The recipe.
        public var recipe: RecipeID
        /// The jobs; never empty.
        public var jobs: [Job]

        /// A record from its parts.
        public init(recipe: RecipeID, jobs: [Job]) {
            self.recipe = recipe
            self.jobs = jobs
        }
    }

    /// A request is about to be sent.
    public struct Intent: Sendable, Hashable, Codable {
        /// The chunk; counted from 1 in the run.
        public var chunk: Int
        /// Which sending of the chunk; counted from 1.
        public var attempt: Int
        /// The step's index in the plan.
        public var step: Int
        /// The recipe.
        public var recipe: RecipeID
        /// The masters, in the order sent; 1 to 25.
        public var masters: [JobID]
        /// The repeats known at this moment, by master; masters without any are left out.
        public var known: [String: [JobID]]
        /// The chunk whose half this is; nil otherwise.
        public var halfOf: Int?

        /// A record from its parts.
        public init(
            chunk: Int,
            attempt: Int,
            step: Int,
            recipe: RecipeID,
            masters: [JobID],
            known: [String: [JobID]],
            halfOf: Int? = nil
        ) {
            self.chunk = chunk
            self.attempt = attempt
            self.step = step
            self.recipe = recipe
            self.masters = masters
            self.known = known
            self.halfOf = halfOf
        }

        private enum CodingKeys: String, CodingKey {
            case chunk
            case attempt = "try"
            case step, recipe, masters, known
            case halfOf = "half_of"
        }
    }

    /// A request was answered with 200, by job.
    ///
    /// A master of the intent that is not named here is unknown.
    public struct Answered: Sendable, Hashable, Codable {
        /// What the answer says of one job.
        public struct Job: Sendable, Hashable, Codable {
            /// Its master.
            public var master: JobID
            /// The new job; set where it was enqueued and the server named it.
            public var new: JobID?
            /// Whether it was enqueued; false is refused.
            public var enqueued: Bool
            /// The server's `type_id` of a refusal.
            public var typeID: String?
            /// The server's message of a refusal.
            public var message: String?

            /// A result from its parts.
            public init(
                master: JobID,
                enqueued: Bool,
                new: JobID? = nil,
                typeID: String? = nil,
                message: String? = nil
            ) {
                self.master = master
                self.enqueued = enqueued
                self.new = new
                self.typeID = typeID
                self.message = message
            }

            private enum CodingKeys: String, CodingKey {
                case master, new, enqueued
                case typeID = "type_id"
                case message
            }
        }

        /// The chunk.
        public var chunk: Int
        /// Its try.
        public var attempt: Int
        /// By job.
        public var jobs: [Job]

        /// A record from its parts.
        public init(chunk: Int, attempt: Int, jobs: [Job]) {
            self.chunk = chunk
            self.attempt = attempt
            self.jobs = jobs
        }

        private enum CodingKeys: String, CodingKey {
            case chunk
            case attempt = "try"
            case jobs
        }
    }

    /// A request's answer was lost, or says nothing of what was applied.
    public struct Lost: Sendable, Hashable, Codable {
        /// The chunk.
        public var chunk: Int
        /// Its try.
        public var attempt: Int
        /// The status, where there was one.
        public var status: Int?
        /// What came back instead.
        public var why: String

        /// A record from its parts.
        public init(chunk: Int, attempt: Int, status: Int? = nil, why: String) {
            self.chunk = chunk
            self.attempt = attempt
            self.status = status
            self.why = why
        }

        private enum CodingKeys: String, CodingKey {
            case chunk
            case attempt = "try"
            case status, why
        }
    }

    /// A request was certainly not applied.
    public struct NotApplied: Sendable, Hashable, Codable {
        /// How that is known.
        public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
            /// It never left this machine.
            case notSent = "not_sent"
            /// The sending was given up before its turn.
            case cancelled
            /// 429.
            case throttled
            /// 400 in the documented form.
            case badRequest = "bad_request"
            /// 401 or 403.
            case unauthorized
            /// 404 in the documented form.
            case notFound = "not_found"
        }

        /// The chunk.
        public var chunk: Int
        /// Its try.
        public var attempt: Int
        /// How that is known.
        public var reason: Reason
        /// What the server or the network said.
        public var message: String

        /// A record from its parts.
        public init(chunk: Int, attempt: Int, reason: Reason, message: String) {
            self.chunk = chunk
            self.attempt = attempt
            self.reason = reason
            self.message = message
        }

        private enum CodingKeys: String, CodingKey {
            case chunk
            case attempt = "try"
            case reason, message
        }
    }

    /// The server will not repeat these jobs.
    public struct Refused: Sendable, Hashable, Codable {
        /// The recipe.
        public var recipe: RecipeID
        /// The masters; never empty.
        public var masters: [JobID]
        /// The status that said so.
        public var status: Int
        /// The server's message.
        public var message: String

        /// A record from its parts.
        public init(recipe: RecipeID, masters: [JobID], status: Int, message: String) {
            self.recipe = recipe
            self.masters = masters
            self.status = status
            self.message = message
        }
    }

    /// What became of the jobs of a lost request, by looking.
    public struct Settled: Sendable, Hashable, Codable {
        /// A repeat that was found.
        public struct Found: Sendable, Hashable, Codable {
            /// Its master.
            public var master: JobID
            /// The repeat.
            public var new: JobID

            /// A found repeat from its parts.
            public init(master: JobID, new: JobID) {
                self.master = master
                self.new = new
            }
        }

        /// The chunk.
        public var chunk: Int
        /// Its try.
        public var attempt: Int
        /// Jobs that were repeated.
        public var found: [Found]
        /// Jobs that were shown not to have been repeated.
        public var notApplied: [JobID]

        /// A record from its parts.
        public init(chunk: Int, attempt: Int, found: [Found], notApplied: [JobID]) {
            self.chunk = chunk
            self.attempt = attempt
            self.found = found
            self.notApplied = notApplied
        }

        private enum CodingKeys: String, CodingKey {
            case chunk
            case attempt = "try"
            case found
            case notApplied = "not_applied"
        }
    }

    /// Jobs are left to a person.
    public struct Held: Sendable, Hashable, Codable {
        /// Why a person must decide.
        public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
            /// Nothing was found, and nothing else shows that lists are up to date.
            case noWitness = "no_witness"
            /// The runbook says `on_unknown: hold`.
            case onUnknown = "on_unknown"
            /// It was sent again once already.
            case resentOnce = "resent_once"
            /// The lists could not be read completely.
            case noCompleteLook = "no_complete_look"
        }

        /// The recipe.
        public var recipe: RecipeID
        /// The masters; never empty.
        public var masters: [JobID]
        /// Why.
        public var reason: Reason

        /// A record from its parts.
        public init(recipe: RecipeID, masters: [JobID], reason: Reason) {
            self.recipe = recipe
            self.masters = masters
            self.reason = reason
        }
    }

    /// A person decided that held jobs are to be sent again.
    public struct Released: Sendable, Hashable, Codable {
        /// The recipe.
        public var recipe: RecipeID
        /// The masters; never empty.
        public var masters: [JobID]

        /// A record from its parts.
        public init(recipe: RecipeID, masters: [JobID]) {
            self.recipe = recipe
            self.masters = masters
        }
    }

    /// An acknowledged repeat appeared in a list.
    public struct Witnessed: Sendable, Hashable, Codable {
        /// The recipe whose list it was.
        public var recipe: RecipeID
        /// The repeat.
        public var new: JobID
        /// From its answer to the end of the page it was on, in milliseconds.
        public var delay: Int

        /// A record from its parts.
        public init(recipe: RecipeID, new: JobID, delay: Int) {
            self.recipe = recipe
            self.new = new
            self.delay = delay
        }

        private enum CodingKeys: String, CodingKey {
            case recipe, new
            case delay = "delay_ms"
        }
    }

    /// What repeats came to.
    public struct Outcomes: Sendable, Hashable, Codable {
        /// One repeat.
        public struct Job: Sendable, Hashable, Codable {
            /// The master.
            public var master: JobID
            /// The repeat that was followed; nil where it was never seen.
            public var new: JobID?
            /// What it came to.
            public var outcome: Outcome
            /// The signature of the new error, in words; nil where it did not fail.
            public var signatureAfter: String?

            /// An outcome from its parts.
            public init(master: JobID, new: JobID?, outcome: Outcome, signatureAfter: String? = nil) {
                self.master = master
                self.new = new
                self.outcome = outcome
                self.signatureAfter = signatureAfter
            }

            private enum CodingKeys: String, CodingKey {
                case master, new, outcome
                case signatureAfter = "signature_after"
            }
        }

        /// The recipe.
        public var recipe: RecipeID
        /// The repeats; never empty.
        public var jobs: [Job]

        /// A record from its parts.
        public init(recipe: RecipeID, jobs: [Job]) {
            self.recipe = recipe
            self.jobs = jobs
        }
    }

    /// A read was answered with 429.
    public struct Throttled: Sendable, Hashable, Codable {
        /// How often since the record before.
        public var count: Int

        /// A record from its parts.
        public init(count: Int) { self.count = count }
    }

    /// A guard stopped a step.
    public struct GuardTripped: Sendable, Hashable, Codable {
        /// The step's index.
        public var step: Int
        /// Which guard, by its key in the runbook; `max_drift` for `--max-drift`.
        public var guardName: String
        /// In words, with the numbers.
        public var message: String

        /// A record from its parts.
        public init(step: Int, guardName: String, message: String) {
            self.step = step
            self.guardName = guardName
            self.message = message
        }

        private enum CodingKeys: String, CodingKey {
            case step
            case guardName = "guard"
            case message
        }
    }

    /// A step is over.
    public struct StepFinished: Sendable, Hashable, Codable {
        /// Its index.
        public var step: Int

        /// A record from its parts.
        public init(step: Int) { self.step = step }
    }

    /// The process ended the run, or left it to be resumed.
    public struct Ended: Sendable, Hashable, Codable {
        /// Why.
        public var ending: RunEnding

        /// A record from its parts.
        public init(ending: RunEnding) { self.ending = ending }
    }
}

/// Why a job of the plan is not sent after all.
public enum DropReason: String, Sendable, Hashable, Codable, CaseIterable {
    /// Its newest attempt has succeeded since.
    case recovered
    /// Its newest attempt is pending.
    case inFlight = "in_flight"
    /// It was repeated since, and failed again.
    case repeatedSince = "repeated_since"
}

/// What a repeat came to.
///
/// The raw values are the names in JSON, reports and CSV.
public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
    /// It succeeded.
    case recovered
    /// It failed with the same error signature.
    case failedSame = "failed_same"
    /// It failed with another error signature.
    case failedOther = "failed_other"
    /// It had not ended when `within` was over.
    case stillPending = "still_pending"
    /// It was not followed.
    case unverified
}

/// Why a process stopped working on a run.
public enum RunEnding: Sendable, Hashable, Codable {
    /// There is nothing left to do.
    case finished
    /// A guard stopped it; can be resumed.
    case guardTripped
    /// A person or a signal stopped it; can be resumed.
    case interrupted
    /// The API cannot be reached or does not answer as documented; can be resumed.
    case unreachable(String)
    /// The token is not accepted; can be resumed.
    case unauthorized(String)
}
