public import RedriveCore
import Synchronization

/// The one gate that every request of a workspace passes, shared by all processes of this machine.
///
/// `take` returns at the moment at which the request may go out; whoever gets the permission uses it at once.
public final class SharedPacing: Sendable {
    /// Why a turn was not had.
    public enum Failure: Error, Sendable, Hashable {
        /// The task was cancelled while it waited.
        case cancelled
        /// The numbers that are shared could not be read or written.
        case file(FileFailure)
    }

    private struct Waiter {
        var ticket: Int
        var lane: PacingGate.Lane
        var priority: ReadPriority
    }

    private struct Queue {
        var nextTicket = 0
        var waiters: [Waiter] = []
    }

    /// Somebody else has the numbers, or the turn, for a moment: ask again after this.
    private static let shortWait: Duration = .milliseconds(1)
    /// So long a moment is a fault.
    private static let longestWaitForLock: Duration = .seconds(30)

    private let limits: Limits
    private let clock: any TimeSource
    private let store: any PacingStore
    private let queue = Mutex(Queue())

    init(limits: Limits, clock: any TimeSource, store: any PacingStore) {
        self.limits = limits
        self.clock = clock
        self.store = store
    }

    /// A gate that this process has for itself: for a simulated workspace, which has its own limits, and for a preview
    /// where the machine's directory cannot be used.
    public static func inProcess(limits: Limits, clock: any TimeSource) -> SharedPacing {
        SharedPacing(limits: limits, clock: clock, store: MemoryPacingStore())
    }

    /// Waits for a turn on the lane.
    ///
    /// - Parameter priority: who goes first among those that wait in this process.
    public func take(_ lane: PacingGate.Lane, priority: ReadPriority = .drift) async throws(Failure) {
        let ticket = enter(lane, priority)
        defer { leave(ticket) }
        while true {
            let first = isFirst(ticket)
            let turn: PacingGate.Turn = try await update { gate, now in
                // Outcomes can wait: a part of the window stays free for looks that sending waits for.
                let kept = priority == .verifying ? gate.keptForUrgentReads : 0
                if first { return gate.take(lane, at: now, keepingFree: kept) }
                return .wait(until: max(gate.earliest(lane, at: now, keepingFree: kept), now + Self.shortWait))
            }
            switch turn {
            case .granted: return
            case .wait(let until): try await sleep(until: until)
            }
        }
    }

    /// The server answered with 429: nothing goes out on the lane for so long.
    public func throttled(_ lane: PacingGate.Lane, holdFor delay: Duration) async throws(Failure) {
        try await update { gate, now in gate.throttled(lane, retryAfter: delay, at: now) }
    }

    /// A repeat may have been sent at this time by a process that does not share the numbers (on another machine, or
    /// before this one was started anew).
    public func noteRepeat(at instant: Instant) async throws(Failure) {
        let limits = limits
        try await update { gate, now in
            let noted = min(instant, now)
            guard noted > gate.lastRepeat ?? noted - .nanoseconds(1) else { return }
            gate = PacingGate(
                limits: limits,
                lastRepeat: noted,
                reads: gate.reads,
                margin: gate.margin,
                repeatsHeldUntil: gate.repeatsHeldUntil,
                readsHeldUntil: gate.readsHeldUntil
            )
        }
    }

    private func update<Result: Sendable>(
        _ body: (inout PacingGate, Instant) -> Result
    ) async throws(Failure) -> Result {
        let begun = clock.now().instant
        while true {
            do {
                if let result = try store.update(limits: limits, clock: clock, body) { return result }
            } catch {
                throw .file(error)
            }
            let now = clock.now().instant
            guard now - begun < Self.longestWaitForLock else {
                throw .file(
                    FileFailure(
                        path: "pacing.json",
                        operation: .lock,
                        code: 0,
                        reason: "another process has held it for \(now - begun)"
                    )
                )
            }
            try await sleep(until: now + Self.shortWait)
        }
    }

    private func sleep(until instant: Instant) async throws(Failure) {
        do {
            try await clock.sleep(until: instant)
        } catch {
            throw .cancelled
        }
    }

    private func enter(_ lane: PacingGate.Lane, _ priority: ReadPriority) -> Int {
        queue.withLock {
            $0.nextTicket += 1
            $0.waiters.append(Waiter(ticket: $0.nextTicket, lane: lane, priority: priority))
            return $0.nextTicket
        }
    }

    private func leave(_ ticket: Int) {
        queue.withLock { $0.waiters.removeAll { $0.ticket == ticket } }
    }

    private func isFirst(_ ticket: Int) -> Bool {
        queue.withLock { queue in
            guard let own = queue.waiters.first(where: { $0.ticket == ticket }) else { return false }
            return !queue.waiters.contains {
                $0.lane == own.lane && ($0.priority, $0.ticket) < (own.priority, own.ticket)
            }
        }
    }
}
