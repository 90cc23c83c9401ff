import RedriveCore
import WorkatoJobs

/// What child tasks tell the shell.
enum ShellEvent: Sendable {
    /// An event for the run.
    case run(RunEvent)
    /// A timer came to its end; one that was replaced since means nothing.
    case woke(timer: Int)
    /// A person or a signal has given a command.
    case command(GivenCommand)
    /// A person has given a command and waits for an answer.
    case control(ControlledCommand)
    /// A repeat could not even wait for its turn, since the shared pacing failed; it was not sent.
    case repeatFailed(request: Int, FileError)
    /// The same of a read.
    case readFailed(request: Int, FileError)
}

/// The machine of a run with what is open on its behalf; owned by one task.
struct RunShell {
    private(set) var machine: RunStateMachine
    private(set) var journal: JournalFile

    /// Written down before the first intent; nil if it has been, or need not be.
    private var planRun: PlanRun?
    private let client: WorkspaceClient
    private let clock: any TimeSource
    private let directory: StateDirectory?
    private let register: RunRegister?
    private let feed: AsyncStream<ShellEvent>.Continuation
    private let progress: @Sendable (Record, RunState, Moment) -> Void

    /// Repeats that wait for their turn.
    private var unsent: [Int: CancellationToken] = [:]
    /// Reads that are not answered yet.
    private var reads: [Int: CancellationToken] = [:]
    /// The file of the list that is being made.
    private let listFile: ListFile
    private var timer: (number: Int, cancellation: CancellationToken)?
    /// Who waits for answers to commands.
    private var askers: [Int: @Sendable (ControlAnswer) -> Void] = [:]
    private var asked = 0
    /// Why the run is being stopped; thrown once nothing is in flight.
    private var failure: FileError?

    init(
        machine: RunStateMachine,
        journal: JournalFile,
        planRun: PlanRun?,
        client: WorkspaceClient,
        clock: any TimeSource,
        directory: StateDirectory?,
        register: RunRegister?,
        fileSystem: any FileSystem,
        feed: AsyncStream<ShellEvent>.Continuation,
        progress: @escaping @Sendable (Record, RunState, Moment) -> Void
    ) {
        self.machine = machine
        self.journal = journal
        self.planRun = planRun
        self.client = client
        self.clock = clock
        self.directory = directory
        self.register = register
        listFile = ListFile(fileSystem)
        self.feed = feed
        self.progress = progress
    }

    /// The first event.
    ///
    /// - Returns: how the process' work ended if it has.
    /// - Throws: where a record could not be made durable; nothing after it was done, and nothing more may be.
    mutating func begin(_ group: inout DiscardingTaskGroup) throws(FileError) -> Runner.Ending? {
        try perform(.begin, &group)
    }

    /// Takes one event in and does what follows; as `begin`.
    mutating func handle(
        _ event: ShellEvent,
        _ group: inout DiscardingTaskGroup
    ) throws(FileError) -> Runner.Ending? {
        switch event {
        case .run(let event):
            if case .sent(let request) = event { unsent[request] = nil }
            if case .read(let request, _) = event { reads[request] = nil }
            return try perform(event, &group)
        case .woke(let number):
            guard timer?.number == number else { return nil }
            return try perform(.woke, &group)
        case .command(let given):
            guard given.command == .leave else { return try perform(.command(given), &group) }
            // Who wants to leave is not kept by a file that cannot be written.
            _ = try? perform(.command(given), &group)
            return .left
        case .control(let command):
            asked += 1
            askers[asked] = command.answer
            return try perform(.command(command.given, answering: asked), &group)
        case .repeatFailed(let request, let failure):
            return try stop(failure, .replied(request: request, .cancelled), &group)
        case .readFailed(let request, let failure):
            return try stop(failure, .read(request: request, .failed(.unreachable(failure.description))), &group)
        }
    }

    private mutating func stop(
        _ failure: FileError,
        _ event: RunEvent,
        _ group: inout DiscardingTaskGroup
    ) throws(FileError) -> Runner.Ending? {
        self.failure = self.failure ?? failure
        if let ending = try perform(.fail, &group) { return ending }
        return try perform(event, &group)
    }

