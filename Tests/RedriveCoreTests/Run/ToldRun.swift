import WorkatoJobs

@testable import RedriveCore

/// A whole run that a test tells what happens, with the requests that are out.
///
/// The server may work on a lost request for 40 s, and two looks for settling are 30 s apart.
struct ToldRun {
    var machine: RunStateMachine
    /// The last write request, answered or not; 0 before the first.
    private(set) var write = 0
    /// The page of each recipe that is on its way.
    private(set) var pages: [RecipeID: Int] = [:]

    init(_ plan: Plan, after records: [Record] = [], session: Record.Session? = nil) throws {
        var plan = plan
        plan.header.workspace.serverTimeout = .seconds(40)
        plan.header.workspace.settle = .seconds(30)
        plan.header.workspace.limits.jobsPerRequest = 2
        var state = RunState(plan: plan, planID: "abc")
        for record in records { try state.apply(record, at: FoldSamples.stamp) }
        let next = Record.Session(number: state.sessions.count + 1, host: "h", pid: 1, version: "t")
        machine = RunStateMachine(state: state, options: RunOptions(session: session ?? next))
    }

    var state: RunState { machine.state }

    mutating func tell(_ event: RunEvent, at second: Int = 0) -> [RunEffect] {
        let effects = machine.handle(event, at: RunParts.moment(second))
        for effect in effects {
            switch effect {
            case .list(let request, let query, priority: _): pages[query.recipe] = request
            case .send(let request, _): write = request
            case .append, .job, .listFile, .giveUpReading, .wake, .throttled, .cancelUnsent, .answer, .finish: break
            }
        }
        return effects
    }

    mutating func command(_ command: ControlCommand, at second: Int = 0) -> [RunEffect] {
        tell(.command(GivenCommand(command)), at: second)
    }

    /// The page of a recipe shows these rows, and a further one shows that there are no more.
    ///
    /// - Returns: what the last of them made the run want.
    mutating func show(_ rows: [JobRow] = [], of recipe: RecipeID = 7, at second: Int = 0) -> [RunEffect] {
        var effects: [RunEffect] = []
        var page = JobPage(items: rows, jobScopeCount: rows.count)
        while let request = pages.removeValue(forKey: recipe) {
            effects = tell(.read(request: request, .page(page)), at: second)
            page.items = []
        }
        return effects
    }

    /// The last write request goes out, and all its jobs are enqueued.
    ///
    /// - Returns: what the answer made the run want.
    mutating func enqueue(at second: Int = 0) -> [RunEffect] {
        let request = write
        _ = tell(.sent(request: request), at: second)
        guard let number = machine.lane.outstanding[request], let chunk = state.chunks[number] else { return [] }
        let entries = chunk.jobs.map { position in
            let master = state.plan.jobs[position].master
            return RepeatResult(requested: master, outcome: .enqueued(newJob: JobID(text: "n-\(master)")))
        }
        return tell(.replied(request: request, .answer(.results(RepeatResults(entries: entries)))), at: second)
    }

    /// What goes out among the effects.
    static func sends(_ effects: [RunEffect]) -> [Write] {
        effects.compactMap { if case .send(_, let write) = $0 { write } else { nil } }
    }

    /// The recipes that are looked at among the effects, with their priorities.
    static func lists(_ effects: [RunEffect]) -> [RecipeID: ReadPriority] {
        var lists: [RecipeID: ReadPriority] = [:]
        for case .list(_, let query, let priority) in effects { lists[query.recipe] = priority }
        return lists
    }
}
