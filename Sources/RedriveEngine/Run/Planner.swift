package import RedriveCore
import WorkatoJobs

/// Makes a plan: reads what its machine wants to know, as fast as the pacing gate lets it.
package struct Planner: Sendable {
    private let client: WorkspaceClient

    /// A planner that reads through `client`.
    package init(client: WorkspaceClient) { self.client = client }

    /// Reads until there is a plan.
    ///
    /// - Parameters:
    ///   - machine: what is to be planned; not begun.
    ///   - progress: told how far the reading is.
    /// - Throws: `EngineError.planning` where there is no plan, `.file` where the shared pacing cannot be used,
    ///   `.cancelled` if the task was.
    package func plan(
        _ machine: PlanningStateMachine,
        progress: @escaping @Sendable (PlanningProgress) -> Void = { _ in }
    ) async throws(EngineError) -> Plan {
        let (answers, feed) = AsyncStream.makeStream(of: Answer.self)
        let result: Result<Plan, EngineError> = await withDiscardingTaskGroup { group in
            defer { group.cancelAll() }
            var machine = machine
            if let result = perform(machine.begin(), &group, feed, progress) { return result }
            for await (id, answer) in answers {
                switch answer {
                case .failure(.cancelled): return .failure(.cancelled)
                case .failure(.file(let failure)): return .failure(.file(failure))
                case .success(let answer):
                    if let result = perform(machine.answered(id, answer), &group, feed, progress) { return result }
                }
            }
            return .failure(.cancelled)
        }
        return try result.get()
    }

    private typealias Answer = (id: Int, answer: Result<ReadReply, SharedPacing.PacingError>)

    private func perform(
        _ effects: [PlanningEffect],
        _ group: inout DiscardingTaskGroup,
        _ feed: AsyncStream<Answer>.Continuation,
        _ progress: @Sendable (PlanningProgress) -> Void
    ) -> Result<Plan, EngineError>? {
        for effect in effects {
            switch effect {
            case .list(let id, let query):
                group.addTask { [client] in
                    let answer = await Self.read { () async throws(SharedPacing.PacingError) in
                        try await client.list(query, priority: .drift)
                    }
                    feed.yield((id, answer))
                }
            case .job(let id, let recipe, let job):
                group.addTask { [client] in
                    let answer = await Self.read { () async throws(SharedPacing.PacingError) in
                        try await client.job(recipe, job, priority: .drift)
                    }
                    feed.yield((id, answer))
                }
            case .progress(let value): progress(value)
            case .finished(let plan): return .success(plan)
            case .failed(let failure): return .failure(.planning(failure))
            }
        }
        return nil
    }

    private static func read(
        _ reading: () async throws(SharedPacing.PacingError) -> ReadReply
    ) async -> Result<ReadReply, SharedPacing.PacingError> {
        do throws(SharedPacing.PacingError) {
            return .success(try await reading())
        } catch {
            return .failure(error)
        }
    }
}
