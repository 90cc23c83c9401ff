import RedriveCore
import RedriveTestSupport
import Transport
import WorkatoJobs
import WorkatoSimulator

/// A run made by hand: requests that really reach a workspace, and records that say anything.
struct Cheat {
    var plan = ReferenceWorld("cheat", jobs: 30, recipes: 1).plan
    var circumstances = RunChecker.Circumstances()
    var world: World
    var records: [(record: Record, at: Timestamp)] = []
    let recipe: RecipeID

    /// - Parameter happenings: what others do to the workspace.
    init(happenings: [Scenario.ScheduledEvent] = []) throws {
        let reference = ReferenceWorld("cheat", jobs: 30, recipes: 1)
        recipe = 100
        let start = SimulatedTime(milliseconds: SeededWorld.begin.milliseconds)
        var scenario = reference.scenario
        scenario.limits.jobsPerRequest = 100
        scenario.limits.repeats = nil
        scenario.limits.other = nil
        scenario.scheduledEvents = happenings
        world = World(scenario: scenario, seed: 1, start: start)
    }

    func master(_ number: Int) -> JobID { JobID(text: "j-100-\(number)") }

    mutating func record(_ record: Record, at milliseconds: Int = 0) {
        records.append((record, SeededWorld.begin + .milliseconds(milliseconds)))
    }

    mutating func intend(_ chunk: Int, _ numbers: [Int], attempt: Int = 1, step: Int = 0, at milliseconds: Int = 0) {
        let masters = numbers.map(master)
        let intent = Record.Intent(
            chunk: chunk,
            tryNumber: attempt,
            step: step,
            recipe: recipe,
            masters: masters,
            known: [:]
        )
        record(.intent(intent), at: milliseconds)
    }

    /// Sends, and gives the new ids by the position in the request.
    mutating func send(_ masters: [JobID], at milliseconds: Int = 0) -> [JobID] {
        let api = JobsAPI()
        let request = api.authorized(api.repeatJobs(recipe, masters), token: Secret(SeededWorld.token))
        let before = world.ledger.enqueued.count
        _ = world.receive(request, at: time(milliseconds))
        return world.ledger.enqueued[before...].map { JobID(text: $0.job) }
    }

    mutating func read(at milliseconds: Int) {
        let api = JobsAPI()
        _ = world.receive(
            api.authorized(api.list(.init(recipe: recipe)), token: Secret(SeededWorld.token)),
            at: time(milliseconds)
        )
    }

    private func time(_ milliseconds: Int) -> SimulatedTime {
        SimulatedTime(milliseconds: (SeededWorld.begin + .milliseconds(milliseconds)).milliseconds)
    }

    /// An honest request and what it came to.
    mutating func honest(_ chunk: Int, _ numbers: [Int], step: Int = 0, at milliseconds: Int = 0) {
        intend(chunk, numbers, step: step, at: milliseconds)
        let new = send(numbers.map(master), at: milliseconds + 20)
        let jobs = zip(numbers, new).map { Record.Answered.Job(master: master($0), enqueued: true, new: $1) }
        record(.answered(.init(chunk: chunk, tryNumber: 1, jobs: jobs)), at: milliseconds + 40)
    }

    func findings(
        finished: Bool = false,
        mayResend: Bool = false,
        totals: RunTotals? = nil
    ) -> Set<RunChecker.Promise> {
        var circumstances = circumstances
        circumstances.mayResend = mayResend
        let checker = RunChecker(plan: plan, ledger: world.ledger, records: records, circumstances: circumstances)
        return Set(checker.findings(finished: finished, totals: totals).map(\.promise))
    }

    /// The workspace's scenario, with repeats that fail.
    func failing() -> Scenario {
        var scenario = world.scenario
        scenario.repeats = .always(.failSame, after: .seconds(1) ... .seconds(2))
        return scenario
    }

    /// A process begins.
    mutating func begin(_ number: Int = 1, at milliseconds: Int = 0) {
        record(.session(.init(number: number, host: "h", pid: number, version: "t")), at: milliseconds)
    }

    /// A request whose answer is lost, and that takes effect all the same.
    mutating func lose(_ chunk: Int, _ numbers: [Int], attempt: Int = 1, at milliseconds: Int) {
        intend(chunk, numbers, attempt: attempt, at: milliseconds)
        _ = send(numbers.map(master), at: milliseconds + 20)
        record(.lost(.init(chunk: chunk, tryNumber: attempt, why: "closed")), at: milliseconds + 40)
    }

    /// The repeat of a job has appeared in a list, so late after its answer.
    mutating func witness(_ number: Int, delay: Int = 1, at milliseconds: Int) {
        let new = world.ledger.enqueued.last { $0.master == master(number).text }?.job ?? ""
        record(.witnessed(.init(recipe: recipe, new: JobID(text: new), delay: delay)), at: milliseconds)
    }

    /// What a recipe's repeats came to.
    mutating func outcome(_ numbers: [Int], _ outcome: Outcome, _ signature: String? = nil, at milliseconds: Int) {
        let jobs = numbers.map { number in
            let new = world.ledger.enqueued.last { $0.master == master(number).text }?.job ?? ""
            return Record.Outcomes.Job(
                master: master(number),
                new: JobID(text: new),
                outcome: outcome,
                signatureAfter: signature
            )
        }
        record(.outcomes(.init(recipe: recipe, jobs: jobs)), at: milliseconds)
    }
}
