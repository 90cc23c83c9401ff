import WorkatoJobs

/// What one event makes a run record and want, in order.
///
/// Every part of the run gets it as an argument and adds to it, so that the order of effects is the order of the calls, and so that a
/// test of one part compares what that part wanted. A record is folded into `state` at once: whoever comes later sees it.
struct Outbox: Sendable {
    /// The fold of all records, those of this event included.
    private(set) var state: RunState
    /// What is wanted so far, in order.
    private(set) var effects: [RunEffect] = []
    /// When something may have to be done, as the parts have said while the run was advanced.
    private(set) var wakes: [Instant] = []
    private var nextRequest = 1

    /// An empty outbox over the fold of the records so far.
    init(_ state: RunState) { self.state = state }

    /// Appends a record and takes it in.
    ///
    /// Traps on a record that cannot follow: the run itself made it.
    mutating func record(_ record: Record, at now: Moment) {
        do {
            try state.apply(record, at: now.wall)
        } catch {
            preconditionFailure("the run made a record that cannot follow: \(error.message) (\(record))")
        }
        effects.append(.append(record))
    }

    /// Wants something done after all that was wanted before.
    mutating func want(_ effect: RunEffect) { effects.append(effect) }

    /// The number of a new request, from 1; no two requests of a process share one.
    mutating func newRequest() -> Int {
        defer { nextRequest += 1 }
        return nextRequest
    }

    /// Something may have to be done at this time.
    mutating func wake(at time: Instant) { wakes.append(time) }

    /// Forgets the times: the run is about to be advanced, and will say them anew.
    mutating func forgetWakes() { wakes = [] }

    /// Gives up what is wanted.
    mutating func takeEffects() -> [RunEffect] {
        defer { effects = [] }
        return effects
    }
}
