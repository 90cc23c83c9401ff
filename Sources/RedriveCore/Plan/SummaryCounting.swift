import WorkatoJobs

/// Counts of a plan by step, in one pass over its jobs.
struct SummaryCounting {
    private let plan: Plan
    private var jobs: [[Int]]
    private var leftOut: [[LeftOutJob]]

    init(_ plan: Plan) {
        self.plan = plan
        jobs = Array(repeating: [], count: plan.header.steps.count)
        leftOut = Array(repeating: [], count: plan.header.steps.count)
        for (position, job) in plan.jobs.enumerated() { jobs[job.step].append(position) }
        for job in plan.leftOut { leftOut[job.step].append(job) }
    }

    /// By reason, in the order of the rules.
    static func counts(of leftOut: [LeftOutJob]) -> [PlanSummary.LeftOutCount] {
        var counts: [LeftOutReason: Int] = [:]
        for job in leftOut { counts[job.reason, default: 0] += 1 }
        return LeftOutReason.allCases.compactMap { reason in
            counts[reason].map { PlanSummary.LeftOutCount(reason: reason, jobs: $0) }
        }
    }

    func steps(batches: [[Batch]]) -> [PlanSummary.StepSummary] {
        plan.header.steps.enumerated().map { number, step in
            let ends = jobs[number].compactMap { plan.jobs[$0].completedAt }
            let rows = plan.rows(ofStep: number)
            return PlanSummary.StepSummary(
                name: step.name,
                jobs: jobs[number].count + rows.count,
                recipes: Set(jobs[number].map { plan.jobs[$0].recipe }).count,
                requests: batches[number].count + rows.count,
                leftOut: Self.counts(of: leftOut[number]),
                signatures: signatures(of: jobs[number]),
                firstEnd: ends.min(),
                lastEnd: ends.max(),
                dataBytes: plan.tokens[rows].reduce(0) { $0 + ($1.row.data?.bytes ?? 0) }
            )
        }
    }

    private func signatures(of positions: [Int]) -> [PlanSummary.SignatureCount] {
        var counts: [Int: (jobs: Int, repeated: Int, example: JobID)] = [:]
        for position in positions {
            let job = plan.jobs[position]
            guard let signature = job.signature else { continue }
            counts[signature, default: (0, 0, job.master)].jobs += 1
            if job.earlierRepeats > 0 { counts[signature]?.repeated += 1 }
        }
        return counts.sorted { ($1.value.jobs, $0.key) < ($0.value.jobs, $1.key) }.map { index, count in
            PlanSummary.SignatureCount(
                signature: plan.signatures[index],
                jobs: count.jobs,
                repeatedBefore: count.repeated,
                example: count.example
            )
        }
    }
}
