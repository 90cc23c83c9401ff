/// Settles the lost answers of one recipe: waits out the server, looks, and says when the evidence is enough.
///
/// A repeat that is found settles its job at once, whenever it is found. That nothing is found settles nothing until the
/// server can no longer be at work, two complete looks at least `settle` apart found nothing, an acknowledged repeat has
/// been seen in a list, and three times the time that took is over.
struct SettlingStateMachine: Sendable {
    private enum State: Sendable, Hashable {
        /// The server may still be at work.
        /// Can transition to: looking, waitingOut.
        case waitingOut(until: Instant)
        /// A look is due or under way.
        /// Can transition to: waiting, decided, waitingOut.
        case looking
        /// The next look is due later.
        /// Can transition to: looking, waitingOut.
        case waiting(until: Instant)
        /// Looking will show no more.
        /// Can transition to: waitingOut.
        case decided(Decision)
    }

    /// What the looks have shown of the jobs that were not found.
    enum Decision: Sendable, Hashable {
        /// They were not repeated.
        case notApplied
        /// There is no witness, and none can be had.
        case noWitness
        /// The list could not be read completely.
        case noCompleteLook
    }

    /// Whether somebody can still show that lists are up to date.
    enum WitnessProspect: Sendable, Hashable {
        /// The longest time that an acknowledged repeat took to appear.
        case seen(Duration)
        /// An acknowledged repeat has not appeared yet, or other recipes are still to be sent.
        case expected
        /// A further chunk of the same recipe can be sent; it waits for permission or for its answer.
        case canBeSent
        /// A further chunk can be sent, but not now: a pause, a pace, a limit or `max_pending` holds it back.
        case heldBack
        /// None.
        case none
    }

    /// This many looks in a row that were not complete end the looking.
    static let incompleteLooks = 5
    /// A witness that has not appeared this long after the server's time is over is no longer waited for.
    ///
    /// The time in which it is held back does not count.
    static let witnessPatience: Duration = .seconds(900)

    private var state: State
    private(set) var appliedBy: Instant
    /// The latest time at which the server can still have applied the first request that was lost.
    let firstAppliedBy: Instant
    private var negatives = 0
    private var incomplete = 0
    /// When a look last ended while a witness was held back; nil for never.
    private var lastHeldBack: Instant?
    private let settle: Duration

    /// Begins with a lost request.
    ///
    /// - Parameters:
    ///   - appliedBy: the latest time at which the server can still have applied it.
    ///   - settle: the least time between two looks.
    init(appliedBy: Instant, settle: Duration) {
        self.appliedBy = appliedBy
        firstAppliedBy = appliedBy
        self.settle = settle
        state = .waitingOut(until: appliedBy)
    }

    /// Another request of the recipe was lost: what was shown so far does not hold for it.
    mutating func lostAnother(appliedBy later: Instant) {
        appliedBy = max(appliedBy, later)
        negatives = 0
        state = .waitingOut(until: appliedBy)
    }

    /// Whether a look is wanted now.
    mutating func wantsLook(at now: Instant) -> Bool {
        switch state {
        case .waitingOut(let until) where until <= now, .waiting(let until) where until <= now:
            state = .looking
            return true
        case .looking: return true
        case .waitingOut, .waiting, .decided: return false
        }
    }

    /// When `wantsLook` may change by itself.
    var nextTime: Instant? {
        switch state {
        case .waitingOut(let until), .waiting(let until): until
        case .looking, .decided: nil
        }
    }

    /// Whether the looks so far leave only the question whether lists are up to date.
    var needsWitness: Bool { negatives >= 2 }

    /// Whether a complete look, begun after the server was done, has missed what is still not found: if it appears after all, lists
    /// are behind.
    var hasMissed: Bool { negatives > 0 }

    /// A look is over, and jobs are still not found.
    ///
    /// - Parameters:
    ///   - begun: when its first request was asked for; a look that began before the server was done counts for nothing.
    ///   - isEvidence: whether it is proven to have seen every repeat that the server shows.
    /// - Returns: what is decided now of the jobs that were not found; nil while more looks are needed.
    mutating func foundNothing(
        begun: Instant,
        isEvidence: Bool,
        prospect: WitnessProspect,
        at now: Instant
    ) -> Decision? {
        switch state {
        case .looking: break
        case .waitingOut, .waiting, .decided: return nil
        }
        guard begun >= appliedBy else { return nil }
        if isEvidence {
            incomplete = 0
            negatives += 1
        } else {
            incomplete += 1
        }
        if prospect == .heldBack { lastHeldBack = now }
        state = next(isEvidence: isEvidence, begun: begun, prospect, at: now)
        guard case .decided(let decision) = state else { return nil }
        return decision
    }

    private func next(isEvidence: Bool, begun: Instant, _ prospect: WitnessProspect, at now: Instant) -> State {
        let later = State.waiting(until: now + settle)
        guard isEvidence else { return incomplete >= Self.incompleteLooks ? .decided(.noCompleteLook) : later }
        guard negatives >= 2 else { return later }
        switch prospect {
        case .seen(let delay):
            let proven = appliedBy + delay * 3
            return begun >= proven ? .decided(.notApplied) : .waiting(until: max(proven, now + settle))
        case .heldBack: return later
        case .expected, .canBeSent:
            let since = max(appliedBy, lastHeldBack ?? appliedBy)
            return now - since < Self.witnessPatience ? later : .decided(.noWitness)
        case .none: return .decided(.noWitness)
        }
    }
}
