/// Jobs counted by class and outcome: of a step, a recipe, or a whole run.
package struct JobTally: Sendable, Hashable {
    /// How many jobs.
    package private(set) var planned = 0
    /// Jobs by class; the counts add up to `planned`.
    package private(set) var classes: [JobClass: Int] = [:]
    /// Enqueued jobs by outcome; the counts add up to those enqueued.
    package private(set) var outcomes: [Outcome: Int] = [:]

    /// No job.
    package init() {}

    /// Counts a job.
    package mutating func count(_ job: JobProgress) {
        planned += 1
        classes[job.jobClass, default: 0] += 1
        if let outcome = job.outcome { outcomes[outcome, default: 0] += 1 }
    }

    /// Counts a suspended job.
    package mutating func count(_ token: TokenProgress) {
        planned += 1
        classes[token.jobClass, default: 0] += 1
    }

    /// How many jobs are of this class.
    package func count(_ jobClass: JobClass) -> Int { classes[jobClass] ?? 0 }

    /// How many enqueued jobs came to this.
    package func count(_ outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }
}

extension RunState {
    /// The jobs of each step, counted, in the order of the steps.
    package var stepTallies: [JobTally] {
        var tallies = Array(repeating: JobTally(), count: steps.count)
        for (position, job) in jobs.enumerated() { tallies[plan.jobs[position].step].count(job) }
        for (row, token) in tokens.progress.enumerated() { tallies[plan.tokens[row].step].count(token) }
        return tallies
    }
}

extension JobProgress {
    /// What the repeat came to, `unverified` as long as nothing is known; nil if the job was not repeated.
    package var outcome: Outcome? {
        guard case .enqueued(_, let followed) = self else { return nil }
        return followed?.outcome ?? .unverified
    }
}
