import WorkatoJobs

/// Runs a plan: decides what is sent, read, recorded and waited for, and does none of it.
///
/// Every durable step is a record; `state` is their fold and all that a resume needs. What is kept beside it (open
/// requests, looks, timers) can be thrown away at any moment.
///
/// Steps run one after another. Within a step one lane sends, recipe by recipe; looks at the repeats of a recipe serve
/// drift, settling, witnesses and outcomes alike.
package struct RunStateMachine: Sendable {
    /// The stages of a process' work on a run.
    enum Phase: Sendable, Hashable {
        /// Before the first event.
        /// Can transition to: working, over.
        case idle
        /// Sending, settling, following.
        /// Can transition to: stopping, over.
        case working
        /// Nothing new is begun; requests in flight are waited for.
        /// Can transition to: over.
        case stopping(RunEnding)
        /// Nothing is left to do for this process.
        /// Can transition to: nothing.
        case over
    }

    /// What an open request is for.
    enum Purpose: Sendable, Hashable {
        /// A chunk; `sentAt` is set once it has its turn.
        case repeats(chunk: Int, sentAt: Instant?)
        /// A page of a look.
        case look(RecipeID)
    }

    /// Jobs that go into one request.
    struct Group: Sendable, Hashable {
        var recipe: RecipeID
        var jobs: [Int]
        /// The chunk that is sent again; nil for a new one.
        var chunk: Int?
        /// The chunk whose half this is.
        var halfOf: Int?
    }

    /// An acknowledged repeat that a list has shown.
    struct SeenWitness: Sendable, Hashable {
        var new: JobID
        var ordinal: Int
        var delay: Duration
    }

    /// Where the run stands.
    package internal(set) var state: RunState

    let options: RunOptions
    /// How far back the repeats of a recipe's planned jobs can reach.
    let bounds: [RecipeID: WalkBound]
    var phase = Phase.idle
    var lane = SendingLaneStateMachine()
    var watches: [RecipeID: RecipeWatch] = [:]
    var settlings: [RecipeID: SettlingStateMachine] = [:]
    var requests: [Int: Purpose] = [:]
    var nextRequest = 1
    var effects: [RunEffect] = []
    var random: SplitMix64

    /// The current step; nil before the first and after the last.
    var step: Int?
    /// The recipes of the current step in the order of their first job.
    var recipes: [RecipeID] = []
    /// Jobs of the current step that were never sent, in the order of sending; those before `heads` are dealt with.
    var fresh: [RecipeID: [Int]] = [:]
    var heads: [RecipeID: Int] = [:]
    /// Chunks to be sent again, in the order they came back.
    var retries: [Int] = []
    /// Halves of chunks that were refused as a whole.
    var halves: [Group] = []
    /// Repeats that the server has acknowledged and that no list has shown yet; when the answer arrived, nil where an earlier
    /// process got it.
    var unseen: [JobID: Instant?] = [:]
    /// Of each recipe, the acknowledged repeat of the latest request that a list has shown, with the time that it took.
    var seenWitnesses: [RecipeID: SeenWitness] = [:]
    /// The last enqueue of the current step, on this process' clock.
    var lastEnqueue = Instant.zero
    /// When this process is to stop.
    var deadline: Instant?
    /// The `wake` that the shell was last asked for.
    var wakeAt: Instant?
    /// Times at which something may have to be done, gathered while advancing.
    var wakes: [Instant] = []

    /// A machine that goes on from `state`, the fold of all records so far.
    package init(state: RunState, options: RunOptions) {
        self.state = state
        self.options = options
        random = SplitMix64(seed: options.seed)
        bounds = Self.bounds(of: state.plan)
    }

    /// Takes one event in and says what is to be done, in order.
    package mutating func handle(_ event: RunEvent, at now: Moment) -> [RunEffect] {
        effects = []
        switch (phase, event) {
        case (.idle, .begin): begin(at: now)
        case (.idle, .interrupt), (.idle, .woke), (.idle, .readsThrottled): break
        case (.idle, .sent), (.idle, .replied), (.idle, .read), (.working, .begin), (.stopping, .begin),
            (.over, .begin),
            (.over, .sent), (.over, .replied):
            preconditionFailure("a run that is \(phase) cannot be told \(event)")
        case (.working, .sent(let request)), (.stopping, .sent(let request)): sent(request, at: now)
        case (.working, .replied(let request, let reply)), (.stopping, .replied(let request, let reply)):
            replied(request, reply, at: now)
        case (.working, .read(let request, let reply)): read(request, reply, at: now)
        case (.stopping, .read(let request, _)): requests[request] = nil
        case (.working, .readsThrottled(let count)), (.stopping, .readsThrottled(let count)):
            emit(.throttled(.init(count: count)), at: now)
        case (.working, .interrupt): stop(.interrupted)
        case (.working, .woke): wakeAt = nil
        case (.stopping, .interrupt), (.stopping, .woke): break
        case (.over, .read), (.over, .readsThrottled), (.over, .interrupt), (.over, .woke): break
        }
        if phase == .working { advance(at: now) }
        finishIfQuiet(at: now)
        return effects
    }

    /// Appends a record and takes it in.
    mutating func emit(_ record: Record, at now: Moment) {
        do {
            try state.apply(record, at: now.wall)
        } catch {
            preconditionFailure("the run made a record that cannot follow: \(error.message) (\(record))")
        }
        effects.append(.append(record))
    }

    /// Nothing new is begun from here on.
    mutating func stop(_ ending: RunEnding) {
        guard phase == .working else { return }
        phase = .stopping(ending)
        if !lane.outstanding.isEmpty { effects.append(.cancelUnsent) }
    }

    private mutating func finishIfQuiet(at now: Moment) {
        guard case .stopping(let ending) = phase, lane.outstanding.isEmpty else { return }
        emit(.ended(.init(ending: ending)), at: now)
        effects.append(.finish(ending))
        phase = .over
    }

    mutating func newRequest(_ purpose: Purpose) -> Int {
        let request = nextRequest
        nextRequest += 1
        requests[request] = purpose
        return request
    }

    /// Does all that can be done now, and asks to be woken for the rest.
    private mutating func advance(at now: Moment) {
        if let deadline, deadline <= now.instant { return stop(.interrupted) }
        wakes = [deadline].compactMap { $0 }
        repeat {
            decideSettlings(at: now)
            checkGuards(at: now)
            guard phase == .working else { return }
            prepareRequests(at: now)
        } while moveOn(at: now)
        guard phase == .working else { return }
        beginLooks(at: now)
        askToBeWoken(after: now.instant)
    }

    private mutating func askToBeWoken(after now: Instant) {
        guard let next = wakes.filter({ $0 > now }).min(), next != wakeAt else { return }
        wakeAt = next
        effects.append(.wake(at: next))
    }
}
