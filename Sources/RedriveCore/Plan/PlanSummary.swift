package import WorkatoJobs

/// What a person wants to know of a plan before approving it, as plain values.
package struct PlanSummary: Sendable, Hashable {
    /// So many jobs were left out for a reason.
    package struct LeftOutCount: Sendable, Hashable {
        /// The reason.
        package var reason: LeftOutReason
        /// How many jobs.
        package var jobs: Int

        /// A count from its parts.
        package init(reason: LeftOutReason, jobs: Int) {
            self.reason = reason
            self.jobs = jobs
        }
    }

    /// Jobs that failed in one way.
    package struct SignatureCount: Sendable, Hashable {
        /// The signature.
        package var signature: ErrorSignature
        /// How many jobs.
        package var jobs: Int
        /// How many of them had been repeated before, and failed again.
        package var repeatedBefore: Int
        /// One of them: the first that would be sent.
        package var example: JobID

        /// A count from its parts.
        package init(signature: ErrorSignature, jobs: Int, repeatedBefore: Int = 0, example: JobID) {
            self.signature = signature
            self.jobs = jobs
            self.repeatedBefore = repeatedBefore
            self.example = example
        }
    }

    /// One step.
    package struct StepSummary: Sendable, Hashable {
        /// The step's name.
        package var name: String
        /// Jobs that would be repeated or resumed.
        package var jobs: Int
        /// Recipes with at least one such job.
        package var recipes: Int
        /// Requests that would be sent, each once.
        package var requests: Int
        /// Jobs left out, by reason, in the order of the rules; reasons without jobs are not listed.
        package var leftOut: [LeftOutCount]
        /// How the jobs failed, the most frequent first.
        package var signatures: [SignatureCount]
        /// When the first of the newest attempts ended; nil if no job has an end.
        package var firstEnd: Timestamp?
        /// When the last of them ended.
        package var lastEnd: Timestamp?
        /// What is passed back to suspended jobs, in bytes in all; 0 for a step that repeats jobs.
        package var dataBytes = 0
    }

    /// How long a run takes if nothing goes wrong, at the limits, with a window of reads that is empty at first.
    ///
    /// The run's own schedule: recipes are looked at and outcomes are read while requests go out.
    package struct Estimate: Sendable, Hashable {
        /// Looking at each recipe once more before its first request; a part of `sending`.
        package var listing: Duration
        /// From the approval to the last request, `pace` and the looks included.
        package var sending: Duration
        /// From there to the last outcome, in all steps; repeats that run for longer than a second add to it.
        package var verifying: Duration

        /// All of it.
        package var total: Duration { sending + verifying }
    }

    /// Jobs over time, by the end of their newest attempt.
    package struct Histogram: Sendable, Hashable {
        /// When the first bucket begins; a multiple of `width` in UTC.
        package var start: Timestamp
        /// How long each bucket is.
        package var width: Duration
        /// Jobs in each bucket; the first and the last are not empty.
        package var counts: [Int]
    }

    /// The steps, in the plan's order.
    package var steps: [StepSummary]
    /// Jobs that would be repeated or resumed.
    package var jobs: Int
    /// Of these, suspended jobs that would be resumed, each by its token.
    package var tokens: Int
    /// Recipes with at least one such job.
    package var recipes: Int
    /// Requests that would be sent, each once.
    package var requests: Int
    /// Jobs left out, by reason, in the order of the rules.
    package var leftOut: [LeftOutCount]
    /// How long it takes.
    package var estimate: Estimate
    /// The weakest of the reasons for which the lists are complete; `unproven` where one is not.
    ///
    /// Without lists, the end of them.
    package var completeBecause: RecipeListing.Completeness
    /// Jobs over time; nil if no job has an end.
    package var histogram: Histogram?
    /// When the first job's data expires; nil if the retention is not known, or no job has an end.
    package var firstExpiry: Timestamp?
    /// How many jobs are past retention before their turn comes; 0 if the retention is not known.
    package var expiringBeforeTurn: Int
    /// What the operator should know.
    package var warnings: [String]

    /// Whether every list was read completely, if only by an assumption that a warning names.
    package var isComplete: Bool { completeBecause != .unproven }

    /// Sums a plan up.
    package init(_ plan: Plan) {
        let batches = plan.header.steps.indices.map { plan.batches(ofStep: $0) }
        steps = SummaryCounting(plan).steps(batches: batches)
        jobs = plan.items
        tokens = plan.tokens.count
        recipes = Set(plan.jobs.map(\.recipe)).count
        requests = batches.reduce(0) { $0 + $1.count } + plan.tokens.count
        leftOut = SummaryCounting.counts(of: plan.leftOut)
        estimate = Estimate(plan, batches: batches)
        completeBecause = plan.completeBecause
        histogram = Histogram(plan.jobs.compactMap(\.completedAt))
        firstExpiry = plan.header.workspace.retention.flatMap { retention in
            plan.jobs.compactMap(\.completedAt).min().map { $0 + retention }
        }
        expiringBeforeTurn = Self.expiring(plan, batches: batches)
        warnings = plan.warnings
    }
}

extension PlanSummary.Histogram {
    /// The most buckets.
    package static let mostBuckets = 24
    private static let widths: [Int64] = [1, 5, 15, 30, 60, 180, 360, 720, 1_440, 10_080, 43_200, 525_600]

    /// Buckets as narrow as possible; nil without times.
    init?(_ times: [Timestamp]) {
        guard let first = times.min(), let last = times.max() else { return nil }
        let minute: Int64 = 60_000
        let fits: (Int64) -> Bool = { width in
            last.milliseconds / (width * minute) - first.milliseconds / (width * minute) < Int64(Self.mostBuckets)
        }
        let minutes = Self.widths.first(where: fits) ?? (last.milliseconds - first.milliseconds) / minute + 1
        let length = minutes * minute
        let begin = first.milliseconds / length
        var counts = Array(repeating: 0, count: Int(last.milliseconds / length - begin) + 1)
        for time in times { counts[Int(time.milliseconds / length - begin)] += 1 }
        self.init(start: Timestamp(milliseconds: begin * length), width: .milliseconds(length), counts: counts)
    }
}
