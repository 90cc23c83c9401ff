extension PlanHeaderLine {
    /// A canary.
    struct CanaryEntry: Codable {
        var jobs: Int
        var per: Rollout.Grouping

        init(_ canary: Rollout.Canary) { (jobs, per) = (canary.jobs, canary.per) }

        func canary() throws(WrongPlanValue) -> Rollout.Canary {
            try WrongPlanValue.check(jobs >= 1, "canary", "'jobs' from 1")
            return Rollout.Canary(jobs: jobs, per: per)
        }
    }

    /// Guards.
    struct GuardsEntry: Codable {
        /// A bound; one of the two is set.
        struct ThresholdEntry: Codable {
            var jobs: Int?
            var percent: Int?

            init(_ threshold: Guards.Threshold) {
                switch threshold {
                case .jobs(let count): jobs = count
                case .percent(let share): percent = share
                }
            }

            init(_ total: Rollout.Total) {
                switch total {
                case .jobs(let count): jobs = count
                case .percent(let share): percent = share
                }
            }

            func total(_ key: String) throws(WrongPlanValue) -> Rollout.Total {
                switch try threshold(key) {
                case .jobs(let count): return .jobs(count)
                case .percent(let share): return .percent(share)
                }
            }

            func threshold(_ key: String) throws(WrongPlanValue) -> Guards.Threshold {
                switch (jobs, percent) {
                case (let count?, nil) where count >= 1: return .jobs(count)
                case (nil, let share?) where (1...100).contains(share): return .percent(share)
                case (_, _): throw WrongPlanValue(key: key, expected: "'jobs' from 1, or 'percent' from 1 to 100")
                }
            }
        }

        var failedAgain: ThresholdEntry?
        var refused: ThresholdEntry?
        var sameError: Int?
        var unknown: ThresholdEntry?
        var minSample: Int

        enum CodingKeys: String, CodingKey {
            case refused, unknown
            case failedAgain = "failed_again"
            case sameError = "same_error"
            case minSample = "min_sample"
        }

        init(_ guards: Guards) {
            failedAgain = guards.failedAgain.map(ThresholdEntry.init)
            refused = guards.refused.map(ThresholdEntry.init)
            sameError = guards.sameError
            unknown = guards.unknown.map(ThresholdEntry.init)
            minSample = guards.minSample
        }

        func guards() throws(WrongPlanValue) -> Guards {
            try WrongPlanValue.check(sameError.map { $0 >= 1 } ?? true, "same_error", "a whole number from 1")
            try WrongPlanValue.check(minSample >= 0, "min_sample", "a whole number from 0")
            return Guards(
                failedAgain: try failedAgain?.threshold("failed_again"),
                refused: try refused?.threshold("refused"),
                sameError: sameError,
                unknown: try unknown?.threshold("unknown"),
                minSample: minSample
            )
        }
    }
}
