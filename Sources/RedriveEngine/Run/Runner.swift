package import RedriveCore
import WorkatoJobs

/// Carries a run out: hands events to its machine and does what the machine wants, in that order.
///
/// One task owns the machine and the journal. Child tasks wait, send and read, and only send events back.
package struct Runner: Sendable {
    /// How a process' work on a run ended.
    package enum Ending: Sendable, Hashable {
        /// By itself; recorded.
        case ended(RunEnding)
        /// A person insisted on leaving at once; requests may be in flight, and the state file says so.
        case left
    }

    /// What a process leaves.
    package struct Outcome: Sendable {
        /// How it ended.
        package var ending: Ending
        /// Where the run stands.
        package var state: RunState
    }

    /// What a run has for itself on this machine; given back with this value at the latest.
    package struct Claim: Sendable {
        /// The locks of its recipes; nil for a simulated workspace.
        let locks: RecipeLocks?
    }

    let client: WorkspaceClient
    let clock: any TimeSource
    private let directory: StateDirectory?
    private let fileSystem: any FileSystem

    /// - Parameters:
    ///   - directory: where the runs of this machine know of each other; nil for a simulated workspace, which has nothing to do
    ///     with the machine.
    ///   - fileSystem: where lists are saved.
    package init(
        client: WorkspaceClient,
        clock: any TimeSource,
        directory: StateDirectory?,
        fileSystem: any FileSystem = PosixFileSystem()
    ) {
        self.client = client
        self.clock = clock
        self.directory = directory
        self.fileSystem = fileSystem
    }

    /// Takes what a run must have for itself on this machine: the locks of its recipes and of its files of tokens.
    ///
    /// A new run takes it before its state file is made, so that one that is refused leaves nothing behind.
    ///
    /// - Parameters:
    ///   - state: the fold of its records.
    ///   - statePath: its state file, whether it is there or is to be made.
    /// - Throws: `EngineError.recipeLocked`, `.tokensLocked`, `.planAlreadyRun` or `.file`; nothing is kept then.
    package func claim(_ state: RunState, at statePath: String) throws(EngineError) -> Claim {
        let locks = try directory?.lock(
            Array(Set(state.plan.jobs.map(\.recipe))),
            tokens: state.plan.filesOfTokens,
            of: state.plan.header.workspace,
            statePath: statePath,
            planID: state.planID
        )
        do throws(EngineError) {
            try refuseSecondRun(of: state, at: statePath)
        } catch {
            locks?.release()
            throw error
        }
        return Claim(locks: locks)
    }

    /// Works on a run until it is over for this process.
    ///
    /// - Parameters:
    ///   - journal: the run's state file, locked.
    ///   - state: the fold of its records.
    ///   - claim: what `claim` has taken before; nil for taking it now. Given back at the end.
    ///   - commands: what persons and signals tell the run.
    ///   - controls: the same from persons who wait for an answer.
    ///   - progress: told after each record, in order, with the state behind it; not to keep the state, which would have
    ///     to be copied.
    /// - Throws: `EngineError.recipeLocked`, `.tokensLocked` or `.planAlreadyRun` before anything was done; `.file` where something could not
    ///   be made durable, after which nothing more was done.
    package func run(
        _ journal: inout JournalFile,
        state: RunState,
        options: RunOptions,
        claim: Claim? = nil,
        commands: AsyncStream<GivenCommand>,
        controls: AsyncStream<ControlledCommand> = AsyncStream { $0.finish() },
        progress: @escaping @Sendable (Record, RunState, Moment) -> Void = { _, _, _ in }
    ) async throws(EngineError) -> Outcome {
        let held: Claim
        if let claim { held = claim } else { held = try self.claim(state, at: journal.path) }
        defer { held.locks?.release() }
        let register = try openRegister(of: state, journal)
        defer { register?.close() }
        try await countFromLastIntent(of: state)
        let (events, feed) = AsyncStream.makeStream(of: ShellEvent.self)
        var shell = RunShell(
            machine: RunStateMachine(state: state, options: options),
            journal: journal,
            planRun: directory == nil || state.lastIntentAt != nil
                ? nil : PlanRun(planID: state.planID, statePath: journal.path),
            client: client,
            clock: clock,
            directory: directory,
            register: register,
            fileSystem: fileSystem,
            feed: feed,
            progress: progress
        )
        let result: Result<Ending, EngineError> = await withDiscardingTaskGroup { group in
            defer { group.cancelAll() }
            group.addTask {
                for await given in commands { feed.yield(.command(given)) }
            }
            group.addTask {
                for await command in controls { feed.yield(.control(command)) }
            }
            do throws(FileError) {
                if let ending = try shell.begin(&group) { return .success(ending) }
                for await event in events {
                    if let ending = try shell.handle(event, &group) { return .success(ending) }
                }
                return .success(.left)
            } catch {
                return .failure(.file(error))
            }
        }
        journal = shell.journal
        return Outcome(ending: try result.get(), state: shell.machine.state)
    }

    /// An older copy of a run's state does not know what was sent since: sending on from there would send it again.
    func openRegister(of state: RunState, _ journal: JournalFile) throws(EngineError) -> RunRegister? {
        guard let directory else { return nil }
        let known: KnownState?
        do {
            known = try directory.knownState(ofPlan: state.planID)
        } catch {
            throw .file(error)
        }
        if let known, known.lines > journal.lines {
            throw .olderCopy(path: journal.path, lines: journal.lines, newest: known)
        }
        do {
            return try directory.register(ofPlan: state.planID, statePath: journal.path)
        } catch {
            throw .file(error)
        }
    }

    /// A plan is run once on a machine, whatever its state files are called; asked again now that nobody else can begin.
    private func refuseSecondRun(of state: RunState, at path: String) throws(EngineError) {
        guard let directory, state.sessions.isEmpty else { return }
        let earlier: PlanRun?
        do {
            earlier = try directory.run(ofPlan: state.planID)
        } catch {
            throw .file(error)
        }
        if let earlier, earlier.statePath != path { throw .planAlreadyRun(earlier) }
    }

    /// The latest record of a write counts as a write, for pacing that does not know of it: from another machine, say.
    private func countFromLastIntent(of state: RunState) async throws(EngineError) {
        let writes: [(lane: PacingGate.Lane, at: Timestamp?)] = [
            (.repeats, state.chunkLog.lastIntentAt), (Write.resumeJob(row: 0).lane, state.tokens.lastIntent?.at),
        ]
        let now = clock.now()
        do {
            for case (let lane, let last?) in writes {
                let passed = max(now.wall.duration(since: last), .zero)
                try await client.pacing.note(lane, at: now.instant - passed)
            }
        } catch {
            switch error {
            case .cancelled: return
            case .file(let failure): throw .file(failure)
            }
        }
    }
}
