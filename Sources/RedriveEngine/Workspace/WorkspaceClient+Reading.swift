import RedriveCore
import Transport
import WorkatoJobs

extension WorkspaceClient {
    /// Reads until there is an answer, or no hope of one.
    ///
    /// - Parameters:
    ///   - lane: the lane whose turns it takes.
    ///   - mostTries: how often it is tried, from 1.
    ///   - onThrottle: called for each 429.
    ///   - judge: what an answer means for the read.
    func read(
        _ request: HTTPRequest,
        on lane: PacingGate.Lane = .reads,
        priority: ReadPriority,
        mostTries: Int = ReadStateMachine.mostTries,
        onThrottle: @Sendable () -> Void,
        judge: (HTTPResponse) -> ReadStateMachine.Answer
    ) async throws(SharedPacing.PacingError) -> ReadReply {
        let request = api.authorized(request, token: token)
        var machine = ReadStateMachine(mostTries: mostTries)
        while true {
            let wished = clock.now().instant
            try await pacing.take(lane, priority: priority)
            onNote(.waited(clock.now().instant - wished))
            let answer = await sendOnce(request, judge)
            if Task.isCancelled { throw .cancelled }
            if case .throttled = answer { onThrottle() }
            switch machine.answered(answer, jitter: jitter(), at: clock.now()) {
            case .done(let reply): return reply
            case .holdLane(let delay): try await pacing.throttled(lane, holdFor: delay)
            case .pause(let delay):
                if case .failed(let why) = answer {
                    onNote(.triesAgain(attempt: machine.tries + 1, most: mostTries, after: delay, why: why))
                }
                try await pause(delay)
            }
        }
    }

    private func sendOnce(
        _ request: HTTPRequest,
        _ judge: (HTTPResponse) -> ReadStateMachine.Answer
    ) async -> ReadStateMachine.Answer {
        do {
            return judge(try await transport.send(request, timeout: Self.readTimeout))
        } catch {
            return .failed(error.description)
        }
    }

    private func pause(_ duration: Duration) async throws(SharedPacing.PacingError) {
        do {
            try await clock.sleep(for: duration)
        } catch {
            throw .cancelled
        }
    }
}
