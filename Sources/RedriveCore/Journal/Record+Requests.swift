package import WorkatoJobs

extension Record {
    /// A request to repeat jobs is about to be sent.
    package struct Intent: Sendable, Hashable {
        /// The chunk; counted from 1 in the run.
        package var chunk: Int
        /// Which sending of the chunk; counted from 1.
        package var tryNumber: Int
        /// The step's index in the plan.
        package var step: Int
        /// The recipe.
        package var recipe: RecipeID
        /// The masters of the jobs that are repeated, in the order sent.
        package var masters: [JobID]
        /// The repeats known at this moment, by master; masters without any are left out.
        package var known: [JobID: [JobID]]
        /// The chunk whose half this is; nil otherwise.
        package var halfOf: Int?

        /// A record from its parts.
        ///
        /// - Parameter masters: in the order sent; 1 to `DocumentedLimits.jobsPerRepeatRequest`.
        package init(
            chunk: Int,
            tryNumber: Int,
            step: Int,
            recipe: RecipeID,
            masters: [JobID],
            known: [JobID: [JobID]],
            halfOf: Int? = nil
        ) {
            self.chunk = chunk
            self.tryNumber = tryNumber
            self.step = step
            self.recipe = recipe
            self.masters = masters
            self.known = known
            self.halfOf = halfOf
        }
    }

    /// A request was answered with 200, by job.
    ///
    /// A master of the intent that is not named here is unknown.
    package struct Answered: Sendable, Hashable, Codable {
        /// What the answer says of one job.
        package struct Job: Sendable, Hashable, Codable {
            /// Its master.
            package var master: JobID
            /// The new job; set if it was enqueued and the server named it.
            package var new: JobID?
            /// Whether it was enqueued; false is refused.
            package var enqueued: Bool
            /// The server's `type_id` of a refusal.
            package var typeID: String?
            /// The server's message of a refusal.
            package var message: String?

            /// A result from its parts.
            package init(
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
        package var chunk: Int
        /// Its try.
        package var tryNumber: Int
        /// By job.
        package var jobs: [Job]

        /// A record from its parts.
        package init(chunk: Int, tryNumber: Int, jobs: [Job]) {
            self.chunk = chunk
            self.tryNumber = tryNumber
            self.jobs = jobs
        }

        private enum CodingKeys: String, CodingKey {
            case chunk
            case tryNumber = "try"
            case jobs
        }
    }

    /// A request's answer was lost, or says nothing of what was applied.
    package struct Lost: Sendable, Hashable, Codable {
        /// The chunk.
        package var chunk: Int
        /// Its try.
        package var tryNumber: Int
        /// The status, if there was one.
        package var status: Int?
        /// What kind of loss it is; nil in a state file of before causes were recorded.
        package var cause: LostCause?
        /// What came back instead, in words.
        package var why: String

        /// A record from its parts.
        package init(chunk: Int, tryNumber: Int, status: Int? = nil, cause: LostCause? = nil, why: String) {
            self.chunk = chunk
            self.tryNumber = tryNumber
            self.status = status
            self.cause = cause
            self.why = why
        }

        private enum CodingKeys: String, CodingKey {
            case chunk
            case tryNumber = "try"
            case status, cause, why
        }
    }

    /// A request was certainly not applied.
    package struct NotApplied: Sendable, Hashable, Codable {
        /// How that is known.
        package enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
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
        package var chunk: Int
        /// Its try.
        package var tryNumber: Int
        /// How that is known.
        package var reason: Reason
        /// Why it never left, if `reason` is `not_sent`; nil otherwise, and in a state file of before causes were recorded.
        package var cause: NotSentCause?
        /// What the server or the network said.
        package var message: String

        /// A record from its parts.
        package init(chunk: Int, tryNumber: Int, reason: Reason, cause: NotSentCause? = nil, message: String) {
            self.chunk = chunk
            self.tryNumber = tryNumber
            self.reason = reason
            self.cause = cause
            self.message = message
        }

        private enum CodingKeys: String, CodingKey {
            case chunk
            case tryNumber = "try"
            case reason, cause, message
        }
    }

    /// The server will not repeat these jobs.
    package struct Refused: Sendable, Hashable, Codable {
        /// The recipe.
        package var recipe: RecipeID
        /// The masters; never empty.
        package var masters: [JobID]
        /// The status that said so.
        package var status: Int
        /// The server's message.
        package var message: String

        /// A record from its parts.
        package init(recipe: RecipeID, masters: [JobID], status: Int, message: String) {
            self.recipe = recipe
            self.masters = masters
            self.status = status
            self.message = message
        }
    }

    /// A read was answered with 429.
    package struct Throttled: Sendable, Hashable, Codable {
        /// How often since the record before.
        package var count: Int

        /// A record from its parts.
        package init(count: Int) { self.count = count }
    }

    /// A recipe's list of repeats has to be read as a whole from here on: a long run of that recipe is slower.
    package struct WholeList: Sendable, Hashable, Codable {
        /// Why a list cannot be read in parts; the raw values are the names in state files.
        package enum Cause: String, Sendable, Hashable, Codable, CaseIterable {
            /// The page behind one of the run's own repeats does not show what was repeated before it.
            case cursor
            /// Repeats are not listed by their own start.
            case order
        }

        /// The recipe.
        package var recipe: RecipeID
        /// Why.
        package var cause: Cause

        /// A record from its parts.
        package init(recipe: RecipeID, cause: Cause) {
            self.recipe = recipe
            self.cause = cause
        }
    }
}
