package import WorkatoJobs

extension Record {
    /// Jobs that are not sent since something happened to them after the plan.
    package struct Dropped: Sendable, Hashable, Codable {
        /// One dropped job.
        package struct Job: Sendable, Hashable, Codable {
            /// Its master.
            package var master: JobID
            /// What happened to it.
            package var why: DropReason
            /// The attempt that is newer than the plan's.
            package var newest: JobID

            /// A dropped job from its parts.
            package init(master: JobID, why: DropReason, newest: JobID) {
                self.master = master
                self.why = why
                self.newest = newest
            }
        }

        /// The recipe.
        package var recipe: RecipeID
        /// The jobs; never empty.
        package var jobs: [Job]

        /// A record from its parts.
        package init(recipe: RecipeID, jobs: [Job]) {
            self.recipe = recipe
            self.jobs = jobs
        }
    }

    /// What looking has shown of the jobs of a lost request.
    package struct Settled: Sendable, Hashable, Codable {
        /// A repeat that was found.
        package struct Found: Sendable, Hashable, Codable {
            /// Its master.
            package var master: JobID
            /// The repeat.
            package var new: JobID

            /// A found repeat from its parts.
            package init(master: JobID, new: JobID) {
                self.master = master
                self.new = new
            }
        }

        /// The chunk.
        package var chunk: Int
        /// Its try.
        package var tryNumber: Int
        /// Jobs that were repeated.
        package var found: [Found]
        /// Jobs that were shown not to have been repeated.
        package var notApplied: [JobID]
        /// How far lists are behind, in milliseconds, as what was found shows.
        ///
        /// From the loss to the end of the page that showed it, if an earlier complete look had missed it; nil if none had.
        package var delay: Int?

        /// A record from its parts.
        package init(chunk: Int, tryNumber: Int, found: [Found], notApplied: [JobID], delay: Int? = nil) {
            self.chunk = chunk
            self.tryNumber = tryNumber
            self.found = found
            self.notApplied = notApplied
            self.delay = delay
        }

        private enum CodingKeys: String, CodingKey {
            case chunk
            case tryNumber = "try"
            case found
            case notApplied = "not_applied"
            case delay = "delay_ms"
        }
    }

    /// Jobs are left to a person.
    package struct Held: Sendable, Hashable, Codable {
        /// Why a person must decide.
        package enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
            /// Nothing was found, and nothing else shows that lists are up to date.
            case noWitness = "no_witness"
            /// The runbook says `on_unknown: hold`.
            case onUnknown = "on_unknown"
            /// It was sent again once already.
            case resentOnce = "resent_once"
            /// The lists could not be read completely.
            case noCompleteLook = "no_complete_look"
            /// Its canaries did not recover; the job was never sent.
            case canary
        }

        /// The recipe.
        package var recipe: RecipeID
        /// The masters; never empty.
        package var masters: [JobID]
        /// Why.
        package var reason: Reason

        /// A record from its parts.
        package init(recipe: RecipeID, masters: [JobID], reason: Reason) {
            self.recipe = recipe
            self.masters = masters
            self.reason = reason
        }
    }

    /// A person decided that held jobs are to be sent again.
    package struct Released: Sendable, Hashable, Codable {
        /// The recipe.
        package var recipe: RecipeID
        /// The masters; never empty.
        package var masters: [JobID]

        /// A record from its parts.
        package init(recipe: RecipeID, masters: [JobID]) {
            self.recipe = recipe
            self.masters = masters
        }
    }

    /// An acknowledged repeat appeared in a list.
    package struct Witnessed: Sendable, Hashable, Codable {
        /// The recipe whose list it was.
        package var recipe: RecipeID
        /// The repeat.
        package var new: JobID
        /// From its answer to the end of the page it was on, in milliseconds.
        package var delay: Int

        /// A record from its parts.
        package init(recipe: RecipeID, new: JobID, delay: Int) {
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
    package struct Others: Sendable, Hashable, Codable {
        /// One such repeat.
        package struct Job: Sendable, Hashable, Codable {
            /// The master.
            package var master: JobID
            /// The repeat that somebody else made.
            package var new: JobID

            /// A repeat from its parts.
            package init(master: JobID, new: JobID) {
                self.master = master
                self.new = new
            }
        }

        /// The recipe.
        package var recipe: RecipeID
        /// The repeats; never empty.
        package var jobs: [Job]

        /// A record from its parts.
        package init(recipe: RecipeID, jobs: [Job]) {
            self.recipe = recipe
            self.jobs = jobs
        }
    }

    /// What repeats came to.
    package struct Outcomes: Sendable, Hashable, Codable {
        /// One repeat.
        package struct Job: Sendable, Hashable, Codable {
            /// The master.
            package var master: JobID
            /// The repeat that was followed; nil if it was never seen.
            package var new: JobID?
            /// What it came to.
            package var outcome: Outcome
            /// The signature of the new error, in words; nil if it did not fail.
            package var signatureAfter: String?

            /// An outcome from its parts.
            package init(master: JobID, new: JobID?, outcome: Outcome, signatureAfter: String? = nil) {
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
        package var recipe: RecipeID
        /// The repeats; never empty.
        package var jobs: [Job]

        /// A record from its parts.
        package init(recipe: RecipeID, jobs: [Job]) {
            self.recipe = recipe
            self.jobs = jobs
        }
    }
}
