import RedriveCore
import Testing
import WorkatoJobs

/// Planning that gets one answer at a time: recipe 11 has six failed jobs, the first four of which were called by jobs of
/// recipes 98 and 99.
struct PlanningCourse {
    /// What the runbook asks for.
    struct Plot: Sendable {
        /// Whether two jobs are named, in place of two recipes.
        var namesJobs = false
        var hasParents = false
        var inspects = false
        /// Jobs that turn out to be tests.
        var tests: [String] = []
        /// Whether nothing is asked for at all.
        var isEmpty = false
        /// The most jobs that are taken.
        var limit: Int?
    }

    var machine: PlanningStateMachine
    /// What was asked for and not answered.
    private(set) var waiting: [PlanningEffect] = []
    private(set) var end: PlanningEffect?
    /// The states before and after each event.
    private(set) var steps: [Step] = []
    private let plot: Plot

    /// Two states that follow each other.
    struct Step: Hashable {
        var before: String
        var after: String
    }

    init(_ plot: Plot) {
        self.plot = plot
        let selection = PlanningRulesTests.selection { selection in
            if plot.namesJobs {
                let jobs = ["j-m4", "j-m5"].map { JobQuery.ListedJob(recipe: 11, job: JobID(text: $0), place: "a:1") }
                selection.query.source = .jobs(jobs)
            } else {
                selection.query.source = .recipes([11, 12])
            }
            selection.inspect = plot.inspects ? .all : .none
            selection.query.limit = plot.limit
        }
        machine = PlanningStateMachine(
            runbook: PlanningRulesTests.runbook(plot.isEmpty ? [] : [selection]),
            version: "test",
            now: Timestamp(milliseconds: PlanningRulesTests.now),
            simulated: nil,
            withTitles: false
        )
    }

    var state: String { stateName(of: machine) }

    /// Tells the machine something, and keeps what it wants.
    @discardableResult
    mutating func send(_ event: (inout PlanningStateMachine) -> [PlanningEffect]) -> [PlanningEffect] {
        let before = state
        let effects = event(&machine)
        steps.append(Step(before: before, after: state))
        for effect in effects {
            switch effect {
            case .list, .job: waiting.append(effect)
            case .progress: break
            case .finished, .failed: end = effect
            }
        }
        return effects
    }

    mutating func begin() { send { $0.begin() } }

    /// Answers what was asked for last, or under the first id where nothing is; with what the servers have where `answer`
    /// is nil.
    @discardableResult
    mutating func answer(_ answer: ReadReply? = nil) -> [PlanningEffect] {
        switch waiting.popLast() {
        case .list(let id, let query): send { [plot] in $0.answered(id, answer ?? .page(Self.page(query, plot))) }
        case .job(let id, _, let job): send { [plot] in $0.answered(id, answer ?? .job(Self.job(job, plot))) }
        case .progress, .finished, .failed, nil: send { $0.answered(1, answer ?? .page(JobPage(items: []))) }
        }
    }

    /// Answers until the machine is in a state and has asked for a page or a job last; false where it never does.
    mutating func advance(to state: String, asking kind: PlanningEffect.Kind) -> Bool {
        while end == nil, !waiting.isEmpty {
            if self.state == state, waiting.last?.kind == kind { return true }
            answer()
        }
        return false
    }

    /// Answers all that is asked for.
    mutating func finish() { while !waiting.isEmpty, end == nil { answer() } }

    /// The plan; nil where there is none.
    var plan: Plan? {
        if case .finished(let plan) = end { plan } else { nil }
    }

    static func page(_ query: ListQuery, _ plot: Plot = Plot()) -> JobPage {
        guard query.recipe == 11, !query.rerunOnly else { return JobPage(items: []) }
        let rows = (0..<6).map { row("j-m\($0)", caller: plot.hasParents && $0 < 4 ? $0 : nil) }
        return JobPage(items: rows, jobScopeCount: 6, jobCount: 6, jobFailedCount: 6)
    }

    static func job(_ job: JobID, _ plot: Plot = Plot()) -> JobDetail {
        var row = row(job.text, caller: nil)
        row.isTest = plot.tests.contains(job.text)
        return JobDetail(row: row)
    }

    private static func row(_ name: String, caller: Int?) -> JobRow {
        let end = Timestamp(milliseconds: PlanningRulesTests.now - 600_000)
        return JobRow(
            id: JobID(text: name),
            status: .failed,
            startedAt: end - .seconds(1),
            completedAt: end,
            title: "t",
            error: "no",
            rootRecipeID: caller.map { $0 < 2 ? 98 : 99 },
            rootJobID: caller.map { JobID(text: "j-p\($0)") }
        )
    }
}

extension PlanningEffect {
    /// What a read asks for.
    enum Kind: String, Codable, Sendable { case page, job, nothing }

    var kind: Kind {
        switch self {
        case .list: .page
        case .job: .job
        case .progress, .finished, .failed: .nothing
        }
    }
}
