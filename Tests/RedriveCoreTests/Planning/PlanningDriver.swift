import RedriveCore
import WorkatoJobs

/// Answers a planning machine from made-up servers until it ends.
struct PlanningDriver {
    enum End {
        case plan(Plan)
        case failure(PlanningError)
        case endless
    }

    var servers: [Int: ListServer]
    var failures: [Int: ReadError] = [:]
    var queries: [ListQuery] = []
    /// What *Get a job* fails with; nil for nothing.
    var detailFailure: ReadError?
    var jobsRead: [String] = []
    var singleJobs: Int { jobsRead.count }
    var mostSideBySide = 0
    /// Whether what was asked for last is answered first.
    var answersLastFirst = false

    mutating func plan(_ runbook: Runbook, withTitles: Bool = false) -> End {
        var machine = PlanningStateMachine(
            runbook: runbook,
            version: "test",
            now: Timestamp(milliseconds: RandomWorld.now),
            simulated: nil,
            withTitles: withTitles
        )
        var effects = machine.begin()
        var waiting: [PlanningEffect] = []
        for _ in 0..<20_000 {
            for effect in effects {
                switch effect {
                case .list, .job: waiting.append(effect)
                case .progress: break
                case .finished(let plan): return .plan(plan)
                case .failed(let failure): return .failure(failure)
                }
            }
            mostSideBySide = max(mostSideBySide, waiting.count)
            guard !waiting.isEmpty else { return .endless }
            switch (answersLastFirst ? waiting.removeLast() : waiting.removeFirst()) {
            case .list(let id, let query): effects = machine.answered(id, list(query))
            case .job(let id, let recipe, let job): effects = machine.answered(id, detail(recipe, job))
            case .progress, .finished, .failed: return .endless
            }
        }
        return .endless
    }

    private mutating func list(_ query: ListQuery) -> ReadReply {
        queries.append(query)
        if let failure = failures[query.recipe.value] { return .failed(failure) }
        if servers[query.recipe.value]?.refuses(query) ?? false { return .failed(.notFound("404 'Not found'")) }
        guard let page = servers[query.recipe.value]?.answer(query) else {
            return .failed(.notFound("404 'Not found'"))
        }
        return .page(page)
    }

    private mutating func detail(_ recipe: RecipeID, _ job: JobID) -> ReadReply {
        jobsRead.append(job.text)
        if let detailFailure { return .failed(detailFailure) }
        if let failure = failures[recipe.value] { return .failed(failure) }
        guard let detail = servers[recipe.value]?.detail(job) else { return .failed(.notFound("404 'Not found'")) }
        return .job(detail)
    }
}
