package import WorkatoJobs

/// How far the rollout of a step is, and what it counts.
package struct RolloutProgress: Sendable, Hashable {
    /// How many stages have ended, the canary's included.
    package internal(set) var stagesEnded = 0
    /// How the last stage ended; nil before the first has.
    package internal(set) var lastStage: Record.StageEnded?
    /// How many jobs the canary had sent when it ended; 0 before that, and without a canary.
    private(set) var canariesSent = 0
    /// How many jobs had recovered when the last stage ended.
    private(set) var recoveredBefore = 0
    /// Whether a person has let go on what the canary had closed.
    package internal(set) var isCanaryReleased = false
    /// Jobs that were sent, whatever came of it; those are left out that were shown not to have been applied.
    package private(set) var taken = 0
    /// Jobs that were dropped.
    private(set) var dropped = 0
    /// Jobs of each recipe that were sent and are not known to have ended; counted only if the step has `max_pending`.
    package private(set) var unended: [RecipeID: Int] = [:]

    /// A stage has ended.
    mutating func end(_ stage: Record.StageEnded, recovered: Int) {
        stagesEnded = stage.stage + 1
        lastStage = stage
        if stage.closed != nil { canariesSent = stage.sent }
        recoveredBefore = recovered
    }

    /// A job that was in a request is somewhere else than before.
    mutating func countTaken(from before: JobProgress, to after: JobProgress) {
        taken += (after.isTaken ? 1 : 0) - (before.isTaken ? 1 : 0)
    }

    /// A job is somewhere else than before.
    ///
    /// - Parameter countsUnended: whether the step has `max_pending`.
    mutating func moved(from before: JobProgress, to after: JobProgress, of recipe: RecipeID, countsUnended: Bool) {
        if case .dropped = after { dropped += 1 }
        guard countsUnended else { return }
        let change = (after.mayRun ? 1 : 0) - (before.mayRun ? 1 : 0)
        if change != 0 { unended[recipe, default: 0] += change }
    }
}

extension JobProgress {
    /// Whether the job counts as sent.
    package var isTaken: Bool {
        switch self {
        case .inFlight, .unknown, .enqueued, .refused: true
        case .held(let reason): reason != .canary
        case .notSent, .dropped: false
        }
    }

    /// Whether a repeat of it may be running: it was sent, and no end of it was seen.
    var mayRun: Bool {
        switch self {
        case .inFlight, .unknown: true
        case .held(let reason): reason != .canary
        case .enqueued(_, let followed):
            switch followed?.outcome {
            case .recovered, .failedSame, .failedOther: false
            case .stillPending, .unverified, nil: true
            }
        case .notSent, .refused, .dropped: false
        }
    }
}
