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

    /// What a resume would send if nothing has changed since: requests that were not applied as they were, then the rest in full
    /// requests.
    ///
    /// - Parameter releasingHeld: whether held jobs are sent again.
    package func requests(releasingHeld: Bool) -> [Request] {
        var requests: [Request] = []
        var taken: Set<Int> = []
        for chunk in state.chunks.values.sorted(by: { $0.number < $1.number }) {
            guard case .notApplied = chunk.status, isInScope(state.plan.header.steps[chunk.step].name) else { continue }
            let jobs = chunk.jobs.filter { state.jobs[$0].jobClass == .notSent && !isSkipped($0) }
            guard !jobs.isEmpty else { continue }
            taken.formUnion(jobs)
            requests.append(
                .init(step: chunk.step, batch: Batch(recipe: chunk.recipe, jobs: jobs), chunk: chunk.number)
            )
        }
        for (number, step) in state.plan.header.steps.enumerated() where isInScope(step.name) {
            let open = state.jobs.indices.lazy.filter { position in
                state.plan.jobs[position].step == number && !taken.contains(position)
                    && mayBeSent(position, releasingHeld)
            }
            requests += Batches(open, of: state.plan).all().map { Request(step: number, batch: $0, chunk: nil) }
        }
        return requests
    }

    private func mayBeSent(_ position: Int, _ releasingHeld: Bool) -> Bool {
        guard !isSkipped(position) else { return false }
        switch state.jobs[position].jobClass {
        case .notSent: return true
        case .held: return releasingHeld
        case .enqueued, .refused, .dropped, .unknown: return false
        }
    }

    private func isInScope(_ step: String) -> Bool { scope?.contains(step) ?? true }

    private func isSkipped(_ position: Int) -> Bool {
        state.settings.skipped[state.plan.jobs[position].recipe] != nil
    }
}
