package import RedriveCore
import Transport
import WorkatoJobs

extension WorkspaceClient {
    /// How a read came to its end.
    package enum ReadResult<Value: Sendable>: Sendable {
        /// What was asked for.
        case answered(Value)
        /// Not, after all tries.
        case failed(ReadError)
    }

    /// What an answer to a read comes to.
    enum ReadVerdict<Value: Sendable>: Sendable {
        /// It is what was asked for.
        case answered(Value)
        /// Asking again would change nothing.
        case final(ReadError)
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
        var machine = ReadStateMachine()
        while true {
            try await pacing.take(.reads, priority: priority)
            let (verdict, response) = await sendOnce(request, judge)
            if Task.isCancelled { throw .cancelled }
            if case .answered(let value) = verdict { return .answered(value) }
            if case .throttled = verdict { onThrottle() }
            switch machine.answered(verdict.answer(response), jitter: jitter(), at: clock.now()) {
            case .done: preconditionFailure("a read is done without an answer")
            case .giveUp(let failure): return .failed(failure)
            case .holdLane(let delay): try await pacing.throttled(.reads, holdFor: delay)
            case .pause(let delay): try await pause(delay)
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

    private func pause(_ duration: Duration) async throws(SharedPacing.Failure) {
        do {
            try await clock.sleep(for: duration)
        } catch {
            throw .cancelled
        }
    }
}

extension WorkspaceClient.ReadVerdict {
    /// The same for the machine that decides what follows.
    func answer(_ response: HTTPResponse?) -> ReadStateMachine.Answer {
        switch self {
        case .answered: return .useful
        case .final(let failure): return .final(failure)
        case .throttled(let retryAfter): return .throttled(retryAfter)
        case .tryAgain(let why):
            guard let response, response.status == 503, let later = RetryAfter(of: response) else {
                return .failed(why)
            }
            return .unavailable(later, why)
        }
    }
}
