package import WorkatoJobs

/// Where a run stands: the fold of its records, and the only place where progress is kept.
///
/// A record that cannot follow is refused with `RecordError`, since the fold is fed by a file; nothing in here traps on what a
/// file says.
package struct RunState: Sendable {
    /// The plan that is run.
    package let plan: Plan
    /// The first 12 hex digits of the plan's digest.
    package let planID: String
    /// Parallel to `plan.jobs`.
    package private(set) var jobs: [JobProgress]
    /// Where the plan's suspended jobs stand.
    package internal(set) var tokens: TokenLog
    /// Every chunk that was ever sent.
    package internal(set) var chunkLog: ChunkLog
    /// Parallel to the plan's steps.
    package internal(set) var steps: [StepProgress]
    /// What is known of repeats.
    package internal(set) var repeats = RepeatLog()
    /// What is in force: the plan's words, and what sessions and commands have put in their place.
    package internal(set) var settings: RunSettings
    /// Every process that worked on the run, with when it began.
    package internal(set) var sessions: [(record: Record.Session, at: Timestamp)] = []
    /// How the last process ended; nil while one is at work, or after a crash.
    package internal(set) var ending: RunEnding?
    /// When the last record was written.
    package internal(set) var lastRecordAt: Timestamp?
    /// Answers with 429, to reads and writes.
    package internal(set) var throttled = 0
    /// Where each target stands in the plan, and the jobs of each recipe.
    let index: PlanIndex

    /// The state before the first record.
    package init(plan: Plan, planID: String) {
        self.init(plan: plan, planID: planID, index: PlanIndex(plan))
    }

    /// The same with the index of the plan.
    init(plan: Plan, planID: String, index: PlanIndex) {
        self.plan = plan
        self.planID = planID
        jobs = Array(repeating: .notSent(chunk: nil), count: plan.jobs.count)
        tokens = TokenLog(tokens: plan.tokens.count)
        chunkLog = ChunkLog(jobs: plan.jobs.count)
        steps = Array(repeating: StepProgress(), count: plan.header.steps.count)
        settings = RunSettings(plan.header)
        self.index = index
    }

    /// A job stands somewhere else from here on.
    mutating func move(_ position: Int, to progress: JobProgress) {
        let before = jobs[position]
        jobs[position] = progress
        let job = plan.jobs[position]
        let countsUnended = plan.header.steps[job.step].conduct.maxPending != nil
        // A recipe that is gone refuses jobs that were never in a request.
        if chunkLog.lastOf[position] != 0 { steps[job.step].rollout.countTaken(from: before, to: progress) }
        steps[job.step].rollout.moved(from: before, to: progress, of: job.recipe, countsUnended: countsUnended)
    }

    /// The job's index in the plan; nil for a job that is not in it.
    package func position(recipe: RecipeID, master: JobID) -> Int? { index.position(.master(recipe, master)) }

    /// Whether the plan has jobs of the recipe, suspended ones included as far as they name it.
    func isPlanned(_ recipe: RecipeID) -> Bool {
        !index.jobs(of: recipe).isEmpty || plan.tokens.contains { $0.row.recipe == recipe }
    }

    /// Every chunk that was ever sent, by number.
    package var chunks: [Int: ChunkProgress] { chunkLog.byNumber }

    /// When the last request was recorded as intended; what pacing counts from after a restart.
    package var lastIntentAt: Timestamp? { [chunkLog.lastIntentAt, tokens.lastIntent?.at].compactMap { $0 }.max() }

    /// Write requests, each try counted; those that never left are not.
    package var requests: Int { chunkLog.requests + tokens.requests }

    /// What holds for unknown requests now: the last session's word, or the plan's.
    package var onUnknown: OnUnknown { settings.onUnknown }

    /// The steps that the last process was to run, by name; nil for all.
    package var scope: [String]? { settings.scope }

    /// The bound on drift that a resume keeps, in percent; nil for none, or if the bound was what stopped the run and a person
    /// goes on in spite of it.
    package var maxDrift: Int? {
        let stoppedByIt = steps.contains { step in
            if case .tripped(Guards.maxDriftName, _) = step.stage { true } else { false }
        }
        return stoppedByIt ? nil : settings.maxDrift
    }

    /// The reason in force.
    package var reason: String? { settings.reason }

    /// The error signature that a planned job failed with, in words; nil for a job that had succeeded.
    package func signatureBefore(_ position: Int) -> String? {
        plan.jobs[position].signature.map { plan.signatures[$0].words }
    }

    /// The place among all intents of the request that a repeat of this run came from; nil if that is not known.
    func ordinal(ofRepeat new: JobID) -> Int? {
        repeats.owner[new].flatMap { chunkLog.last(of: $0)?.ordinal }
    }

    /// The chunk's jobs that looking has still to decide.
    package func openJobs(_ chunk: ChunkProgress) -> [Int] {
        chunk.jobs.filter { jobs[$0] == .unknown(chunk: chunk.number) || jobs[$0] == .inFlight(chunk: chunk.number) }
    }

    /// The chunks of the recipe whose answers were lost and that have undecided jobs, in the order of their numbers.
    func lostChunks(_ recipe: RecipeID) -> [ChunkProgress] {
        (chunkLog.lost[recipe] ?? []).sorted().compactMap { chunks[$0] }
    }
}

/// A record that cannot follow on those before it.
package struct RecordError: Error, Sendable, Hashable {
    /// Why, in words.
    package var message: String

    /// An error from its reason.
    package init(_ message: String) { self.message = message }
}
