public import WorkatoJobs

extension Record {
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
        /// The masters, in the order sent; 1 to `DocumentedLimits.jobsPerRepeatRequest`.
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

    /// A read was answered with 429.
    public struct Throttled: Sendable, Hashable, Codable {
        /// How often since the record before.
        public var count: Int

        /// A record from its parts.
        public init(count: Int) { self.count = count }
    }
}
