import FoundationEssentials
import RedriveCore
import RedriveEngine

/// Takes commands from the socket of a live run, and passes them on to it.
struct ControlService: Sendable {
    /// The names of the plan's steps.
    let steps: [String]
    /// Whether the run can be resumed once it has ended.
    let canResume: Bool
    /// Passes a command on to the run.
    let feed: AsyncStream<ControlledCommand>.Continuation
    /// What only the run's process knows of its work.
    let work: @Sendable () -> LiveWork

    /// The answer to a line.
    func answer(_ line: [UInt8]) async -> [UInt8] {
        do throws(ControlReply) {
            var reply = try await reply(to: line)
            if !canResume { reply.canResume = false }
            return reply.line
        } catch {
            return error.line
        }
    }

    private func reply(to line: [UInt8]) async throws(ControlReply) -> ControlReply {
        guard let request = try? JSONDecoder().decode(ControlRequest.self, from: Data(line)), request.redrive == 1
        else {
            throw ControlReply(.invalid, message: "this is no command that Redrive \(RedriveVersion.current) knows")
        }
        if request.command == .waiting { return ControlReply(work()) }
        guard let given = try request.given(steps: steps) else {
            throw ControlReply(.invalid, message: "this is no command")
        }
        let (answers, own) = AsyncStream.makeStream(of: ControlAnswer.self)
        // The stream ends without an answer if the run does, since nobody keeps the continuation then.
        let command = ControlledCommand(given) { answer in
            own.yield(answer)
            own.finish()
        }
        guard case .enqueued = feed.yield(command) else { return ControlReply(.ending) }
        for await answer in answers { return ControlReply(answer) }
        return ControlReply(.ending)
    }
}
