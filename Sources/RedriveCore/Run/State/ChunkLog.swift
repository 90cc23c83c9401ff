package import WorkatoJobs

/// Every chunk of a run, and the requests that were made for them.
package struct ChunkLog: Sendable {
    /// Every chunk that was ever sent, by number.
    package private(set) var byNumber: [Int: ChunkProgress] = [:]
    /// The number of the chunk that a job was last sent in, parallel to the plan's jobs; 0 for never sent.
    package private(set) var lastOf: [Int]
    /// The number of the next chunk.
    package private(set) var next = 1
    /// When the last request was recorded as intended; what pacing counts from after a restart.
    package private(set) var lastIntentAt: Timestamp?
    /// Write requests, each try counted; those that never left are not.
    package private(set) var requests = 0
    /// How many intents there were.
    private(set) var intents = 0
    /// The chunks whose answers were lost and that have undecided jobs, by recipe.
    private(set) var lost: [RecipeID: Set<Int>] = [:]
    /// Recipes with lost answers to which a witness was sent and not shown to be not applied.
    ///
    /// Source: docs/failures.md, "What settling looks like".
    private(set) var witnessesSent: Set<RecipeID> = []

    /// No chunk, for a plan with this many jobs.
    init(jobs: Int) { lastOf = Array(repeating: 0, count: jobs) }

    /// The chunk that a job was last sent in; nil for a job that was never sent.
    func last(of position: Int) -> ChunkProgress? { byNumber[lastOf[position]] }

    /// Takes the intent to send a chunk.
    mutating func intend(_ intent: Record.Intent, jobs: [Int], at time: Timestamp) {
        let before = byNumber[intent.chunk]
        intents += 1
        let chunk = ChunkProgress(
            number: intent.chunk,
            step: intent.step,
            recipe: intent.recipe,
            jobs: jobs,
            tries: intent.tryNumber,
            known: intent.known.mapValues(Set.init),
            status: .inFlight,
            resent: before?.resent ?? false,
            isWitness: lost[intent.recipe] != nil,
            ordinal: intents
        )
        store(chunk)
        if chunk.isWitness { witnessesSent.insert(intent.recipe) }
        for position in jobs { lastOf[position] = intent.chunk }
        next = max(next, intent.chunk + 1)
        requests += 1
        lastIntentAt = time
    }

    /// Takes back a request that was not applied.
    mutating func revert(_ chunk: ChunkProgress, _ reason: Record.NotApplied.Reason, status: ChunkProgress.Status) {
        switch reason {
        case .notSent, .cancelled: requests -= 1
        case .throttled, .badRequest, .unauthorized, .notFound: break
        }
        if chunk.isWitness { witnessesSent.remove(chunk.recipe) }
        var chunk = chunk
        chunk.status = status
        store(chunk)
    }

    /// Stores a chunk as it is now.
    mutating func store(_ chunk: ChunkProgress) {
        var open = lost[chunk.recipe] ?? []
        if chunk.status == .lost { open.insert(chunk.number) } else { open.remove(chunk.number) }
        lost[chunk.recipe] = open.isEmpty ? nil : open
        if open.isEmpty { witnessesSent.remove(chunk.recipe) }
        byNumber[chunk.number] = chunk
    }
}
