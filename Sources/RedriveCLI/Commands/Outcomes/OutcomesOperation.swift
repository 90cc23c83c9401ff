import RedriveCore
import RedriveEngine

/// Looks again at the open repeats of a run.
struct OutcomesOperation: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: OutcomesCommand

    private static let doing = "the outcomes cannot be looked at"

    /// Locks the state file like a resume, reads the lists, and records what has changed.
    ///
    /// - Throws: with exit status 6 if the run is live, is a simulation, or its plan was not approved here; 4 if it was interrupted; 65
    ///   if the file is not a valid state file, 74 if it cannot be read or written.
    func run() async throws(ToolError) -> OutcomesResult {
        try context.refuseStream(command.state, "the state of a run", "it is locked and appended to")
        let resumed: JournalFile.Resumed
        do {
            resumed = try JournalFile.resume(
                context.absolute(command.state),
                fileSystem: context.environment.fileSystem
            )
        } catch {
            // A file that is no valid state file is refused in the words of every command that reads one.
            let known = try context.journal(command.state, meaning: "nothing was read, and the file was left as it is")
            throw ToolError(error, doing: Self.doing, meaning: "nothing was read").about(plan: known.header.planID)
        }
        do throws(ToolError) {
            return try await look(resumed)
        } catch {
            resumed.journal.close()
            throw error.about(plan: resumed.header.planID)
        }
    }

    private func look(_ resumed: JournalFile.Resumed) async throws(ToolError) -> OutcomesResult {
        let state = resumed.state
        if let scenario = resumed.header.simulated {
            throw ToolError(
                .refused,
                "this run was a simulation (\(scenario)), whose workspace is gone",
                meaning: "nothing was read",
                page: .outcomes
            )
        }
        guard state.jobs.contains(where: \.isOpen) else {
            resumed.journal.close()
            return OutcomesResult(found: OutcomesFound(), state: state)
        }
        try checkHost(state)
        try await ReadApprovalOperation(
            context: context,
            state: state,
            digest: resumed.planDigest,
            approve: command.approve,
            command: ["redrive", "outcomes", Shell.file(command.state)]
        ).run()
        return try await WorkspaceAccess.with(
            state.plan.header.workspace,
            scenario: nil,
            writes: false,
            context
        ) { access async throws(ToolError) -> OutcomesResult in
            try await IdentityOperation(context: context, header: state.plan.header, doing: Self.doing)
                .confirm(access.client)
            return try await look(resumed, access)
        }
    }

    private func look(
        _ resumed: JournalFile.Resumed,
        _ access: WorkspaceAccess
    ) async throws(ToolError) -> OutcomesResult {
        let runner = access.runner(clock: context.environment.clock)
        let console = context.console
        var file = resumed.journal
        file.secrets = console.secrets
        let journal = file
        let state = resumed.state
        let display = ProgressDisplay(console, clock: context.environment.clock)
        let pacing = access.client.pacing
        return try await context.untilInterrupted { () async throws(ToolError) -> OutcomesResult in
            var journal = journal
            defer { journal.close() }
            do throws(EngineError) {
                return try await display.run { () async throws(EngineError) -> OutcomesResult in
                    let (found, state) = try await runner.lookAgain(&journal, state: state) { progress in
                        display.update(isUrgent: true) { now in
                            progress.snapshot(at: now, waitsUntil: pacing.waitsUntil(.reads))
                        }
                    }
                    return OutcomesResult(found: found, state: state)
                }
            } catch {
                throw ToolError(
                    error,
                    doing: Self.doing,
                    meaning: "what was found so far is recorded; nothing was sent"
                )
            }
        }
    }

    /// The kernel's lock does not reach another machine: only a recorded end says that no process is at work there.
    private func checkHost(_ state: RunState) throws(ToolError) {
        guard state.ending == nil, let last = state.lastSession,
            last.record.host != context.environment.machine.host, !command.takeOver
        else { return }
        throw ToolError(
            .refused,
            "process \(last.record.pid) on \(last.record.host) has not recorded its end, and may still be at work",
            meaning: "nothing was read, and the file was left as it is",
            advice: "once it is certain that it has ended:",
            commands: [Shell.command(["redrive", "outcomes", Shell.file(command.state), "--take-over"])],
            page: .outcomes
        )
    }
}

/// What a look at the open repeats of a run came to.
struct OutcomesResult: Sendable {
    /// What was found.
    let found: OutcomesFound
    /// The state with it.
    let state: RunState

    /// Why not everything was read; nil if it was, or if only recipes are gone.
    var failure: ToolError? {
        for unreadable in found.unreadable {
            let what = "the repeats of recipe \(unreadable.recipe) cannot be listed"
            let meaning = "what was found so far is recorded; nothing was sent"
            switch unreadable.error {
            case .notFound: continue
            case .unauthorized(let why):
                return ToolError(.noToken, "\(what): \(why)", meaning: meaning, planID: state.planID)
            case .throttled(let why), .unreachable(let why):
                return ToolError(.unreachable, "\(what): \(why)", meaning: meaning, planID: state.planID)
            }
        }
        return nil
    }
}
