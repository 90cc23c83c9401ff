public import WorkatoJobs

extension Record {
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

    /// Somebody else has repeated jobs that this run had enqueued: they ran twice, and this run could not prevent it.
    public struct Others: Sendable, Hashable, Codable {
        /// One such repeat.
        public struct Job: Sendable, Hashable, Codable {
            /// The master.
            public var master: JobID
            /// The repeat that somebody else made.
            public var new: JobID

            /// A repeat from its parts.
            public init(master: JobID, new: JobID) {
                self.master = master
                self.new = new
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
}
