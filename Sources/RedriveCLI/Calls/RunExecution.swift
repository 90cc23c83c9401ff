import RedriveCore
import RedriveEngine
import Synchronization

/// Carries a run on and shows how it goes: what `run` and `resume` have in common.
struct RunExecution: Sendable {
    let context: CommandContext
    let access: WorkspaceAccess
    let statePath: String

    /// Works on the run until it is over for this process, and shows what became of it.
    ///
    /// - Parameters:
    ///   - journal: the run's state file, locked; closed afterwards.
    ///   - claim: what a new run has taken before its state file was made.
    func carry(
        _ journal: consuming JournalFile,
        _ state: RunState,
        _ options: RunOptions,
        _ claim: Runner.Claim? = nil
    ) async throws(ToolError) -> Completion {
        let console = context.console
        let clock = context.environment.clock
        let display = ProgressDisplay(console, clock: clock)
        let interrupts = await context.environment.interrupts(.isIgnored)
        let (commands, feed) = AsyncStream.makeStream(of: GivenCommand.self)
        let runner = access.runner(clock: clock)
        var file = journal
        file.secrets = console.secrets
        let shown = Shown(meter: RunProgress(state, at: clock.now().instant))
        display.update { shown.snapshot(at: $0) }
        let result: Result<Runner.Outcome, EngineError> = await withTaskGroup(of: Void.self) { group in
            group.addTask { await display.run() }
            group.addTask { await forward(interrupts, to: feed, console) }
            defer { group.cancelAll() }
            do throws(EngineError) {
                return .success(
                    try await runner.run(&file, state: state, options: options, claim: claim, commands: commands) {
                        record,
                        state,
                        now in
                        if shown.note(record, state, at: now.instant) { display.update { shown.snapshot(at: $0) } }
                        tell(record, state)
                    }
                )
            } catch {
                return .failure(error)
            }
        }
        file.close()
        console.live(nil)
        return try finish(result, lastShown: shown.totals, state)
    }

    /// Hands wishes to stop on, with a word about what they do.
    private func forward(
        _ interrupts: AsyncStream<Void>,
        to feed: AsyncStream<GivenCommand>.Continuation,
        _ console: Console
    ) async {
        var count = 0
        for await _ in interrupts {
            count += 1
            if count == 1 {
                console.note(["stopping once what is in flight is answered; once more to leave at once"])
            }
            feed.yield(GivenCommand(count == 1 ? .stop : .leave))
        }
    }

    private func tell(_ record: Record, _ state: RunState) {
        let console = context.console
        if console.settings.json {
            for event in RunEvents(record, state).all { console.event(event.type, event.members) }
        }
        switch record {
        case .guardTripped(let record):
            let step = state.plan.header.steps[record.step].name
            console.warning("step '\(step)' was stopped by its guard \(record.guardName): \(record.message)")
        case .dropped(let record):
            console.warning(
                "somebody else is at work: \(Wording.count(record.jobs.count, "job")) of recipe \(record.recipe) changed since the plan; not sent"
            )
        case .others(let record):
            console.warning(
                "somebody else is at work: they also repeated \(Wording.count(record.jobs.count, "job")) of recipe \(record.recipe) that this run had repeated"
            )
        case .lost(let record):
            note(
                "request \(record.chunk) (try \(record.tryNumber)): \(record.why); its jobs are unknown until the API has been asked"
            )
        case .notApplied(let record) where record.reason == .throttled:
            note(
                "request \(record.chunk) (try \(record.tryNumber)): the server answered \(record.message); it is sent again in its time"
            )
        case .session, .stepStarted, .intent, .answered, .notApplied, .refused, .settled, .held, .released,
            .witnessed, .outcomes, .throttled, .commanded, .stepFinished, .ended:
            break
        }
    }

    private func note(_ line: Line) {
        context.console.note(line.wrapped(to: context.console.width, indent: 2))
    }

    private func finish(
        _ result: Result<Runner.Outcome, EngineError>,
        lastShown: RunTotals,
        _ begun: RunState
    ) throws(ToolError) -> Completion {
        let outcome: Runner.Outcome
        do {
            outcome = try result.get()
        } catch {
            // What is done is what the file says, as for whoever resumes; where it cannot be read either, what was shown last.
            let known = (try? context.journal(statePath).state).map(RunTotals.init) ?? lastShown
            var failure = failure(error, known, isSimulated: begun.plan.header.simulated != nil)
            failure.planID = begun.planID
            failure.totals = JSONObject(known, isComplete: begun.plan.isComplete)
            throw failure
        }
        let state = outcome.state
        let status: ExitStatus
        let headline: Line
        switch outcome.ending {
        case .left:
            status = .interrupted
            headline = "\(state.title): \("left at once", .caution); what was in flight is in doubt"
        case .ended(let ending):
            status = ExitStatus(state.verdict(for: ending))
            headline = "\(state.title): \(ending.words)"
        }
        let summary = RunSummary(state, statePath: statePath, width: context.console.width)
        context.console.result(summary.lines(headline: headline, isOver: true))
        var completion = Completion(status, planID: state.planID, totals: JSONObject(state))
        if Remaining(of: state, scope: state.scope).isAny, state.plan.header.simulated == nil {
            completion.resume = resumeCommand
        }
        return completion
    }

    private var resumeCommand: [String] { ["redrive", "resume", Shell.file(statePath)] }

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
            // The command of that run is in the failure; the one of this file would be refused in the same way.
            failure.meaning = "nothing was sent; the run of '\(statePath)' never began, and that file can be deleted"
            return failure
        case .recipeLocked: failure.advice = "wait until that run has ended, then go on:"
        case .file(let file): failure.advice = "\(file.lockAdvice() ?? "mend that"), then go on:"
        case .planFile, .stateFile, .stateLocked, .nameTaken, .planning, .cancelled:
            failure.advice = "mend that, then go on:"
        }
        failure.commands = [Shell.command(resumeCommand)]
        if !isSimulated { failure.resume = resumeCommand }
        return failure
    }

    /// The meter, shared by the run and the display.
    private final class Shown: Sendable {
        private let meter: Mutex<RunProgress>

        init(meter: RunProgress) { self.meter = Mutex(meter) }

        var totals: RunTotals { meter.withLock(\.totals) }

        func note(_ record: Record, _ state: RunState, at now: Instant) -> Bool {
            meter.withLock { $0.note(record, state, at: now) }
        }

        func snapshot(at now: Instant) -> ProgressDisplay.Snapshot { meter.withLock { $0.snapshot(at: now) } }
    }
}
