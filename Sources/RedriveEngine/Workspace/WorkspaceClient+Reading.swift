public import RedriveCore
import Transport
import WorkatoJobs

extension WorkspaceClient {
    /// How a read came to its end.
    public enum ReadResult<Value: Sendable>: Sendable {
        /// What was asked for.
        case answered(Value)
        /// Not, after all tries.
        case failed(ReadFailure)
    }

    /// What an answer to a read comes to.
    enum ReadVerdict<Value: Sendable>: Sendable {
        /// It is what was asked for.
        case answered(Value)
        /// Asking again would change nothing.
        case final(ReadFailure)
        /// 429.
        case throttled(RetryAfter?)
        /// It may work next time.
        case tryAgain(String)
    }

    /// Reads until there is an answer, or no hope of one.
    func read<Value: Sendable>(
        _ request: HTTPRequest,
        priority: ReadPriority,
        onThrottle: @Sendable () -> Void,
        judge: (HTTPResponse) -> ReadVerdict<Value>
    ) async throws(SharedPacing.Failure) -> ReadResult<Value> {
        let request = api.authorized(request, token: token)
        var tries = 0
        var throttles = 0
        var throttledSince: Instant?
        while true {
            try await pacing.take(.reads, priority: priority)
            let (verdict, response) = await sendOnce(request, judge)
            if Task.isCancelled { throw .cancelled }
            switch verdict {
            case .answered(let value): return .answered(value)
            case .final(let failure): return .failed(failure)
            case .throttled(let retryAfter):
                onThrottle()
                throttles += 1
                let now = clock.now()
                let since = throttledSince ?? now.instant
                throttledSince = since
                guard throttles < Self.throttlesInARow, now.instant - since < Self.throttledFor else {
                    return .failed(.throttled("the server answered with 429 \(throttles) times in a row"))
                }
                let delay = holdFor(retryAfter, response, throttles: throttles, now: now)
                guard now.instant - since + delay <= Self.throttledFor else {
                    return .failed(.throttled("the server answered with 429 and asks for a pause of \(delay)"))
                }
                try await pacing.throttled(.reads, holdFor: delay)
            case .tryAgain(let why):
                throttles = 0
                throttledSince = nil
                tries += 1
                guard tries < Self.readTries else {
                    return .failed(.unreachable("no useful answer after \(tries) tries; the last: \(why)"))
                }
                try await pause(Backoff.delay(afterTry: tries, jitter: jitter()))
            }
        }
    }

    private func sendOnce<Value: Sendable>(
        _ request: HTTPRequest,
        _ judge: (HTTPResponse) -> ReadVerdict<Value>
    ) async -> (ReadVerdict<Value>, HTTPResponse?) {
        do {
            let response = try await transport.send(request, timeout: Self.readTimeout)
            return (judge(response), response)
        } catch {
            return (.tryAgain(error.description), nil)
        }
    }

    /// How long a 429 holds the lane: as the server says, and a little longer each time where it says nothing.
    private func holdFor(
        _ retryAfter: RetryAfter?,
        _ response: HTTPResponse?,
        throttles: Int,
        now: Moment
    ) -> Duration {
        guard let retryAfter, let response else { return .seconds(1 << min(throttles, 5)) }
        return retryAfter.delay(from: response, now: now.wall)
    }

    private func pause(_ duration: Duration) async throws(SharedPacing.Failure) {
        do {
            try await clock.sleep(for: duration)
        } catch {
            throw .cancelled
        }
    }
}
