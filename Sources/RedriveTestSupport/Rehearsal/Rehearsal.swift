package import RedriveCore
import RedriveEngine
package import Transport
package import WorkatoJobs
package import WorkatoSimulator

/// The real machines against the simulated workspace in virtual time: one seed, one schedule, no sleeping.
///
/// It stands in for the engine: it executes effects in order, keeps the durable records, asks the pacing gate, tries reads
/// again, and can be killed after any operation and resumed from what was durable.
package struct Rehearsal: Sendable {
    private enum Event: Sendable {
        case wake(Int)
        case command(process: Int, GivenCommand)
        case takeTurn(process: Int, request: Int)
        case arrive(process: Int, request: Int, HTTPRequest, sentAt: Duration)
        case repeatAnswered(process: Int, request: Int, WriteReply, sentAt: Duration)
        case takeReadTurn(process: Int, request: Int)
        case readAnswered(process: Int, request: Int, ReadStateMachine.Answer)
        case interrupt(process: Int)
        case setClock(by: Duration)
    }

    private struct OpenRead: Sendable {
        /// What is read.
        enum Target: Sendable {
            case list(ListQuery)
            case job(RecipeID, JobID)
        }

        var target: Target
        var machine = ReadStateMachine()
    }

    /// The simulated workspace.
    package private(set) var world: World
    /// The records that are durable, with their stamps, which follow the date of the machine.
    package private(set) var records: [(record: Record, at: Timestamp)] = []
    /// The same with the time at which they were really written, for who compares them with the workspace's ledger.
    package private(set) var history: [(record: Record, at: Timestamp)] = []
    /// Appends, sendings and answers so far.
    package private(set) var operations = 0
    /// Virtual time since the start.
    package private(set) var time: Duration = .zero

    /// Repeats of open jobs that the whole list shows, and that a look which has read only what is new has missed.
    package private(set) var missedByLooks: [String] = []
    /// How many looks were compared with the whole list.
    package private(set) var comparedLooks = 0
    /// Whether each look that is evidence and has read only what is new is compared with the whole list as it was when it began.
    package var comparesLooks = false
    private var shadow = LookShadow()

    private let plan: Plan
    private let planID: String
    private let token: Secret
    /// What is sent for each of the plan's tokens.
    private let tokens: [(token: Secret, data: ResumeData?)]
    private let wallZero: Timestamp
    /// How far the date of the machine is off.
    private var wallError: Duration = .zero
    private let latency: Duration
    private let api: JobsAPI
    private var gate: PacingGate
    private var queue = EventQueue<Event>()
    private var process = 0
    private var waiting: [Int: Write] = [:]
    private var reads: [Int: OpenRead] = [:]
    /// The files of lists that have their names, by path.
    package private(set) var listFiles: [String: [UInt8]] = [:]
    private var openList: (path: String, bytes: [UInt8])?
    private var wakeNumber = 0
    private var machine: RunStateMachine?

    /// A rehearsal of a plan.
    ///
    /// - Parameters:
    ///   - latency: from this machine to the server, one way.
    ///   - gate: the pacing gate as planning has left it, on the virtual clock.
    ///   - startsAfter: the virtual time that planning took.
    package init(
        world: World,
        plan: Plan,
        planID: String,
        token: Secret,
        tokens: [(token: Secret, data: ResumeData?)] = [],
        begin: Timestamp,
        latency: Duration = .milliseconds(20),
        gate: PacingGate? = nil,
        startsAfter: Duration = .zero
    ) {
        self.world = world
        self.plan = plan
        self.planID = planID
        api = JobsAPI(managedUser: plan.header.workspace.managedUser)
        self.token = token
        self.tokens = tokens
        wallZero = begin
        self.latency = latency
        self.gate = gate ?? PacingGate(limits: plan.header.workspace.limits)
        time = startsAfter
    }

    /// The fold of the durable records.
    package func state() throws(RecordError) -> RunState {
        var state = RunState(plan: plan, planID: planID)
        for entry in records { try state.apply(entry.record, at: entry.at) }
        return state
    }

    /// Runs one process to its end, or to where it is killed.
    package mutating func run(seed: UInt64, kill: Kill? = nil) throws(RecordError) -> End {
        var process = Process(seed: seed)
        process.kill = kill
        return try run(process)
    }

    /// Runs one process to its end, or to where it is killed.
    ///
    /// - Parameter mostEvents: the bound on events; a process that has not ended after them never will.
    package mutating func run(_ asked: Process, mostEvents: Int = 200_000) throws(RecordError) -> End {
        process += 1
        wakeNumber += 1
        waiting = [:]
        reads = [:]
        openList = nil
        let state = try state()
        let session = Record.Session(
            number: state.sessions.count + 1,
            host: "rehearsal",
            pid: process,
            version: "test",
            onUnknown: asked.onUnknown,
            only: asked.only,
            maxDrift: asked.maxDrift
        )
        let options = RunOptions(
            session: session,
            maxDuration: asked.maxDuration,
            releases: asked.releases,
            seed: asked.seed
        )
        let kill = asked.kill
        machine = RunStateMachine(state: state, options: options)
        if let interruptAfter = asked.interruptAfter {
            queue.add(.interrupt(process: process), at: time + interruptAfter)
        }
        for command in asked.commands {
            queue.add(.command(process: process, command.given), at: time + command.after)
        }
        if let jump = asked.clockJump { queue.add(.setClock(by: jump.by), at: time + jump.after) }
        let first = operations
        if let end = perform(.begin, kill: kill, from: first) { return end }
        for _ in 0..<mostEvents {
            guard let (at, event) = queue.next() else { return .endless }
            time = max(time, at)
            if let end = handle(event, kill: kill, from: first) { return end }
        }
        return .endless
    }

    /// Lets time pass between two processes; requests that were sent still arrive.
    package mutating func wait(_ duration: Duration) {
        let until = time + duration
        process += 1
        machine = nil
        while let next = queue.nextTime, next <= until, let (at, event) = queue.next() {
            time = max(time, at)
            _ = handle(event, kill: nil, from: operations)
        }
        time = until
    }

    private var now: Moment { Moment(instant: Instant(sinceZero: time), wall: wallZero + time + wallError) }

    private mutating func handle(_ event: Event, kill: Kill?, from first: Int) -> End? {
        switch event {
        case .wake(let number):
            return number == wakeNumber ? perform(.woke, kill: kill, from: first) : nil
        case .interrupt(let owner):
            return owner == process ? perform(.command(GivenCommand(.stop)), kill: kill, from: first) : nil
        case .command(let owner, let given):
            return owner == process ? perform(.command(given), kill: kill, from: first) : nil
        case .setClock(let change):
            wallError += change
            return nil
        case .takeTurn(let owner, let request):
            guard owner == process, let wanted = waiting[request] else { return nil }
            switch gate.take(wanted.lane, at: now.instant) {
            case .wait(let until):
                queue.add(event, at: until.sinceZero)
                return nil
            case .granted:
                waiting[request] = nil
                operations += 1
                if let kill, operations - first >= kill.afterOperations, kill.losesAppend { return .killed }
                send(request, wanted)
                if let kill, operations - first >= kill.afterOperations { return .killed }
                return perform(.sent(request: request), kill: kill, from: first)
            }
        case .arrive(let owner, let request, let message, let sentAt):
            let exchange = world.receive(message, at: simulated(time))
            let (reply, at) = reply(to: exchange, of: message, sentAt: sentAt)
            queue.add(.repeatAnswered(process: owner, request: request, reply, sentAt: sentAt), at: at)
            return nil
        case .repeatAnswered(let owner, let request, let reply, let sentAt):
            guard owner == process else { return nil }
            if case .answer(let answer) = reply {
                let left = Instant(sinceZero: sentAt)
                gate.answered(.repeats, sentAt: left, isRefused: answer.isThrottled, at: now.instant)
            }
            operations += 1
            if let kill, operations - first >= kill.afterOperations { return .killed }
            return perform(.replied(request: request, reply), kill: kill, from: first)
        case .takeReadTurn(let owner, let request):
            guard owner == process, let read = reads[request] else { return nil }
            switch gate.take(.reads, at: now.instant) {
            case .wait(let until): queue.add(event, at: until.sinceZero)
            case .granted:
                let (result, at) = answer(to: read.target)
                queue.add(.readAnswered(process: owner, request: request, result), at: at)
            }
            return nil
        case .readAnswered(let owner, let request, let result):
            guard owner == process else { return nil }
            operations += 1
            if let kill, operations - first >= kill.afterOperations { return .killed }
            return readAnswered(request, result, kill: kill, from: first)
        }
    }

    /// Hands an event to the run and carries out what it wants.
    private mutating func perform(_ event: RunEvent, kill: Kill?, from first: Int) -> End? {
        guard var run = machine else { return .killed }
        machine = nil
        let effects = run.handle(event, at: now)
        machine = run
        if comparesLooks, let missed = shadow.compare(run, api: api, token: token, start: wallZero) {
            comparedLooks += 1
            missedByLooks += missed
        }
        var cancelled: [Int] = []
        for effect in effects {
            switch effect {
            case .append(let record):
                operations += 1
                let dies = kill.map { operations - first >= $0.afterOperations } ?? false
                if !dies || !(kill?.losesAppend ?? false) {
                    records.append((record, now.wall))
                    history.append((record, wallZero + time))
                }
                if dies {
                    sendWhatMayGo()
                    return .killed
                }
            case .send(let request, let write):
                waiting[request] = write
                queue.add(.takeTurn(process: process, request: request), at: time)
            case .list(let request, let query, priority: _):
                if comparesLooks, query.offset == nil { shadow.looks(at: query.recipe, world, time) }
                reads[request] = OpenRead(target: .list(query))
                queue.add(.takeReadTurn(process: process, request: request), at: time)
            case .job(let request, let recipe, let job, priority: _):
                reads[request] = OpenRead(target: .job(recipe, job))
                queue.add(.takeReadTurn(process: process, request: request), at: time)
            case .listFile(let effect): if let end = keep(effect, kill: kill, from: first) { return end }
            case .giveUpReading(let request): reads[request] = nil
            case .wake(let at):
                wakeNumber += 1
                queue.add(.wake(wakeNumber), at: max(at.sinceZero, time))
            case .throttled(let lane, let hold): gate.throttled(lane, retryAfter: hold, at: now.instant)
            case .cancelUnsent:
                cancelled += waiting.keys.sorted()
                waiting = [:]
            case .answer: break
            case .finish(let ending): return .ended(ending)
            }
        }
        for request in cancelled {
            if let end = perform(.replied(request: request, .cancelled), kill: kill, from: first) { return end }
        }
        return nil
    }

    /// Does what a step wants with the file of its list; a process that is killed leaves nothing of one without a name.
    private mutating func keep(_ effect: ListFileEffect, kill: Kill?, from first: Int) -> End? {
        switch effect {
        case .open(let path, let replacing):
            let isTaken = listFiles[path].map { bytes in
                switch replacing {
                case .none: true
                case .own(let digest): Self.digest(of: bytes) != digest
                case .any: false
                }
            }
            precondition(isTaken != true, "the file '\(path)' would be replaced")
            openList = (path, [])
        case .append(let bytes): openList?.bytes += bytes
        case .close:
            operations += 1
            let dies = kill.map { operations - first >= $0.afterOperations } ?? false
            if dies, kill?.losesAppend ?? false { return .killed }
            if let complete = openList { listFiles[complete.path] = complete.bytes }
            openList = nil
            if dies { return .killed }
        case .abandon: openList = nil
        }
        return nil
    }

    private static func digest(of bytes: [UInt8]) -> String { ListDigest.hex(of: bytes) }

    /// What an earlier effect has begun goes on while a record is written: a request that may go is on its way by then.
    private mutating func sendWhatMayGo() {
        for request in waiting.keys.sorted() {
            guard let wanted = waiting[request], case .granted = gate.take(wanted.lane, at: now.instant) else {
                continue
            }
            send(request, wanted)
        }
    }

    private mutating func send(_ request: Int, _ write: Write) {
        let unsigned =
            switch write {
            case .repeatJobs(let recipe, let masters): api.repeatJobs(recipe, masters)
            case .resumeJob(let row): api.resumeJob(token: tokens[row].token, data: tokens[row].data)
            }
        let message = api.authorized(unsigned, token: token)
        queue.add(.arrive(process: process, request: request, message, sentAt: time), at: time + latency)
    }

    private mutating func readAnswered(
        _ request: Int,
        _ answer: ReadStateMachine.Answer,
        kill: Kill?,
        from first: Int
    ) -> End? {
        guard var read = reads[request] else { return nil }
        let action = read.machine.answered(answer, jitter: 0.5, at: now)
        reads[request] = read
        if case .throttled = answer, let end = perform(.readsThrottled(1), kill: kill, from: first) { return end }
        switch action {
        case .holdLane(let hold):
            gate.throttled(.reads, retryAfter: hold, at: now.instant)
            queue.add(.takeReadTurn(process: process, request: request), at: time + hold)
            return nil
        case .pause(let pause):
            queue.add(.takeReadTurn(process: process, request: request), at: time + pause)
            return nil
        case .done(let reply):
            reads[request] = nil
            return perform(.read(request: request, reply), kill: kill, from: first)
        }
    }

    private func reply(to exchange: Exchange, of message: HTTPRequest, sentAt: Duration) -> (WriteReply, Duration) {
        let giveUp = sentAt + max(.seconds(45), plan.header.workspace.serverTimeout + .seconds(5))
        let (result, after) = exchange.outcome(timeout: giveUp - time - latency)
        let reply: WriteReply =
            switch result {
            case .success(let response) where message.target.hasSuffix("/job/resume"):
                .resume(ResumeAnswer(reading: response))
            case .success(let response): .answer(RepeatAnswer(reading: response))
            case .failure(.lost(let reason, let detail)): .lost(LostCause(reason), detail)
            case .failure(.notSent(let reason, let detail)): .notSent(NotSentCause(reason), detail)
            }
        return (reply, time + after + latency)
    }

    private mutating func answer(to target: OpenRead.Target) -> (ReadStateMachine.Answer, Duration) {
        let request =
            switch target {
            case .list(let query): api.list(query)
            case .job(let recipe, let job): api.job(recipe, job)
            }
        let exchange = world.receive(api.authorized(request, token: token), at: simulated(time))
        let (result, after) = exchange.outcome(timeout: .seconds(45))
        let answer: ReadStateMachine.Answer =
            switch result {
            case .success(let response):
                switch target {
                case .list: .init(ListAnswer(reading: response)) { "\($0): \($1)" }
                case .job: .init(JobAnswer(reading: response)) { "\($0): \($1)" }
                }
            case .failure(.lost(_, let detail)), .failure(.notSent(_, let detail)): .failed(detail)
            }
        return (answer, time + after + latency * 2)
    }

    private func simulated(_ time: Duration) -> SimulatedTime {
        SimulatedTime(milliseconds: (wallZero + time).milliseconds)
    }
}
