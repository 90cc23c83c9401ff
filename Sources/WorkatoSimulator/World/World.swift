package import Transport

/// A simulated workspace in time: a pure function of its scenario, its seed, and the requests with their times.
///
/// A value: a copy is independent. Time only passes when a request arrives or when `advance(to:)` is called; then
/// everything that is due happens.
package struct World: Sendable {
    /// Everything that really happened so far.
    package internal(set) var ledger = Ledger()

    /// The latest time that the world has reached.
    package internal(set) var now: SimulatedTime

    /// The scenario of the world.
    package let scenario: Scenario

    /// How many repeats were made, by anybody.
    var repeatsMade = 0
    /// The start of the world.
    package let start: SimulatedTime

    let seed: UInt64
    let codec: JobIDCodec
    var jobs: [SimulatedJobRow] = []
    var recipes: [RecipeState] = []
    var recipePlaces: [Int: Int] = [:]
    /// The rows of the jobs that are given one by one.
    var toldJobs: [String: Int] = [:]
    var details: [JobDetail] = []
    var errors: [PreparedError] = [PreparedError(Scenario.ErrorKind())]
    var titles: [Template] = []
    var refusals: [Scenario.Refusal] = []
    var usedTokens: Set<Int> = []
    /// Cached lists, by request.
    var cache: [String: (at: Int64, response: HTTPResponse)] = [:]
    /// Whether the next list counts its rows but does not show them.
    var hidesRows = false
    /// The time before which ended jobs are erased.
    var sweptBefore: Int64 = .min
    var queue = SimulatedEventQueue()
    var desk: FaultInjector
    var limiter: Limiter
    private var arrivals: [Scenario.RequestKind: Int] = [:]

    /// A workspace in its state at `start`.
    package init(scenario: Scenario, seed: UInt64, start: SimulatedTime) {
        self.scenario = scenario
        self.seed = seed
        self.start = start
        now = start
        codec = JobIDCodec(seed: seed, suffix: scenario.behavior.idSuffix)
        desk = FaultInjector(scenario.faults, seed: seed)
        limiter = Limiter(scenario.limits)
        addHistory()
        for (index, scheduled) in scenario.scheduledEvents.enumerated() {
            if case .time(let time) = scheduled.trigger {
                queue.add(.scheduled(index), at: max(milliseconds(time), start.milliseconds))
            }
        }
        advance(to: start)
    }

    /// Takes one request and returns its fate.
    ///
    /// If a request arrives earlier than the one before, both count as simultaneous.
    package mutating func receive(_ request: HTTPRequest, at arrival: SimulatedTime) -> Exchange {
        advance(to: arrival)
        let target = RequestTarget(
            method: request.method.rawValue,
            target: request.target,
            managedUser: scenario.managedUser
        )
        let kind = target.kind
        let (effect, slowedBy) = desk.strike(kind, recipe: target.recipe)
        if case .refuseConnection = effect { return Exchange(fate: .refusedConnection, request: nil) }

        arrivals[kind, default: 0] += 1
        for (index, scheduled) in scenario.scheduledEvents.enumerated() {
            if scheduled.trigger == .request(kind, nth: arrivals[kind, default: 0]) { perform(scheduledEvent: index) }
        }
        let ids = kind == .repeat ? RequestBody.jobIDs(of: request) : nil
        let token = kind == .resume ? RequestBody.resume(of: request) : nil
        let number = ledger.open(
            at: now,
            method: request.method.rawValue,
            target: request.target,
            kind: kind,
            recipe: target.recipe,
            token: token.flatMap { token in scenario.resumeTokens.firstIndex { $0.token == token.token } },
            jobs: ids ?? []
        )
        if let early = limiter.earliness(of: kind, recipe: target.recipe, at: now.milliseconds) {
            ledger.note(.violation(.init(at: now, request: number, kind: kind, early: .milliseconds(early))))
        }
        let message = Message(request: request, target: target, jobIDs: ids, resume: token, number: number)
        let fate = fate(of: message, effect, after: latency(of: kind, number: number) + slowedBy)
        switch fate {
        case .answer(let response, _), .cutAnswer(let response, bodyBytes: _, _):
            ledger.close(number, .answered(response.status))
        case .closed: ledger.close(number, .closed)
        case .silence, .refusedConnection: ledger.close(number, .silence)
        }
        return Exchange(fate: fate, request: number)
    }

    /// Performs the events that are due up to and including `time`; an earlier time changes nothing.
    package mutating func advance(to time: SimulatedTime) {
        while let (at, event) = queue.next(until: time.milliseconds) {
            now = max(now, SimulatedTime(milliseconds: at))
            perform(event)
        }
        now = max(now, time)
    }

    /// The time of the next event that needs no request; nil if there is none.
    package var nextChange: SimulatedTime? { queue.nextTime.map(SimulatedTime.init(milliseconds:)) }

    private mutating func perform(_ event: SimulatedEventQueue.Event) {
        switch event {
        case .end(let job, let status, let error): end(job, status, error)
        case .show(let job): show(job)
        case .apply(.repeatJobs(let recipe, let ids, let request)):
            for id in ids { _ = repeatJob(id, recipe: recipe, by: .client(request: request)) }
        case .apply(.resume(let token, let request, let bytes, let digest)):
            resume(token, request: request, bytes, digest)
        case .scheduled(let index): perform(scheduledEvent: index)
        }
    }

    /// An instant of the scenario in milliseconds since 1970.
    func milliseconds(_ time: Scenario.Time, origin: SimulatedTime? = nil) -> Int64 {
        switch time {
        case .at(let time): time.milliseconds
        case .fromStart(let duration): ((origin ?? start) + duration).milliseconds
        }
    }

    private func latency(of kind: Scenario.RequestKind, number: Int) -> Duration {
        let spread =
            scenario.latency.byKind[kind]
            ?? .init(base: scenario.latency.base, jitter: scenario.latency.jitter)
        guard spread.jitter > .zero else { return spread.base }
        var random = SeededRandom(seed, 0x1A7E, UInt64(number))
        return spread.base + .milliseconds(random.milliseconds(in: .zero...spread.jitter))
    }
}
