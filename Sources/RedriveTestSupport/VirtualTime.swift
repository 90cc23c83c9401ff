package import RedriveCore
import RedriveEngine
import Synchronization
package import WorkatoJobs

/// Runs asynchronous code in virtual time on one thread: nobody sleeps, and one seed gives one schedule.
///
/// All tasks of the code run here, one after the other; when none of them can go on, the clock jumps to the next time at
/// which somebody wants to be woken. That works for structured tasks only: what starts a detached task or waits for a
/// real timer is not seen.
package final class VirtualTime: TimeSource, TaskExecutor {
    private struct Sleeper {
        var until: Instant
        var ticket: Int
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var now: Instant
        var jobs: [UnownedJob] = []
        var nextTicket = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
    }

    /// Nothing can go on although the code has not ended.
    package struct Deadlock: Error {}

    private let state: Mutex<State>
    private let zero: Instant
    private let wallAtZero: Timestamp

    /// - Parameters:
    ///   - start: where the monotonic clock begins; an hour behind its zero by default.
    ///   - wall: the date at that time.
    package init(start: Instant = Instant(sinceZero: .seconds(3600)), wall: Timestamp) {
        zero = start
        wallAtZero = wall
        state = Mutex(State(now: start))
    }

    /// Now, on both clocks.
    package func now() -> Moment {
        let now = state.withLock { $0.now }
        return Moment(instant: now, wall: wallAtZero + (now - zero))
    }

    /// Returns as soon as possible after `instant`.
    package func sleep(until instant: Instant) async throws(CancellationError) {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        let woken = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let late = state.withLock { state in
                    if state.cancelled.remove(ticket) != nil { return true }
                    state.sleepers.append(Sleeper(until: instant, ticket: ticket, continuation: continuation))
                    return false
                }
                if late { continuation.resume(returning: false) }
            }
        } onCancel: {
            cancel(ticket)
        }
        guard woken, !Task.isCancelled else { throw CancellationError() }
    }

    /// Takes a job of one of the tasks that run here.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    /// Runs `body` to its end, as fast as it goes.
    ///
    /// - Throws: `Deadlock`, or what `body` throws.
    package func run<Success: Sendable>(_ body: @escaping @Sendable () async throws -> Success) throws -> Success {
        let outcome = Outcome<Success>()
        Task(executorPreference: self) {
            do {
                outcome.set(.success(try await body()))
            } catch {
                outcome.set(.failure(error))
            }
        }
        while true {
            if let result = outcome.get() { return try result.get() }
            guard step() else { throw Deadlock() }
        }
    }

    /// Runs what can run, or wakes the next sleeper; false if there is neither.
    private func step() -> Bool {
        let job: UnownedJob? = state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
        if let job {
            job.runSynchronously(on: asUnownedTaskExecutor())
            return true
        }
        let next: Sleeper? = state.withLock { state in
            guard let next = state.sleepers.indices.min(by: { earlier(state.sleepers[$0], state.sleepers[$1]) }) else {
                return nil
            }
            state.now = max(state.now, state.sleepers[next].until)
            return state.sleepers.remove(at: next)
        }
        next?.continuation.resume(returning: true)
        return next != nil
    }

    private func earlier(_ left: Sleeper, _ right: Sleeper) -> Bool {
        (left.until, left.ticket) < (right.until, right.ticket)
    }

    private func cancel(_ ticket: Int) {
        let sleeper: Sleeper? = state.withLock { state in
            guard let place = state.sleepers.firstIndex(where: { $0.ticket == ticket }) else {
                state.cancelled.insert(ticket)
                return nil
            }
            return state.sleepers.remove(at: place)
        }
        sleeper?.continuation.resume(returning: false)
    }
}

/// What the code that was run came to.
private final class Outcome<Success: Sendable>: Sendable {
    private let result = Mutex<Result<Success, any Error>?>(nil)

    func set(_ value: Result<Success, any Error>) { result.withLock { $0 = value } }

    func get() -> Result<Success, any Error>? { result.withLock { $0 } }
}
