/// A run in numbers: what the summary, the status and the last JSON line say.
package struct RunTotals: Sendable, Hashable {
    /// Jobs of the plan, suspended ones included.
    package var planned: Int
    /// Jobs by class; the counts add up to `planned`.
    package var classes: [JobClass: Int]
    /// Enqueued jobs by outcome; the counts add up to those enqueued.
    package var outcomes: [Outcome: Int]
    /// Of the unverified ones, those that no list has shown until the time of following was over.
    package var neverShown: Int
    /// Write requests, each try counted.
    package var requests: Int
    /// Answers with 429.
    package var throttled: Int
    /// Jobs of the plan that somebody else repeated while the run went on: dropped for it, or repeated by both.
    package var repeatedByOthers: Int

    /// The numbers of a run.
    package init(_ state: RunState) {
        planned = state.plan.items
        classes = [:]
        outcomes = [:]
        neverShown = 0
        for job in state.jobs {
            classes[job.jobClass, default: 0] += 1
            guard case .enqueued(_, let followed) = job else { continue }
            outcomes[followed?.outcome ?? .unverified, default: 0] += 1
            if followed?.outcome == .unverified { neverShown += 1 }
        }
        for token in state.tokens.progress { classes[token.jobClass, default: 0] += 1 }
        requests = state.requests
        throttled = state.throttled
        repeatedByOthers = Set(state.repeats.madeByOthers.values).count + (classes[.dropped] ?? 0)
    }

    /// Jobs that were refused, failed again, were still pending, or were never shown by a list: what makes a finished run exit with 1.
    package var notRecovered: Int {
        count(.refused) + count(.failedSame) + count(.failedOther) + count(.stillPending) + neverShown
    }

    /// How many jobs are of this class.
    package func count(_ jobClass: JobClass) -> Int { classes[jobClass] ?? 0 }

    /// How many enqueued jobs came to this.
    package func count(_ outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }
}
