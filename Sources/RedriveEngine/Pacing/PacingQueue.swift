import RedriveCore
import Synchronization

/// Those that wait for a turn in this process, lane by lane: by priority, then in the order in which they came.
///
/// The first of a lane is awake; all others are suspended, and woken one at a time when they become the first.
final class PacingQueue: Sendable {
    /// Identifies one wait.
    typealias Ticket = Int

    private struct Waiter {
        var ticket: Ticket
        var lane: PacingGate.Lane
        var priority: ReadPriority
        /// Where it goes on; nil while it is awake.
        var continuation: CheckedContinuation<Void, Never>?
        var isCancelled = false
    }

    private struct State {
        var nextTicket: Ticket = 1
        var waiters: [Waiter] = []

        func firstIndex(of lane: PacingGate.Lane) -> Int? {
            waiters.indices.filter { waiters[$0].lane == lane }.min {
                (waiters[$0].priority, waiters[$0].ticket) < (waiters[$1].priority, waiters[$1].ticket)
            }
        }

        func index(of ticket: Ticket) -> Int? { waiters.firstIndex { $0.ticket == ticket } }
    }

    private let state = Mutex(State())

    /// Begins a wait.
    func enter(_ lane: PacingGate.Lane, _ priority: ReadPriority) -> Ticket {
        state.withLock { state in
            let ticket = state.nextTicket
            state.nextTicket += 1
            state.waiters.append(Waiter(ticket: ticket, lane: lane, priority: priority))
            return ticket
        }
    }

    /// Ends a wait, and wakes the one that is first now.
    func leave(_ ticket: Ticket) {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let place = state.index(of: ticket) else { return nil }
            let lane = state.waiters.remove(at: place).lane
            guard let first = state.firstIndex(of: lane) else { return nil }
            return state.waiters[first].continuation.take()
        }
        next?.resume()
    }

    /// Returns when the wait is the first of its lane, or its task is cancelled.
    ///
    /// A wait that is first can be overtaken later by a more urgent one; it calls this again before it asks the gate again.
    func untilFirst(_ ticket: Ticket) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard let place = state.index(of: ticket) else { return true }
                    let waiter = state.waiters[place]
                    if waiter.isCancelled || state.firstIndex(of: waiter.lane) == place { return true }
                    state.waiters[place].continuation = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard let place = state.index(of: ticket) else { return nil }
                state.waiters[place].isCancelled = true
                return state.waiters[place].continuation.take()
            }
            waiting?.resume()
        }
    }
}
