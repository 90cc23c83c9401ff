import RedriveCore

extension RunState {
    /// Whether a resume would find something to do.
    ///
    /// - Parameter scope: the steps that may run, by name; nil for all.
    func canGoOn(in scope: [String]?) -> Bool {
        let mayRun = plan.header.steps.map { scope?.contains($0.name) ?? true }
        let isOpen = jobs.indices.contains { position in
            switch jobs[position] {
            case .notSent: mayRun[plan.jobs[position].step]
            case .inFlight, .unknown: true
            case .enqueued, .refused, .dropped, .held: false
            }
        }
        return isOpen || ending != .finished
    }
}
