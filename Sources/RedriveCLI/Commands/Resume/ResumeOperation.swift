import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Continues a run, or finds out what a resume would do.
struct ResumeOperation: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: ResumeCommand

    /// Continues the run, or finds out what a resume would do.
    ///
    /// - Throws: why nothing was sent, or why the run was broken off.
    func run() async throws(ToolError) -> ResumeResult {
        try context.refuseStream(command.state, "the state of a run", "it is locked and appended to")
        return command.dryRun ? .dryRun(try forecast()) : try await resume()
    }

    private func resume() async throws(ToolError) -> ResumeResult {
        let resumed: JournalFile.Resumed
        // The file is read once, and touched by the first record at the earliest.
        do {
            resumed = try JournalFile.resume(
                context.absolute(command.state),
                fileSystem: context.environment.fileSystem
            )
        } catch {
            if case .stateLocked = error, let view = try await continuePaused() { return .told(view) }
            throw try refusal(error)
        }
        do throws(ToolError) {
            try checkSimulated(resumed.header)
            if resumed.tornBytes > 0 {
                context.console.warning(
                    "the last line of '\(command.state)' was cut short (\(resumed.tornBytes) bytes), as by a crash; it does not count"
                )
            }
            warnOfFuture(resumed.state)
            return try await carryOn(resumed)
        } catch {
            resumed.journal.close()
            throw error.about(plan: resumed.header.planID)
        }
    }

    /// Tells a live run that is paused to go on.
    ///
    /// - Returns: nil if it is not paused, or cannot be told.
    private func continuePaused() async throws(ToolError) -> ControlView? {
        let request = ControlRequest(command: .resume, by: context.author, reason: command.reason)
        do throws(ToolError) {
            let reply = try await context.tell(request, theRun: command.state)
            guard reply.result == .taken else { return nil }
            return ControlView(request: request, reply: reply, path: command.state)
        } catch {
            return nil
        }
    }

    /// Why the run cannot be resumed; a file that is no valid state file is refused in the words of every command that reads one.
    private func refusal(_ error: EngineError) throws(ToolError) -> ToolError {
        let known = try context.journal(command.state, meaning: "nothing was sent, and the file was left as it is")
        // That a process works on it comes first: it may be a rehearsal that is watched.
        if case .stateLocked = error {} else { try checkSimulated(known.header) }
        return ToolError(error, doing: "the run cannot be resumed").about(plan: known.header.planID)
    }

    private func carryOn(_ resumed: JournalFile.Resumed) async throws(ToolError) -> ResumeResult {
        let state = resumed.state
        let names = try scope(state)
        guard Remaining(of: state, scope: names).isAny || !releases(state).isEmpty else {
            resumed.journal.close()
            return .nothingLeft(state)
        }
        try context.checkLists(
            of: state.plan.header.steps.map { ($0.name, $0.listing?.save) },
            names,
            in: state,
            force: command.force
        )
        let payloads = try context.payloads(of: state.plan, steps: names)
        let approved = try await ResumeApprovalOperation(
            context: context,
            command: command,
            resumed: resumed,
            names: names
        ).run()
        let takenOver = try await TakeOverOperation(context: context, command: command).run(state)
        let approvals = [approved, takenOver].compactMap { $0 }
        if let names {
            let steps = names.map { "'\($0)'" }.joined(separator: ", ")
            context.console.note(["only \(steps)"])
        }
        let session = Record.Session(
            number: state.sessions.count + 1,
            host: context.environment.machine.host,
            pid: context.environment.machine.pid,
            user: context.environment.machine.userName,
            version: RedriveVersion.current,
            approval: approvals.isEmpty ? nil : approvals.joined(separator: " "),
            reason: command.reason,
            onUnknown: command.onUnknown?.onUnknown,
            only: names,
            maxDrift: command.bounds.maxDrift?.percent ?? state.maxDrift,
            replacesFiles: command.force ? true : nil
        )
        let options = RunOptions(
            session: session,
            maxDuration: command.bounds.maxDuration?.duration,
            releases: command.releases,
            seed: context.environment.randomSeed()
        )
        return try await WorkspaceAccess.with(
            state.plan.header.workspace,
            scenario: nil,
            writes: true,
            context
        ) { access async throws(ToolError) -> ResumeResult in
            try await IdentityOperation(
                context: context,
                header: state.plan.header,
                doing: "the run cannot be resumed"
            ).confirm(access.client)
            return .ended(
                try await SessionOperation(context: context, access: access.sending(payloads), statePath: command.state)
                    .run(resumed.journal, state, options)
            )
        }
    }

    /// Warns if the run's times are ahead of this machine's clock, because they are compared with it.
    private func warnOfFuture(_ state: RunState) {
        let now = context.environment.clock.now().wall
        guard let last = state.lastRecordAt, case .future(let ahead) = Age(of: last, at: now), ahead > Age.mostSkew
        else { return }
        context.console.warning(
            "the last record is from the future: it was written at \(last.formatted(.seconds)), and this machine's clock says \(now.formatted(.seconds)); check the clock"
        )
    }

    /// The steps that may run: those that the command line names, or else those of the process before.
    ///
    /// An approval for one step is none for another.
    private func scope(_ state: RunState) throws(ToolError) -> [String]? {
        try StepChoice.names(command.steps, among: state.plan.header.steps.map(\.name)) ?? state.scope
    }

    private func checkSimulated(_ header: JournalHeader) throws(ToolError) {
        guard let scenario = header.simulated else { return }
        throw ToolError(
            .refused,
            "this run was a simulation (\(scenario)) and cannot be resumed",
            meaning: "nothing was sent",
            planID: header.planID,
            page: .scenario
        )
    }

    /// The groups of held jobs that the command line releases, without those of which the run holds none.
    private func releases(_ state: RunState) -> HeldRelease {
        [HeldRelease.unknown, .canary].filter { release in
            command.releases.contains(release)
                && (state.jobs.contains { $0.isReleased(by: release) }
                    || (release == .unknown && state.hasTokenInDoubt))
        }
        .reduce(into: []) { $0.insert($1) }
    }

    // MARK: a dry run

    private func forecast() throws(ToolError) -> ResumeForecast {
        let isLive = try context.standing(ofRun: command.state).isLive ?? false
        let contents = try context.journal(command.state)
        try checkSimulated(contents.header)
        return ResumeForecast(
            state: contents.state,
            isLive: isLive,
            tornBytes: contents.tornBytes,
            names: try scope(contents.state),
            releases: releases(contents.state)
        )
    }
}

/// How `redrive resume` ended.
enum ResumeResult: Sendable {
    /// Nothing was sent, because only the requests were asked for.
    case dryRun(ResumeForecast)
    /// A live run that was paused was told to go on.
    case told(ControlView)
    /// Nothing was sent, because the run is over.
    case nothingLeft(RunState)
    /// The run was continued.
    case ended(SessionResult)
}
