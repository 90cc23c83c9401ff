package import RedriveCore
package import Transport
package import WorkatoJobs
package import WorkatoSimulator

/// The real planning against the simulated workspace in virtual time; a run can follow on the same workspace.
package struct RehearsedPlanning: Sendable {
    /// How planning came to its end.
    package enum End: Sendable {
        /// With a plan.
        case plan(Plan)
        /// Without.
        case failure(PlanningError)
        /// Neither within the bound on reads.
        case endless
    }

    /// The simulated workspace.
    package private(set) var world: World
    /// The pacing gate; what the run goes on with.
    package private(set) var gate: PacingGate
    /// Virtual time since the start.
    package private(set) var time: Duration = .zero

    private let token: Secret
    private let begin: Timestamp
    private let api = JobsAPI()
    private static let latency: Duration = .milliseconds(40)

    /// Planning that begins now.
    package init(world: World, limits: Limits = .init(), token: Secret, begin: Timestamp) {
        self.world = world
        gate = PacingGate(limits: limits)
        self.token = token
        self.begin = begin
    }

    /// Plans a runbook, one read after another.
    ///
    /// - Parameter readsNames: whether the names of recipes that are listed by id are read as well.
    package mutating func plan(_ runbook: Runbook, readsNames: Bool = false, mostReads: Int = 20_000) -> End {
        var resolution = RecipeResolutionStateMachine(runbook, readsNames: readsNames)
        var action = resolution.begin()
        while case .read(let read) = action { action = resolution.answered(reply(to: read)) }
        if case .failed(let error) = action { return .failure(.recipes(error)) }
        var machine = PlanningStateMachine(
            runbook: resolution.resolved,
            version: "test",
            now: begin + time,
            simulated: nil,
            withTitles: false,
            names: resolution.names
        )
        var open = machine.begin()
        for _ in 0..<mostReads {
            guard !open.isEmpty else { return .endless }
            switch open.removeFirst() {
            case .progress: continue
            case .finished(let plan): return .plan(plan)
            case .failed(let failure): return .failure(failure)
            case .list(let id, let query): open += machine.answered(id, list(query))
            case .job(let id, let recipe, let job): open += machine.answered(id, detail(recipe, job))
            }
        }
        return .endless
    }

    private mutating func reply(to read: RecipeRead) -> ReadReply {
        switch read {
        case .recipes(let query):
            self.read(api.recipes(query), on: .recipes) { .init(RecipesAnswer(reading: $0)) { "\($0): \($1)" } }
        case .recipe(let recipe):
            self.read(api.recipe(recipe), on: .recipes) { .init(RecipeAnswer(reading: $0)) { "\($0): \($1)" } }
        case .folders(let query):
            self.read(api.folders(query), on: .recipes) { .init(FoldersAnswer(reading: $0)) { "\($0): \($1)" } }
        }
    }

    private mutating func list(_ query: ListQuery) -> ReadReply {
        read(api.list(query)) { .init(ListAnswer(reading: $0)) { "\($0): \($1)" } }
    }

    private mutating func detail(_ recipe: RecipeID, _ job: JobID) -> ReadReply {
        read(api.job(recipe, job)) { .init(JobAnswer(reading: $0)) { "\($0): \($1)" } }
    }

    /// Reads until the reading policy has an answer, or has had enough.
    private mutating func read(
        _ request: HTTPRequest,
        on lane: PacingGate.Lane = .reads,
        _ judge: (HTTPResponse) -> ReadStateMachine.Answer
    ) -> ReadReply {
        let request = api.authorized(request, token: token)
        var machine = ReadStateMachine()
        while true {
            while case .wait(let until) = gate.take(lane, at: Instant(sinceZero: time)) { time = until.sinceZero }
            let answer = send(request, judge)
            let now = Moment(instant: Instant(sinceZero: time), wall: begin + time)
            switch machine.answered(answer, jitter: 0.5, at: now) {
            case .done(let reply): return reply
            case .holdLane(let hold): gate.throttled(lane, retryAfter: hold, at: now.instant)
            case .pause(let pause): time += pause
            }
        }
    }

    private mutating func send(
        _ request: HTTPRequest,
        _ judge: (HTTPResponse) -> ReadStateMachine.Answer
    ) -> ReadStateMachine.Answer {
        let exchange = world.receive(request, at: SimulatedTime(milliseconds: (begin + time).milliseconds))
        let (result, after) = exchange.outcome(timeout: .seconds(45))
        time += after + Self.latency
        switch result {
        case .success(let response): return judge(response)
        case .failure(.lost(_, let detail)), .failure(.notSent(_, let detail)): return .failed(detail)
        }
    }
}
