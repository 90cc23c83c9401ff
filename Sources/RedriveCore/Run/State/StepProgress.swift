import BitCollections
package import WorkatoJobs

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
    /// How far its rollout is.
    package internal(set) var rollout = RolloutProgress()
    /// What the step has listed; nil before it has, and for a step of another kind.
    package internal(set) var listed: Record.Listed?
    /// When a job of the step was last enqueued; what `within` counts from, across processes.
    package var lastEnqueueAt: Timestamp?
    /// Jobs that the guards have counted as answered, by index; emptied when a person lets a stopped step go on.
    private var answered = BitSet()
    /// Jobs that the guards have counted as unknown, by index; emptied alike.
    private var becameUnknown = BitSet()

    /// A step that has not begun.
    package init() {}

    /// A person lets a step go on that a guard had stopped: only what is seen from here on counts.
    mutating func continueStep() {
        stage = .running
        baseline = counts
        answered = []
        becameUnknown = []
    }

    /// Counts a job's answer, a refusal included.
    ///
    /// Guards count jobs, not tries: a job whose answer was lost and that is answered when it is sent again counts once.
    mutating func countAnswer(_ position: Int, isRefusal: Bool = false) {
        if isRefusal { counts.refused += 1 }
        if answered.insert(position).inserted { counts.answered += 1 }
    }

    /// Counts a job whose answer was lost, once.
    mutating func countUnknown(_ position: Int) {
        countAnswer(position)
        if becameUnknown.insert(position).inserted { counts.unknown += 1 }
    }

    /// Counts an outcome in place of the one that was counted before.
    mutating func countOutcome(_ outcome: FollowedOutcome, insteadOf before: FollowedOutcome?) {
        if let before { count(before, by: -1) }
        count(outcome, by: 1)
    }

    private mutating func count(_ followed: FollowedOutcome, by change: Int) {
        switch followed.outcome {
        case .recovered: counts.ended += change
        case .failedSame, .failedOther:
            counts.ended += change
            counts.failedAgain += change
            counts.bySignature[followed.signatureAfter ?? "", default: 0] += change
        case .stillPending, .unverified: break
        }
    }
}

/// What the guards of a step count.
package struct GuardCounts: Sendable, Hashable {
    /// Jobs with an outcome.
    package var ended = 0
    /// Of these, failed again.
    package var failedAgain = 0
    /// Of these, recovered.
    package var recovered: Int { ended - failedAgain }
    /// Jobs with an answer: enqueued, refused, or unknown; each counts once, however often it was sent.
    package var answered = 0
    /// Of these, refused.
    package var refused = 0
    /// Of these, unknown when the answer was lost.
    package var unknown = 0
    /// Jobs that failed again, by the signature they failed with.
    package var bySignature: [String: Int] = [:]
}
