/// What is still to do in a run, and what a resume would send.
package struct Remaining: Sendable {
    /// A request that a resume would send.
    package struct Request: Sendable, Hashable {
        /// The index of its step.
        package var step: Int
        /// Its jobs.
        package var batch: Batch
        /// The chunk of the run that is sent again; nil for a new one.
        package var chunk: Int?
    }

    private let state: RunState
    private let scope: [String]?

    /// What is left of a run.
    ///
    /// - Parameter scope: the steps that may run, by name; nil for all.
    package init(of state: RunState, scope: [String]?) {
        self.state = state
        self.scope = scope
    }

    /// Whether a resume would find something to do.
    package var isAny: Bool {
        let mayRun = state.plan.header.steps.map { isInScope($0.name) }
        let isOpen = state.jobs.indices.contains { position in
            switch state.jobs[position] {
            case .notSent: mayRun[state.plan.jobs[position].step] && !isSkipped(position)
            case .inFlight, .unknown: true
            case .enqueued, .refused, .dropped, .held: false
            }
        }
        let hasList = state.steps.indices.contains { number in
            mayRun[number] && state.plan.header.steps[number].listing != nil && state.steps[number].stage != .finished
        }
        let isAnyToken = state.tokens.progress.indices.contains { row in
            switch state.tokens.progress[row] {
            case .notSent: mayRun[state.plan.tokens[row].step] && !isSkipped(row: row)
            case .inFlight: true
            case .resumed, .refused, .unknown: false
            }
        }
        return isOpen || hasList || isAnyToken || state.ending != .finished
    }

    /// What a resume would send if nothing has changed since, drawn from the very queue that it would send from.
    ///
    /// - Parameter releasing: the held jobs that are sent after all.
    package func requests(releasing: HeldRelease = []) -> [Request] {
        var open = state
        for (position, job) in open.jobs.enumerated() where job.isReleased(by: releasing) {
            open.move(position, to: .notSent(chunk: nil))
            if job == .held(.canary) { open.steps[open.plan.jobs[position].step].rollout.isCanaryReleased = true }
        }
        var requests: [Request] = []
        for (number, step) in open.plan.header.steps.enumerated() where isInScope(step.name) {
            var queue = SendQueue(step: number, in: open, admitsAll: false)
            var rollout = RolloutStateMachine(ofStep: number, open: queue.takeNeverSent(), in: open)
            var taken = open.steps[number].rollout.taken
            repeat {
                while let group = queue.next(open, room: { open.settings.skipped[$0] == nil ? .max : 0 }) {
                    requests.append(.init(step: number, batch: group.batch, chunk: group.chunk))
                    taken += group.batch.jobs.count
                }
            } while admit(&rollout, to: &queue, taken: taken, in: open)
        }
        return requests
    }

    /// The rows that a resume would send, in the order of sending.
    ///
    /// - Parameter releasing: the tokens in doubt that are sent after all: those whose answers were lost.
    package func rows(releasing: HeldRelease = []) -> [Int] {
        state.plan.tokens.indices.filter { row in
            guard isInScope(state.plan.header.steps[state.plan.tokens[row].step].name), !isSkipped(row: row) else {
                return false
            }
            return switch state.tokens.progress[row] {
            case .notSent: true
            case .inFlight, .unknown: releasing.contains(.unknown)
            case .resumed, .refused: false
            }
        }
    }

    /// Admits the next jobs of a rollout, supposing that every stage passes.
    ///
    /// - Returns: whether there are any.
    private func admit(
        _ rollout: inout RolloutStateMachine,
        to queue: inout SendQueue,
        taken: Int,
        in state: RunState
    ) -> Bool {
        while rollout.hasLater {
            let jobs = rollout.admit(taken: taken, in: state)
            if !jobs.isEmpty {
                queue.admit(jobs, in: state)
                return true
            }
            rollout.endStage(taken: taken, in: state)
        }
        return false
    }

    private func isInScope(_ step: String) -> Bool { scope?.contains(step) ?? true }

    private func isSkipped(row: Int) -> Bool {
        state.plan.tokens[row].row.recipe.map { state.settings.skipped[$0] != nil } ?? false
    }

    private func isSkipped(_ position: Int) -> Bool {
        state.settings.skipped[state.plan.jobs[position].recipe] != nil
    }
}