    private mutating func perform(
        _ event: RunEvent,
        _ group: inout DiscardingTaskGroup
    ) throws(FileError) -> Runner.Ending? {
        let now = clock.now()
        if case .replied(let request, _) = event { unsent[request] = nil }
        let effects = machine.handle(event, at: now)
        client.pacing.setOutcomeShare(machine.outcomeShare)
        for effect in effects {
            switch effect {
            case .append(let record):
                try append(record, at: now)
            case .send(let request, let write):
                send(request, write, &group)
            case .list(let request, let query, let priority):
                read(request, &group) { [client, feed] () async throws(SharedPacing.PacingError) in
                    try await client.list(query, priority: priority) { feed.yield(.run(.readsThrottled(1))) }
                }
            case .job(let request, let recipe, let job, let priority):
                read(request, &group) { [client] () async throws(SharedPacing.PacingError) in
                    try await client.job(recipe, job, priority: priority)
                }
            case .listFile(let effect): try listFile.perform(effect)
            case .giveUpReading(let request): reads.removeValue(forKey: request)?.cancel()
            case .wake(let instant):
                wake(at: instant, &group)
            case .throttled(let lane, let delay):
                throttled(lane, holdFor: delay, &group)
            case .cancelUnsent:
                for cancellation in unsent.values { cancellation.cancel() }
            case .answer(let asker, let answer): askers.removeValue(forKey: asker)?(answer)
            case .finish(let ending):
                if let failure { throw failure }
                return .ended(ending)
            }
        }
        return nil
    }

    private mutating func append(_ record: Record, at now: Moment) throws(FileError) {
        if record.isIntent, let run = planRun {
            try directory?.record(run)
            planRun = nil
        }
        try journal.append(record, at: now.wall)
        try register?.note(lines: journal.lines)
        progress(record, machine.state, now)
    }

    private mutating func send(
        _ request: Int,
        _ write: Write,
        _ group: inout DiscardingTaskGroup
    ) {
        let cancellation = CancellationToken()
        unsent[request] = cancellation
        group.addTask { [client, feed] in
            do throws(SharedPacing.PacingError) {
                let reply = try await client.send(write, cancellation: cancellation) {
                    feed.yield(.run(.sent(request: request)))
                }
                feed.yield(.run(.replied(request: request, reply)))
            } catch {
                switch error {
                case .cancelled: break
                case .file(let failure): feed.yield(.repeatFailed(request: request, failure))
                }
            }
        }
    }

    private mutating func read(
        _ request: Int,
        _ group: inout DiscardingTaskGroup,
        _ reading: @escaping @Sendable () async throws(SharedPacing.PacingError) -> ReadReply
    ) {
        let cancellation = CancellationToken()
        reads[request] = cancellation
        group.addTask { [feed] in
            let event = await cancellation.unlessCancelled { () async -> ShellEvent? in
                do throws(SharedPacing.PacingError) {
                    return .run(.read(request: request, try await reading()))
                } catch {
                    switch error {
                    case .cancelled: return nil
                    case .file(let failure): return .readFailed(request: request, failure)
                    }
                }
            }
            if let event = event ?? nil { feed.yield(event) }
        }
    }

    private mutating func wake(at instant: Instant, _ group: inout DiscardingTaskGroup) {
        timer?.cancellation.cancel()
        let number = (timer?.number ?? 0) + 1
        let cancellation = CancellationToken()
        timer = (number, cancellation)
        group.addTask { [clock, feed] in
            let woke = await cancellation.unlessCancelled { (try? await clock.sleep(until: instant)) != nil }
            if woke == true { feed.yield(.woke(timer: number)) }
        }
    }

    /// The gate holds the lane as long as the machine itself waits: the next request is held by both.
    private func throttled(_ lane: PacingGate.Lane, holdFor delay: Duration, _ group: inout DiscardingTaskGroup) {
        group.addTask { [client] in
            _ = try? await client.pacing.throttled(lane, holdFor: delay)
        }
    }
}
