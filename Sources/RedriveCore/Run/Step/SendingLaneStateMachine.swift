import WorkatoJobs

/// Decides when the next repeat request may be prepared: one waits for its turn, at most four are unanswered, and after
/// trouble nothing goes out for a while.
///
/// Spacing is not decided here but by the pacing gate, at the moment of sending.
struct SendingLaneStateMachine: Sendable {
    /// At most this many requests are out without an answer, the one that waits for its turn included.
    ///
    /// Source: README.md, "Promises": at most 4 requests in flight.
    static let mostOutstanding = 4

    /// After this many unknown answers in a row the lane waits for one of them to be settled.
    static let unknownsInARow = 3

    /// This many requests in a row that never left this machine end the run.
    static let notSentInARow = 10
    /// Requests that never leave for this long end the run.
    static let failingFor: Duration = .seconds(600)

    private enum State: Sendable, Hashable {
        /// The next request may be prepared.
        /// Can transition to: queued, pausing.
        case free
        /// A request waits for its turn.
        /// Can transition to: free, pausing.
        case queued(request: Int)
        /// Nothing is prepared before this time.
        /// Can transition to: queued, pausing.
        case pausing(until: Instant)
    }

    /// A request that went out, for its step's pace.
    private struct Sending: Sendable {
        var step: Int
        var jobs: Int
        var at: Instant
    }

    private var state = State.free
    /// The chunk of each request that is out without an answer, or waits for its turn; by request.
    private(set) var outstanding: [Int: Int] = [:]
    private var unknownsInARow = 0
    private var streak = ThrottleStreak()
    private var notSents = ConsecutiveFailures()
    private var notBefore: Instant?
    private var last: Sending?

    /// What may be done now.
    enum Permission: Sendable, Hashable {
        /// Prepare a request.
        case prepare
        /// Ask again at this time.
        case wait(until: Instant)
        /// Ask again after an answer.
        case busy
        /// Ask again after something was settled; only a witness may go.
        case onlyWitness
    }

    /// Whether a request may be prepared.
    ///
    /// - Parameter pace: the pace in force for a step, in jobs; nil for as fast as the limits allow.
    func permission(at now: Instant, pace: (_ step: Int) -> Rate?) -> Permission {
        switch state {
        case .queued: return .busy
        case .pausing(let until) where until > now: return .wait(until: until)
        case .free, .pausing: break
        }
        if outstanding.count >= Self.mostOutstanding { return .busy }
        let paced = last.flatMap { last in pace(last.step).map { last.at + $0.time(forJobs: last.jobs) } }
        if let until = [notBefore, paced].compactMap({ $0 }).max(), until > now { return .wait(until: until) }
        return waitsForSettling ? .onlyWitness : .prepare
    }

    /// Whether a pace, a limit or a pause after a failure holds the next request back.
    func isHeldBack(at now: Instant, pace: (_ step: Int) -> Rate?) -> Bool {
        switch permission(at: now, pace: pace) {
        case .wait: true
        case .busy: queuedRequest != nil
        case .prepare, .onlyWitness: false
        }
    }

    /// Whether three answers in a row were lost, so that one of them has to be settled first.
    var waitsForSettling: Bool { unknownsInARow >= Self.unknownsInARow }

    /// The request that waits for its turn; nil if none does.
    var queuedRequest: Int? {
        switch state {
        case .queued(let request): request
        case .free, .pausing: nil
        }
    }

    /// A request was prepared and waits for its turn.
    mutating func queued(_ request: Int, chunk: Int) {
        switch state {
        case .free, .pausing:
            outstanding[request] = chunk
            state = .queued(request: request)
        case .queued(let other):
            preconditionFailure("request \(request) was prepared while \(other) waits for its turn")
        }
    }

    /// The request is going out with this many jobs; the pace of its step counts from here.
    mutating func sent(_ request: Int, step: Int, jobs: Int, at now: Instant) {
        leaveQueue(request)
        sentBefore(step: step, jobs: jobs, at: now)
    }

    /// An earlier process has sent this many jobs at this time; the pace of their step counts from there.
    mutating func sentBefore(step: Int, jobs: Int, at time: Instant) {
        last = Sending(step: step, jobs: jobs, at: time)
    }

    /// The request was answered usefully.
    mutating func answered(_ request: Int) {
        close(request)
        unknownsInARow = 0
        streak = ThrottleStreak()
        notSents = ConsecutiveFailures()
    }

    /// The request's answer was lost.
    mutating func lost(_ request: Int) {
        close(request)
        unknownsInARow += 1
        notSents = ConsecutiveFailures()
    }

    /// Something was settled: the lane goes on.
    mutating func settled() { unknownsInARow = 0 }

    /// The request was taken back.
    mutating func cancelled(_ request: Int) { close(request) }

    /// The request was answered with 429: nothing goes out for the time that the verdict says.
    ///
    /// - Parameters:
    ///   - retryAfter: when the server wants to be asked again.
    ///   - jitter: 0 to 1; spreads the waiting time if the server names none.
    mutating func throttled(
        _ request: Int,
        _ retryAfter: RetryAfter?,
        jitter: Double,
        at now: Moment
    ) -> ThrottleStreak.Verdict {
        close(request)
        let verdict = streak.asked(retryAfter, jitter: jitter, at: now)
        switch verdict {
        case .pause(let pause), .tooMany(let pause): self.pause(until: now.instant + min(pause, ThrottleStreak.longest))
        }
        return verdict
    }

    /// The request never left this machine.
    ///
    /// - Parameter jitter: 0 to 1; spreads the waiting time over its second half.
    /// - Returns: whether that was one too many.
    mutating func notSent(_ request: Int, jitter: Double, at now: Instant) -> Bool {
        close(request)
        let over = notSents.happened(at: now, most: Self.notSentInARow, longest: Self.failingFor)
        pause(until: now + Backoff.delay(afterTry: notSents.count, jitter: jitter))
        return over
    }

    /// How often in a row the server has said 429.
    var throttleCount: Int { streak.count }

    private mutating func close(_ request: Int) {
        leaveQueue(request)
        outstanding[request] = nil
    }

    private mutating func leaveQueue(_ request: Int) {
        if state == .queued(request: request) { state = .free }
    }

    private mutating func pause(until: Instant) {
        switch state {
        case .free: state = .pausing(until: until)
        case .pausing(let before): state = .pausing(until: max(before, until))
        case .queued: notBefore = max(notBefore ?? until, until)
        }
    }
}

/// Failures of one kind, in a row.
private struct ConsecutiveFailures: Sendable {
    var count = 0
    private var since: Instant?

    mutating func happened(at now: Instant, most: Int, longest: Duration) -> Bool {
        count += 1
        let first = since ?? now
        since = first
        return count >= most || now - first >= longest
    }
}
