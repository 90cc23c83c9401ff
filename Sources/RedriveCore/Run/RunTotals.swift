/// A run in numbers: what the summary, the status and the last JSON line say.
package struct RunTotals: Sendable, Hashable {
    /// Jobs of the plan.
    package var planned: Int
    /// Jobs by class; the counts add up to `planned`.
    package var classes: [JobClass: Int]
    /// Enqueued jobs by outcome; the counts add up to those enqueued.
    package var outcomes: [Outcome: Int]
    /// Write requests, each try counted.
    package var requests: Int
    /// Answers with 429.
    package var throttled: Int
    /// Jobs of the plan that somebody else repeated while the run went on: dropped for it, or repeated by both.
    package var repeatedByOthers: Int

    /// The numbers of a run.
    package init(_ state: RunState) {
        planned = state.jobs.count
        classes = [:]
        outcomes = [:]
        for job in state.jobs {
            classes[job.jobClass, default: 0] += 1
            if case .enqueued(_, let followed) = job { outcomes[followed?.outcome ?? .unverified, default: 0] += 1 }
        }
        requests = state.requests
        throttled = state.throttled
        repeatedByOthers = Set(state.madeByOthers.values).count + (classes[.dropped] ?? 0)
    }

    /// How many jobs are of this class.
    package func count(_ jobClass: JobClass) -> Int { classes[jobClass] ?? 0 }

    /// How many enqueued jobs came to this.
    package func count(_ outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }
}

extension RunState {
    /// What a process that ended like this exits with.
    ///
    /// Source: product.md, "Exit status"; where several apply, the first of 77 69 4 3 5 1 0.
    package func exitStatus(for ending: RunEnding) -> Int {
        switch ending {
        case .unauthorized: return 77
        case .unreachable: return 69
        case .interrupted: return 4
        case .guardTripped: return 3
        case .finished: break
        }
        let totals = RunTotals(self)
        if totals.count(.unknown) + totals.count(.held) > 0 { return 5 }
        let notRecovered = totals.count(.failedSame) + totals.count(.failedOther) + totals.count(.stillPending)
        return totals.count(.refused) + notRecovered > 0 ? 1 : 0
    }
}
