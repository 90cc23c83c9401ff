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
        return isOpen || state.ending != .finished
    }

    /// What a resume would send if nothing has changed since, drawn from the very queue that it would send from.
    ///
    /// - Parameter releasingHeld: whether held jobs are sent again.
    package func requests(releasingHeld: Bool) -> [Request] {
        var open = state
        if releasingHeld {
            for (position, job) in open.jobs.enumerated() where job.jobClass == .held {
                open.jobs[position] = .notSent(chunk: nil)
            }
        }
        var requests: [Request] = []
        for (number, step) in open.plan.header.steps.enumerated() where isInScope(step.name) {
            var queue = SendQueue(step: number, in: open)
            while let group = queue.next(open, admitting: { open.settings.skipped[$0] == nil }) {
                requests.append(.init(step: number, batch: group.batch, chunk: group.chunk))
            }
        }
        return requests
    }

    private func isInScope(_ step: String) -> Bool { scope?.contains(step) ?? true }

    private func isSkipped(_ position: Int) -> Bool {
        state.settings.skipped[state.plan.jobs[position].recipe] != nil
    }
}
