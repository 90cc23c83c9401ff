package import WorkatoJobs

/// Jobs that were sent, or are to be sent again, as one request.
package struct ChunkProgress: Sendable, Hashable {
    /// How it is known that a chunk was not applied.
    package enum NotAppliedEvidence: Sendable, Hashable {
        /// The server, or the network before the request left, said so.
        case told(Record.NotApplied.Reason)
        /// Its answer was lost, and looking at the recipe's repeats has shown it.
        case looked
    }

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
        case notApplied(NotAppliedEvidence)
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
