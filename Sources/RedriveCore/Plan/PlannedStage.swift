import WorkatoJobs

/// Requests of a step that are sent without waiting for outcomes in between.
package struct PlannedStage: Sendable, Hashable {
    /// Which part of a rollout it is.
    package enum Kind: Sendable, Hashable {
        /// The canaries.
        case canary
        /// A stage of the ramp, by its place in it; at most this many jobs of the step are sent by its end.
        case ramp(Int, total: Int)
        /// Everything that is left.
        case rest
    }

    /// Which part it is.
    package var kind: Kind
    /// Its requests, in the order of sending; never empty.
    package var batches: [Batch]

    /// How many jobs it sends.
    package var jobs: Int { batches.reduce(0) { $0 + $1.jobs.count } }
}

extension Plan {
    /// The stages of a step, if every canary and every stage passes; one for a step without canary and ramp.
    ///
    /// - Parameter jobsPerRequest: nil for the step's limit.
    package func stages(ofStep step: Int, jobsPerRequest: Int? = nil) -> [PlannedStage] {
        var left = jobs.indices.filter { jobs[$0].step == step }
        let size = jobsPerRequest ?? self.jobsPerRequest(ofStep: step)
        var stages: [PlannedStage] = []
        func add(_ kind: PlannedStage.Kind, _ positions: some Sequence<Int>) {
            let batches = Batches(positions, of: self, size: size).all()
            if !batches.isEmpty { stages.append(PlannedStage(kind: kind, batches: batches)) }
        }
        if let groups = CanaryGroups(ofStep: step, in: self) {
            let canaries = groups.canaries()
            add(.canary, canaries)
            let taken = Set(canaries)
            left.removeAll(where: taken.contains)
        }
        let ramp = header.steps[step].conduct.rollout.ramp
        guard !ramp.isEmpty else {
            add(.rest, left)
            return stages
        }
        let order = Batches(left, of: self, size: size).all().flatMap(\.jobs)
        var sent = 0
        for (place, total) in ramp.enumerated() {
            let count = min(total.count(of: order.count), order.count)
            guard count > sent else { continue }
            add(.ramp(place, total: count), order[sent..<count])
            sent = count
        }
        add(.rest, order[sent...])
        return stages
    }

    /// The most jobs that one request of the step may have.
    ///
    /// A request never has more jobs than may be pending.
    package func jobsPerRequest(ofStep step: Int) -> Int {
        let limit = header.workspace.limits.jobsPerRequest
        return min(limit, header.steps[step].conduct.maxPending ?? limit)
    }

    /// The requests of a step; each job of the step is in exactly one.
    ///
    /// - Parameter jobsPerRequest: nil for the step's limit.
    package func batches(ofStep step: Int, jobsPerRequest: Int? = nil) -> [Batch] {
        stages(ofStep: step, jobsPerRequest: jobsPerRequest).flatMap(\.batches)
    }

    /// The write that a batch goes out as.
    package func write(_ batch: Batch) -> Write { .repeatJobs(batch.recipe, batch.jobs.map { jobs[$0].master }) }
}
