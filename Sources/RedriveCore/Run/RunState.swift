public import WorkatoJobs

/// Where a run stands: the fold of its records, and the only place where progress is kept.
///
/// A record that cannot follow is refused with `RecordFault`, since the fold is fed by a file; nothing in here traps on
/// what a file says.
public struct RunState: Sendable {
    /// The plan that is run.
    public let plan: Plan
    /// The first 12 hex digits of the plan's digest.
    public let planID: String
    /// Parallel to `plan.jobs`.
    public internal(set) var jobs: [JobProgress]
    /// The number of the chunk that a job was last sent in, parallel to `plan.jobs`; 0 for never sent.
    public internal(set) var lastChunk: [Int]
    /// Every chunk that was ever sent, by number.
    public internal(set) var chunks: [Int: ChunkProgress] = [:]
    /// Parallel to the plan's steps.
    public internal(set) var steps: [StepProgress]
    /// Every process that worked on the run, with when it began.
    public internal(set) var sessions: [(record: Record.Session, at: Timestamp)] = []
    /// How the last process ended; nil while one is at work, or after a crash.
    public internal(set) var ending: RunEnding?
    /// When the last record was written.
    public internal(set) var lastRecordAt: Timestamp?
    /// When the last request was recorded as intended; what pacing counts from after a restart.
    public internal(set) var lastIntentAt: Timestamp?
    /// Write requests, each try counted; those that never left are not.
    public internal(set) var requests = 0
    /// Answers with 429, to reads and writes.
    public internal(set) var throttled = 0
    /// The longest time that an acknowledged repeat took to appear in a list; nil before one has.
    public internal(set) var witnessDelay: Duration?
    /// Ids of repeats that belong to a job of this run, by recipe: such a repeat is not another job's answer.
    public internal(set) var claimed: [JobID: Int] = [:]
    /// Acknowledged repeats that have been seen in a list.
    public internal(set) var witnessed: Set<JobID> = []
    /// The latest request of each recipe, by its ordinal, of which a repeat was acknowledged and then seen in a list.
    var witnessOrdinals: [RecipeID: Int] = [:]
    /// Repeats that somebody else made of jobs which this run had enqueued, by repeat.
    public internal(set) var madeByOthers: [JobID: Int] = [:]
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
    public internal(set) var nextChunk = 1

    let index: [JobKey: Int]

    /// The state before the first record.
    public init(plan: Plan, planID: String) {
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
    public func position(recipe: RecipeID, master: JobID) -> Int? {
        index[JobKey(recipe: recipe, master: master)]
    }

    /// What holds for unknown requests now: the last session's word, or the plan's.
    public var onUnknown: OnUnknown {
        sessions.last(where: { $0.record.onUnknown != nil })?.record.onUnknown ?? plan.header.onUnknown
    }

    /// The steps that the last process was to run, by name; nil for all.
    public var scope: [String]? { sessions.last?.record.only }

    /// The bound on drift that the last process kept, in percent; nil for none, or where it was what stopped the run and a
    /// person goes on in spite of it.
    public var maxDrift: Int? {
        let stoppedByIt = steps.contains { step in
            if case .tripped(Guards.maxDriftName, _) = step.stage { true } else { false }
        }
        return stoppedByIt ? nil : sessions.last?.record.maxDrift
    }

    /// The reason in force.
    public var reason: String? {
        sessions.last(where: { $0.record.reason != nil })?.record.reason ?? plan.header.reason
    }

    /// The error signature that a planned job failed with, in words; nil for a job that had succeeded.
    public func signatureBefore(_ position: Int) -> String? {
        plan.jobs[position].signature.map { plan.signatures[$0].words }
    }
}

/// A record that cannot follow on those before it.
public struct RecordFault: Error, Sendable, Hashable {
    /// Why, in words.
    public var message: String

    /// A fault from its reason.
    public init(_ message: String) { self.message = message }
}
