import WorkatoJobs

extension PlanSummary {
    /// How many jobs are past retention before their request goes out, if the run begins when the plan was made.
    ///
    /// A turn is estimated from the workspace's limits and the step's pace alone, so this is the least that expires.
    static func expiring(_ plan: Plan, batches: [[Batch]]) -> Int {
        guard let retention = plan.header.workspace.retention else { return 0 }
        let spacing = plan.header.workspace.limits.repeatJobs.spacing
        var turn = plan.header.createdAt
        var count = 0
        for (step, requests) in zip(plan.header.steps, batches) {
            for request in requests {
                count += request.jobs.count { position in
                    plan.jobs[position].completedAt.map { $0 + retention < turn } ?? false
                }
                let paced = step.pace?.time(forJobs: request.jobs.count) ?? .zero
                turn = turn + max(spacing, paced)
            }
        }
        return count
    }
}
