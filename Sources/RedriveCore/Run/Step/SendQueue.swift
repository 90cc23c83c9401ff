import OrderedCollections
import WorkatoJobs

/// The jobs of one step that are still to be sent, as the requests in which they will be: chunks that were not applied first, then
/// halves of chunks that were refused as a whole, then jobs that were never sent.
///
/// It knows the order, not the progress: whether a job is still to be sent is asked of the run's state each time.
struct SendQueue: Sendable {
    /// One request's jobs.
    struct Group: Sendable, Hashable {
        /// The recipe and its jobs.
        var batch: Batch
        /// The chunk that is sent again; nil for a new one.
        var chunk: Int?
        /// The chunk whose half this is; nil otherwise.
        var halfOf: Int?
    }

    /// The index of the step.
    let step: Int
    /// The recipes of the step, in the order of their first job in the plan.
    let recipes: OrderedSet<RecipeID>
    private var fresh: Batches
    /// Chunks to be sent again, in the order they came back.
    private var retries: [Int] = []
    private var halves: [Group] = []
    /// The recipes before this place have nothing left to send.
    private var firstOpen = 0

    /// What an earlier process, and the plan, have left to send in a step.
    init(step: Int, in state: RunState) {
        self.step = step
        let jobs = state.plan.jobs.indices.lazy.filter { state.plan.jobs[$0].step == step }
        recipes = OrderedSet(jobs.map { state.plan.jobs[$0].recipe })
        fresh = Batches([], of: state.plan)
        var taken: Set<Int> = []
        let chunks = state.chunks.values.filter { $0.step == step }.sorted { $0.number < $1.number }
        // Halves that were not sent, from the last halving backwards.
        for chunk in chunks.reversed() where chunk.status == .halved {
            let open = chunk.jobs.filter { state.jobs[$0] == .notSent(chunk: nil) && !taken.contains($0) }
            taken.formUnion(open)
            halve(chunk, jobs: open)
        }
        for chunk in chunks {
            if case .notApplied = chunk.status { retries.append(chunk.number) }
        }
        fresh = Batches(jobs.filter { !taken.contains($0) && state.jobs[$0].isFirstSending }, of: state.plan)
        passOver(state)
    }

    /// Takes the next request.
    ///
    /// - Parameter admitting: whether a recipe may be sent to now.
    /// - Returns: nil if nothing is left, or nothing of a recipe that may be sent to.
    mutating func next(_ state: RunState, admitting: (RecipeID) -> Bool) -> Group? {
        passOver(state)
        for (place, number) in retries.enumerated() {
            guard let chunk = state.chunks[number], admitting(chunk.recipe) else { continue }
            let jobs = waiting(chunk, state)
            guard !jobs.isEmpty else { continue }
            retries.remove(at: place)
            return Group(batch: Batch(recipe: chunk.recipe, jobs: jobs), chunk: number, halfOf: nil)
        }
        for (place, half) in halves.enumerated() where admitting(half.batch.recipe) {
            let jobs = half.batch.jobs.filter { state.jobs[$0] == .notSent(chunk: nil) }
            guard !jobs.isEmpty else { continue }
            halves.remove(at: place)
            return Group(batch: Batch(recipe: half.batch.recipe, jobs: jobs), chunk: nil, halfOf: half.halfOf)
        }
        return fresh.next(admitting: admitting) { state.jobs[$0] == .notSent(chunk: nil) }
            .map { Group(batch: $0, chunk: nil, halfOf: nil) }
    }

    /// A chunk was not applied and is to be sent again; one of another step is left to that step.
    mutating func sendAgain(_ chunk: ChunkProgress) {
        guard chunk.step == step else { return }
        retries.append(chunk.number)
        reopen(chunk.recipe)
    }

    /// A chunk was refused as a whole: its jobs are sent in two halves.
    mutating func halve(_ chunk: ChunkProgress, jobs: [Int]) {
        let middle = (jobs.count + 1) / 2
        for part in [jobs.prefix(middle), jobs.dropFirst(middle)] where !part.isEmpty {
            let batch = Batch(recipe: chunk.recipe, jobs: Array(part))
            halves.append(Group(batch: batch, chunk: nil, halfOf: chunk.number))
        }
        reopen(chunk.recipe)
    }

    /// Passes over recipes at the front that have nothing left to send, so that nobody asks them again.
    private mutating func passOver(_ state: RunState) {
        while firstOpen < recipes.count, !hasUnsent(recipes[firstOpen], in: state) { firstOpen += 1 }
    }

    private mutating func reopen(_ recipe: RecipeID) {
        if let place = recipes.firstIndex(of: recipe) { firstOpen = min(firstOpen, place) }
    }

    /// The recipes that may have jobs left, in the order of their first job.
    private var open: ArraySlice<RecipeID> { recipes.elements[firstOpen...] }

    /// Whether the recipe has jobs that are still to be sent, in whatever chunk; none of a recipe that is skipped.
    func hasUnsent(_ recipe: RecipeID, in state: RunState) -> Bool {
        guard state.settings.skipped[recipe] == nil else { return false }
        return fresh.hasJobs(of: recipe) { state.jobs[$0] == .notSent(chunk: nil) }
            || halves.contains { half in
                half.batch.recipe == recipe && half.batch.jobs.contains { state.jobs[$0] == .notSent(chunk: nil) }
            }
            || retries.contains { number in
                guard let chunk = state.chunks[number], chunk.recipe == recipe else { return false }
                return !waiting(chunk, state).isEmpty
            }
    }

    /// The recipes with jobs that are still to be sent, in the order of their first job.
    func unsentRecipes(in state: RunState) -> some Sequence<RecipeID> {
        open.lazy.filter { hasUnsent($0, in: state) }
    }

    /// Whether any job is still to be sent.
    func hasUnsent(in state: RunState) -> Bool { open.contains { hasUnsent($0, in: state) } }

    /// How many requests the recipe's jobs that were never sent take.
    func requestsLeft(of recipe: RecipeID) -> Int { fresh.requestsLeft(of: recipe) }

    private func waiting(_ chunk: ChunkProgress, _ state: RunState) -> [Int] {
        chunk.jobs.filter { state.jobs[$0] == .notSent(chunk: chunk.number) }
    }
}

extension JobProgress {
    /// Whether the job is to be sent, and is in no chunk that is sent again.
    fileprivate var isFirstSending: Bool {
        switch self {
        case .notSent(chunk: nil): true
        case .notSent, .inFlight, .unknown, .enqueued, .refused, .dropped, .held: false
        }
    }
}
