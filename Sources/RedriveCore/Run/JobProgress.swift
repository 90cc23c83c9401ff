package import WorkatoJobs

/// Where one planned job stands.
///
/// Every job is in exactly one of these at any time.
package enum JobProgress: Sendable, Hashable {
    /// Not sent; `chunk` is set where it was in a request that was not applied and that is to be sent again.
    case notSent(chunk: Int?)
    /// In a request whose answer is not recorded yet.
    case inFlight(chunk: Int)
    /// In a request whose answer was lost.
    case unknown(chunk: Int)
    /// Repeated. `new` is nil where the answer did not name the new job.
    case enqueued(new: JobID?, outcome: FollowedOutcome?)
    /// The server will not repeat it.
    case refused(typeID: String?, message: String)
    /// Not sent, since something happened to it after the plan.
    case dropped(DropReason)
    /// Left to a person.
    case held(Record.Held.Reason)

    /// The class under which JSON, reports and CSV count it.
    package var jobClass: JobClass {
        switch self {
        case .notSent: .notSent
        case .inFlight, .unknown: .unknown
        case .enqueued: .enqueued
        case .refused: .refused
        case .dropped: .dropped
        case .held: .held
        }
    }
}

/// What a repeat came to, with its error.
package struct FollowedOutcome: Sendable, Hashable {
    /// What it came to.
    package var outcome: Outcome
    /// The signature of the new error in words; nil where it did not fail.
    package var signatureAfter: String?

    /// An outcome from its parts.
    package init(outcome: Outcome, signatureAfter: String?) {
        self.outcome = outcome
        self.signatureAfter = signatureAfter
    }
}

/// The classes of jobs in a run; the raw values are the names in JSON, reports and CSV.
package enum JobClass: String, Sendable, Hashable, Codable, CaseIterable {
    /// Repeated.
    case enqueued
    /// The server will not repeat it.
    case refused
    /// Not sent, since something happened to it after the plan.
    case dropped
    /// Sent, the answer lost, not settled.
    case unknown
    /// Left to a person.
    case held
    /// Never sent.
    case notSent = "not_sent"
}

/// A recipe's job, which is what a master id is unique within.
package struct JobKey: Sendable, Hashable {
    /// The recipe.
    package var recipe: RecipeID
    /// The master.
    package var master: JobID

    /// A key from its parts.
    package init(recipe: RecipeID, master: JobID) {
        self.recipe = recipe
        self.master = master
    }
}

/// Jobs that were sent, or are to be sent again, as one request.
package struct ChunkProgress: Sendable, Hashable {
    /// Where a chunk stands.
    package enum Status: Sendable, Hashable {
        /// Its intent is recorded, an answer is not.
        /// Can transition to: lost, notApplied, halved, done.
        case inFlight
        /// Its answer was lost; looking decides.
        /// Can transition to: notApplied, done.
        case lost
        /// It was certainly not applied and is to be sent again.
        /// Can transition to: inFlight, done.
        case notApplied(Record.NotApplied.Reason)
        /// It was refused as a whole and is sent again in halves.
        /// Can transition to: nothing.
        case halved
        /// Each of its jobs has its class.
        /// Can transition to: nothing.
        case done
    }

    /// Counted from 1 in the run.
    package var number: Int
    /// The index of its step.
    package var step: Int
    /// The recipe.
    package var recipe: RecipeID
    /// Its jobs as indices into the plan, in the order sent.
    package var jobs: [Int]
    /// How often it was sent.
    package var tries: Int
    /// The repeats known when it was last sent, by master.
    package var known: [JobID: Set<JobID>]
    /// Where it stands.
    package var status: Status
    /// Whether it was sent again after it had been shown that a lost request was not applied.
    package var resent: Bool
    /// Whether it was sent while other answers of its recipe were being settled.
    package var isWitness: Bool
    /// When its last answer, or its loss, was recorded.
    package var answeredAt: Timestamp?
    /// The place of its last intent among all intents of the run, from 1: requests go out in the order of their intents.
    package var ordinal = 0
}

/// Where a step stands, with what its guards count.
package struct StepProgress: Sendable, Hashable {
    /// The stages of a step.
    package enum Stage: Sendable, Hashable {
        /// Not begun.
        /// Can transition to: running.
        case waiting
        /// Begun.
        /// Can transition to: tripped, finished.
        case running
        /// Stopped by a guard.
        /// Can transition to: running.
        case tripped(guardName: String, message: String)
        /// Over.
        /// Can transition to: running.
        case finished
    }

    /// The stage.
    package var stage: Stage = .waiting
    /// What the guards have seen.
    package var counts = GuardCounts()
    /// What they had seen when a guard last stopped the step; a person let it go on from there.
    package var baseline = GuardCounts()
    /// When a job of the step was last enqueued; what `within` counts from, across processes.
    package var lastEnqueueAt: Timestamp?
}

/// What the guards of a step count.
package struct GuardCounts: Sendable, Hashable {
    /// Jobs with an outcome.
    package var ended = 0
    /// Of these, failed again.
    package var failedAgain = 0
    /// Jobs with an answer: enqueued, refused, or unknown; each counts once, however often it was sent.
    package var answered = 0
    /// Of these, refused.
    package var refused = 0
    /// Of these, unknown when the answer was lost.
    package var unknown = 0
    /// Jobs that failed again, by the signature they failed with.
    package var bySignature: [String: Int] = [:]
}
