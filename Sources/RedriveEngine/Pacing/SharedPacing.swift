package import RedriveCore
import Synchronization

/// The one gate that every request of a workspace passes, shared by all processes of this machine.
///
/// `take` returns at the moment at which the request may go out; whoever gets the permission uses it at once.
package final class SharedPacing: Sendable {
    /// Why a turn was not had.
    package enum PacingError: Error, Sendable, Hashable {
        /// The task was cancelled while it waited.
        case cancelled
        /// The numbers that are shared could not be read or written.
        case file(FileError)
    }

    /// The first pause after another process was found to hold the numbers; doubled each time.
    private static let firstPauseForLock: Duration = .milliseconds(1)
    /// The longest such pause.
    private static let longestPauseForLock: Duration = .milliseconds(50)
    /// Numbers that another process holds for longer than this are an error.
    private static let longestWaitForLock: Duration = .seconds(30)

    private let limits: Limits
    private let clock: any TimeSource
    private let store: any PacingStore
    private let queue = PacingQueue()
    /// How reads for outcomes use the window of reads.
    private let outcomeShare = Mutex(ReadShare.all)
    /// Until when the first of those that wait on a lane sleeps.
    private let sleeping = Mutex<[PacingGate.Lane: Instant]>([:])
    /// A read that leaves turns to others asks again after this long at the latest: by then it may go at once.
    private static let longestWaitForShare: Duration = .seconds(1)

    init(limits: Limits, clock: any TimeSource, store: any PacingStore) {
        self.limits = limits
        self.clock = clock
        self.store = store
    }

    /// A gate that this process has for itself: for a simulated workspace, which has its own limits, and for a preview
    /// where the machine's directory cannot be used.
    package static func inProcess(limits: Limits, clock: any TimeSource) -> SharedPacing {
        SharedPacing(limits: limits, clock: clock, store: MemoryPacingStore())
    }

    /// Waits for a turn on the lane.
    ///
    /// Only the first of those that wait on a lane in this process looks at the gate and sleeps; the others are suspended
    /// until the one before them leaves. So waiting costs no processor time, and works with a task pool of one thread.
    ///
    /// - Parameter priority: who goes first among those that wait in this process.
    package func take(_ lane: PacingGate.Lane, priority: ReadPriority = .drift) async throws(PacingError) {
        let lane = limits.lane(of: lane)
        let ticket = queue.enter(lane, priority)
        defer { queue.leave(ticket) }
        while true {
            await queue.untilFirst(ticket)
            guard !Task.isCancelled else { throw .cancelled }
            let share = share(of: priority)
            let turn = try await update { gate, now in gate.take(lane, at: now, share) }
            switch turn {
            case .granted:
                sleeping.withLock { $0[lane] = nil }
                return
            case .wait(let until):
                sleeping.withLock { $0[lane] = until }
                let again = clock.now().instant + Self.longestWaitForShare
                try await sleep(until: share == .all ? until : min(until, again))
            }
        }
    }

    /// Until when the lane lets the first of those that wait in this process wait; nil if nobody does.
    ///
    /// Only for people: nothing is decided by it.
    package func waitsUntil(_ lane: PacingGate.Lane) -> Instant? { sleeping.withLock { $0[limits.lane(of: lane)] } }

    /// Says how reads for outcomes of this process use the window of reads from here on.
    package func setOutcomeShare(_ share: ReadShare) { outcomeShare.withLock { $0 = share } }

    private func share(of priority: ReadPriority) -> ReadShare {
        switch priority {
        case .drift, .settling: .all
        case .verifying: outcomeShare.withLock { $0 }
        case .ahead: ReadShare(keptFree: limits.other.count / 2, isSpread: false)
        }
    }

    /// The server answered with 429: nothing goes out on the lane for this long.
    package func throttled(_ lane: PacingGate.Lane, holdFor delay: Duration) async throws(PacingError) {
        try await update { gate, now in gate.throttled(lane, retryAfter: delay, at: now) }
    }

    /// A request of the lane that left at `sentAt` was answered now, by 429 if it was refused: what that says about the way there is
    /// learned.
    ///
    /// It never waits. If another process has the numbers at this moment, or they cannot be written, this answer teaches nothing: the
    /// next request keeps the widest margin then, and the answer itself must not get lost or late for it.
    func answered(_ lane: PacingGate.Lane, sentAt: Instant, isRefused: Bool) {
        _ = try? store.update(limits: limits, clock: clock) { gate, now in
            gate.answered(lane, sentAt: sentAt, isRefused: isRefused, at: now)
        }
    }

    /// A write may have gone out on the lane at this time by a process that does not share the numbers: on another machine, or before
    /// this one was started anew.
    package func note(_ lane: PacingGate.Lane, at instant: Instant) async throws(PacingError) {
        try await update { gate, now in gate.note(lane, at: min(instant, now)) }
    }

    private func update<Result: Sendable>(
        _ body: (inout PacingGate, Instant) -> Result
    ) async throws(PacingError) -> Result {
        let begun = clock.now().instant
        var pause = Self.firstPauseForLock
        while true {
            do {
                if let result = try store.update(limits: limits, clock: clock, body) { return result }
            } catch {
                throw .file(error)
            }
            let now = clock.now().instant
            guard now - begun < Self.longestWaitForLock else {
                throw .file(
                    FileError(
                        path: "pacing.json",
                        operation: .lock,
                        code: 0,
                        reason: "another process has held it for \(now - begun)"
                    )
                )
            }
            try await sleep(until: now + pause)
            pause = min(pause * 2, Self.longestPauseForLock)
        }
    }

    private func sleep(until instant: Instant) async throws(PacingError) {
        do {
            try await clock.sleep(until: instant)
        } catch {
            throw .cancelled
        }
    }
}
