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
    /// Jobs that were admitted and never sent.
    private var fresh: Batches
    /// Jobs that were never sent when the queue was made, until a rollout has taken them.
    private var neverSent: [Int] = []
    /// Chunks to be sent again, in the order they came back.
    private var retries: [Int] = []
    private var halves: [Group] = []
    /// Whether the step bounds how many repeats of a recipe may run at once.
    private let hasBound: Bool
    /// The recipes before this place have nothing left to send.
    private var firstOpen = 0

    /// What an earlier process, and the plan, have left to send in a step.
    ///
    /// - Parameter admitsAll: whether jobs that were never sent may be sent at once; if not, a rollout takes them and admits them.
    init(step: Int, in state: RunState, admitsAll: Bool = true) {
        self.step = step
        hasBound = state.plan.header.steps[step].conduct.maxPending != nil
        let jobs = state.plan.jobs.indices.lazy.filter { state.plan.jobs[$0].step == step }
        recipes = OrderedSet(jobs.map { state.plan.jobs[$0].recipe })
        fresh = Batches([], of: state.plan, size: state.plan.jobsPerRequest(ofStep: step))
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
        neverSent = jobs.filter { !taken.contains($0) && state.jobs[$0].isFirstSending }
        if admitsAll { fresh.add(takeNeverSent(), of: state.plan) }
        passOver(state)
    }

    /// Jobs may be sent from here on; behind those that were admitted before.
    mutating func admit(_ jobs: [Int], in state: RunState) {
        fresh.add(jobs, of: state.plan)
        for recipe in OrderedSet(jobs.lazy.map { state.plan.jobs[$0].recipe }) { reopen(recipe) }
    }

    /// Gives up the jobs that were never sent, in the plan's order, for a rollout that admits them.
    mutating func takeNeverSent() -> [Int] {
        defer { neverSent = [] }
        return neverSent
    }

    /// Takes the next request.
    ///
    /// - Parameter room: how many jobs of a recipe may be sent now.
    /// - Returns: nil if nothing is left, or nothing of a recipe that may be sent to.
    mutating func next(_ state: RunState, room: (RecipeID) -> Int) -> Group? {
        passOver(state)
        for (place, number) in retries.enumerated() {
            guard let chunk = state.chunks[number], case let room = room(chunk.recipe), room > 0 else { continue }
            let jobs = waiting(chunk, state)
            guard !jobs.isEmpty, jobs.count <= room else { continue }
            retries.remove(at: place)
            return Group(batch: Batch(recipe: chunk.recipe, jobs: jobs), chunk: number, halfOf: nil)
        }
        for (place, half) in halves.enumerated() {
            guard case let room = room(half.batch.recipe), room > 0 else { continue }
            let jobs = half.batch.jobs.filter { state.jobs[$0] == .notSent(chunk: nil) }
            guard !jobs.isEmpty, jobs.count <= room else { continue }
            halves.remove(at: place)
            return Group(batch: Batch(recipe: half.batch.recipe, jobs: jobs), chunk: nil, halfOf: half.halfOf)
        }
        // Full requests first; where there is only little room, what fits goes, rather than no request.
        let isOpen = { state.jobs[$0] == .notSent(chunk: nil) }
        var batch = fresh.next(room: room, allowsPart: false, where: isOpen)
        if batch == nil, hasBound { batch = fresh.next(room: room, allowsPart: true, where: isOpen) }
        return batch.map { Group(batch: $0, chunk: nil, halfOf: nil) }
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

    /// How many jobs of the recipe the smallest request has that can be made now; 1 if it has none.
    func smallestRequest(of recipe: RecipeID, in state: RunState) -> Int {
        guard !fresh.hasJobs(of: recipe, where: { state.jobs[$0] == .notSent(chunk: nil) }) else { return 1 }
        let again = retries.compactMap { state.chunks[$0] }.filter { $0.recipe == recipe }.map {
            waiting($0, state).count
        }
        let halved = halves.filter { $0.batch.recipe == recipe }
            .map { half in half.batch.jobs.count { state.jobs[$0] == .notSent(chunk: nil) } }
        return (again + halved).filter { $0 > 0 }.min() ?? 1
    }

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
