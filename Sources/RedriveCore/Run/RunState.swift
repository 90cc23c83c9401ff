package import WorkatoJobs

/// Where a run stands: the fold of its records, and the only place where progress is kept.
///
/// A record that cannot follow is refused with `RecordError`, since the fold is fed by a file; nothing in here traps on
/// what a file says.
package struct RunState: Sendable {
    /// The plan that is run.
    package let plan: Plan
    /// The first 12 hex digits of the plan's digest.
    package let planID: String
    /// Parallel to `plan.jobs`.
    package internal(set) var jobs: [JobProgress]
    /// The number of the chunk that a job was last sent in, parallel to `plan.jobs`; 0 for never sent.
    package internal(set) var lastChunk: [Int]
    /// Every chunk that was ever sent, by number.
    package internal(set) var chunks: [Int: ChunkProgress] = [:]
    /// Parallel to the plan's steps.
    package internal(set) var steps: [StepProgress]
    /// Every process that worked on the run, with when it began.
    package internal(set) var sessions: [(record: Record.Session, at: Timestamp)] = []
    /// How the last process ended; nil while one is at work, or after a crash.
    package internal(set) var ending: RunEnding?
    /// When the last record was written.
    package internal(set) var lastRecordAt: Timestamp?
    /// When the last request was recorded as intended; what pacing counts from after a restart.
    package internal(set) var lastIntentAt: Timestamp?
    /// Write requests, each try counted; those that never left are not.
    package internal(set) var requests = 0
    /// Answers with 429, to reads and writes.
    package internal(set) var throttled = 0
    /// The longest time that an acknowledged repeat took to appear in a list; nil before one has.
    package internal(set) var witnessDelay: Duration?
    /// Ids of repeats that belong to a job of this run, by recipe: such a repeat is not another job's answer.
    package internal(set) var claimed: [JobID: Int] = [:]
    /// Acknowledged repeats that have been seen in a list.
    package internal(set) var witnessed: Set<JobID> = []
    /// The latest request of each recipe, by its ordinal, of which a repeat was acknowledged and then seen in a list.
    var witnessOrdinals: [RecipeID: Int] = [:]
    /// Repeats that somebody else made of jobs which this run had enqueued, by repeat.
    package internal(set) var madeByOthers: [JobID: Int] = [:]
    /// Jobs whose answer was ever lost, by index: a repeat of theirs that nobody answered for may be this run's own.
    var everUnknown: Set<Int> = []
    /// Repeats that looking has found after their answer was lost: nobody acknowledged them.
    var foundByLooking: Set<JobID> = []
    /// How many intents there were.
    var intents = 0
    /// The chunks whose answers were lost and that have undecided jobs, by recipe.
    var lostChunks: [RecipeID: Set<Int>] = [:]
    /// Recipes with lost answers to which a witness was sent, whatever became of it but that it was not applied.
    ///
    /// Source: product.md, "one further chunk of the same recipe may go as the witness".
    var witnessesSent: Set<RecipeID> = []
    /// Jobs that the guards have counted as answered, by index; for a step that a guard stopped, since it went on.
    var answered: Set<Int> = []
    /// The same of jobs whose answer was lost.
    var becameUnknown: Set<Int> = []
    /// The number of the next chunk.
    package internal(set) var nextChunk = 1

    let index: [JobKey: Int]

    /// The state before the first record.
    package init(plan: Plan, planID: String) {
        self.plan = plan
        self.planID = planID
        jobs = Array(repeating: .notSent(chunk: nil), count: plan.jobs.count)
        lastChunk = Array(repeating: 0, count: plan.jobs.count)
        steps = Array(repeating: StepProgress(), count: plan.header.steps.count)
        var index: [JobKey: Int] = [:]
        index.reserveCapacity(plan.jobs.count)
        for (position, job) in plan.jobs.enumerated() {
            index[JobKey(recipe: job.recipe, master: job.master)] = position
        }
        self.index = index
    }

    /// The job's index in the plan; nil where it is not in it.
    package func position(recipe: RecipeID, master: JobID) -> Int? {
        index[JobKey(recipe: recipe, master: master)]
    }

    /// What holds for unknown requests now: the last session's word, or the plan's.
    package var onUnknown: OnUnknown {
        sessions.last(where: { $0.record.onUnknown != nil })?.record.onUnknown ?? plan.header.onUnknown
    }

    /// The steps that the last process was to run, by name; nil for all.
    package var scope: [String]? { sessions.last?.record.only }

    /// The bound on drift that the last process kept, in percent; nil for none, or where it was what stopped the run and a
    /// person goes on in spite of it.
    package var maxDrift: Int? {
        let stoppedByIt = steps.contains { step in
            if case .tripped(Guards.maxDriftName, _) = step.stage { true } else { false }
        }
        return stoppedByIt ? nil : sessions.last?.record.maxDrift
    }

    /// The reason in force.
    package var reason: String? {
        sessions.last(where: { $0.record.reason != nil })?.record.reason ?? plan.header.reason
    }

    /// The error signature that a planned job failed with, in words; nil for a job that had succeeded.
    package func signatureBefore(_ position: Int) -> String? {
        plan.jobs[position].signature.map { plan.signatures[$0].words }
    }
}

/// A record that cannot follow on those before it.
package struct RecordError: Error, Sendable, Hashable {
    /// Why, in words.
    package var message: String

    /// A fault from its reason.
    package init(_ message: String) { self.message = message }
}
