import RedriveCore
import RedriveEngine
import Synchronization
import WorkatoJobs

/// Works on a run until it is over for this process, for `run` and for `resume`; shows its progress.
struct SessionOperation: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// The workspace.
    let access: WorkspaceAccess
    /// The path of the state file, as a person would type it.
    let statePath: String

    /// Works on the run.
    ///
    /// - Parameters:
    ///   - journal: the run's state file, locked; it is closed afterwards.
    ///   - claim: the locks that a new run took before its state file was made; nil for a resumed run.
    /// - Throws: why the run was broken off, with what was done by then.
    func run(
        _ journal: consuming JournalFile,
        _ state: RunState,
        _ options: RunOptions,
        _ claim: Runner.Claim? = nil
    ) async throws(ToolError) -> SessionResult {
        let console = context.console
        let clock = context.environment.clock
        let display = ProgressDisplay(console, clock: clock)
        let interrupts = await context.environment.interrupts(.isIgnored)
        let (commands, feed) = AsyncStream.makeStream(of: GivenCommand.self)
        let (controls, controlFeed) = AsyncStream.makeStream(of: ControlledCommand.self)
        let runner = access.runner(clock: clock)
        var file = journal
        file.secrets = console.secrets
        let pacing = access.client.pacing
        let progress = SharedProgress(RunProgress(state, at: clock.now(), waits: { pacing.waitsUntil($0) }))
        display.update { progress.snapshot(at: $0) }
        let service = ControlService(
            steps: state.plan.header.steps.map(\.name),
            canResume: state.plan.header.simulated == nil,
            feed: controlFeed
        ) { progress.work(at: clock.now().instant) }
        let listener = await context.listen(ofPlan: state.planID, service)
        let result: Result<Runner.Outcome, EngineError> = await withTaskGroup(of: Void.self) { group in
            group.addTask { await display.run() }
            group.addTask { await forward(interrupts, to: feed, console) }
            if let keys = context.environment.terminal.keys() {
                console.note(["keys: p pauses and continues, s stops"])
                group.addTask { await KeyCommands(context: context, stop: feed, controls: controlFeed).obey(keys) }
            }
            defer { group.cancelAll() }
            do throws(EngineError) {
                return .success(
                    try await runner.run(
                        &file,
                        state: state,
                        options: options,
                        claim: claim,
                        commands: commands,
                        controls: controls
                    ) { record, state, now in
                        if progress.note(record, state, at: now) {
                            display.update { progress.snapshot(at: $0) }
                        }
                        show(RecordView(record, state, at: now.wall), progress)
                    }
                )
            } catch {
                return .failure(error)
            }
        }
        file.close()
        await listener?.close()
        console.live(nil)
        return try finish(result, lastShown: progress.totals, state)
    }

    /// What a person is told who stops the run from its own terminal.
    static let stopping: Line =
        "Stopping: waiting for the answers to what is in flight. Ctrl-C again leaves at once; 'redrive resume' then checks it."

    /// Passes requests to stop on to the run, and says what they do.
    private func forward(
        _ interrupts: AsyncStream<Void>,
        to feed: AsyncStream<GivenCommand>.Continuation,
        _ console: Console
    ) async {
        var count = 0
        for await _ in interrupts {
            count += 1
            if count == 1 { console.note(Self.stopping.wrapped(to: console.errorCanvas.columns)) }
            feed.yield(GivenCommand(count == 1 ? .stop : .leave))
        }
    }

    private func show(_ record: RecordView, _ progress: SharedProgress) {
        let console = context.console
        if console.settings.json {
            for event in record.events { console.event(event) }
        }
        if let warning = record.warning {
            // That somebody else is at work on a recipe is a warning once; what else they do is a line like others.
            if let recipe = record.othersAtWork, !progress.tellsFirst(of: recipe) {
                console.note(Line(warning).wrapped(to: console.errorCanvas.columns, indent: 2))
            } else {
                console.warning(warning)
            }
        }
        if let note = record.note { console.note(note.wrapped(to: console.errorCanvas.columns, indent: 2)) }
        if console.settings.verbose, let detail = record.detail { console.verbose(detail) }
    }

    private func finish(
        _ result: Result<Runner.Outcome, EngineError>,
        lastShown: RunTotals,
        _ begun: RunState
    ) throws(ToolError) -> SessionResult {
        do {
            let outcome = try result.get()
            return SessionResult(statePath: statePath, state: outcome.state, ending: outcome.ending)
        } catch {
            // The file has the last word, as it has for a resume; if it cannot be read either, the last display counts.
            let known = (try? context.journal(statePath).state).map(RunTotals.init) ?? lastShown
            var failure = failure(error, known, isSimulated: begun.plan.header.simulated != nil)
            failure.planID = begun.planID
            failure.totals = JSONObject(known, isComplete: begun.plan.isComplete)
            throw failure
        }
    }

    private func failure(_ error: EngineError, _ known: RunTotals, isSimulated: Bool) -> ToolError {
        let sent = [JobClass.enqueued, .refused, .unknown, .held].reduce(0) { $0 + known.count($1) }
        let meaning =
            sent == 0
            ? "nothing was sent"
            : "\(Wording.count(sent)) of \(Wording.count(known.planned, "job")) were sent, or may have been; nothing was sent after that"
        var failure = ToolError(error, doing: "the run was broken off", meaning: meaning)
        switch error {
        case .olderCopy: return failure
        case .planAlreadyRun:
            // The error names the command for that run; a resume of this file would be refused in the same way.
            failure.meaning = "nothing was sent; the run of '\(statePath)' never began, and that file can be deleted"
            return failure
        case .recipeLocked, .tokensLocked: failure.advice = "wait until that run has ended, then resume this one:"
        case .file(let file): failure.advice = "\(file.lockAdvice() ?? "fix that"), then resume the run:"
        case .planFile, .stateFile, .stateLocked, .nameTaken, .planning, .cancelled:
            failure.advice = "fix that, then resume the run:"
        }
        let resume = ["redrive", "resume", Shell.file(statePath)]
        failure.commands = [Shell.command(resume)]
        if !isSimulated { failure.resume = resume }
        return failure
    }

    /// The progress, shared by the run and the display.
    private final class SharedProgress: Sendable {
        private let progress: Mutex<RunProgress>
        private let recipesOfOthers = Mutex<Set<RecipeID>>([])

        init(_ progress: RunProgress) { self.progress = Mutex(progress) }

        /// Whether this is the first time that somebody else's work on a recipe is told.
        func tellsFirst(of recipe: RecipeID) -> Bool { recipesOfOthers.withLock { $0.insert(recipe).inserted } }

        var totals: RunTotals { progress.withLock(\.totals) }

        func note(_ record: Record, _ state: RunState, at now: Moment) -> Bool {
            progress.withLock { $0.note(record, state, at: now) }
        }

        func work(at now: Instant) -> LiveWork { progress.withLock { $0.work(at: now) } }

        func snapshot(at now: Instant) -> ProgressDisplay.Snapshot { progress.withLock { $0.snapshot(at: now) } }
    }
}
