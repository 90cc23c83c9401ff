import RedriveCore
import RedriveEngine
import WorkatoJobs

/// What `redrive resume` does.
struct ResumeCall: Sendable {
    let context: CommandContext
    let command: ResumeCommand

    func call() async throws(ToolError) -> Completion {
        try context.refuseStream(command.state, "the state of a run", "it is locked and appended to")
        return command.dryRun ? try dryRun() : try await resume()
    }

    private func resume() async throws(ToolError) -> Completion {
        let resumed: JournalFile.Resumed
        // What is refused anyway is refused before the file is touched: resuming cuts off a torn line.
        let before = try context.journal(
            command.state,
            meaning: "nothing was sent, and the file was left as it is"
        )
        try checkSimulated(before.header)
        do {
            resumed = try JournalFile.resume(
                context.absolute(command.state),
                fileSystem: context.environment.fileSystem
            )
        } catch {
            throw ToolError(error, doing: "the run cannot go on").about(plan: before.header.planID)
        }
        do throws(ToolError) {
            if resumed.tornBytes > 0 {
                context.console.warning(
                    "the last line of '\(command.state)' was cut short (\(resumed.tornBytes) bytes), as by a crash; it does not count"
                )
            }
            warnOfFuture(resumed.state)
            return try await carry(resumed)
        } catch {
            resumed.journal.close()
            throw error.about(plan: resumed.header.planID)
        }
    }

    private func carry(_ resumed: JournalFile.Resumed) async throws(ToolError) -> Completion {
        let state = resumed.state
        let names = try scope(state)
        guard Remaining(of: state, scope: names).isAny || releasesHeld(state) else {
            context.console.result(
                RunSummary(state, statePath: command.state, width: context.console.width)
                    .lines(headline: "\(state.title): there is nothing left to do", isOver: true)
            )
            resumed.journal.close()
            let status = ExitStatus(state.verdict(for: .finished))
            return Completion(status, planID: state.planID, totals: JSONObject(state))
        }
        let approved = try await ResumeApproval(
            context: context,
            command: command,
            resumed: resumed,
            names: names
        ).get()
        let takenOver = try await takeOver(state)
        let said = [approved, takenOver].compactMap { $0 }
        let approval = said.isEmpty ? nil : said.joined(separator: " ")
        if let names {
            let steps = names.map { "'\($0)'" }.joined(separator: ", ")
            context.console.note(["only \(steps)"])
        }
        let session = Record.Session(
            number: state.sessions.count + 1,
            host: context.environment.machine.host,
            pid: context.environment.machine.pid,
            version: RedriveVersion.current,
            approval: approval,
            reason: command.reason,
            onUnknown: command.onUnknown?.onUnknown,
            only: names,
            maxDrift: command.bounds.maxDrift?.percent ?? state.maxDrift
        )
        let options = RunOptions(
            session: session,
            maxDuration: command.bounds.maxDuration?.duration,
            releaseHeld: command.onUnknown?.onUnknown == .resend,
            seed: context.environment.randomSeed()
        )
        return try await WorkspaceAccess.with(
            state.plan.header.workspace,
            scenario: nil,
            writes: true,
            context
        ) { access async throws(ToolError) -> Completion in
            try await RunExecution(context: context, access: access, statePath: command.state)
                .carry(resumed.journal, state, options)
        }
    }

    /// Times of a run are compared with those that other clocks have written.
    private func warnOfFuture(_ state: RunState) {
        let now = context.environment.clock.now().wall
        guard let last = state.lastRecordAt, case .future(let ahead) = Age(of: last, at: now), ahead > Age.mostSkew
        else { return }
        context.console.warning(
            "the last record is from the future: it was written at \(last.formatted(.seconds)), and this machine's clock says \(now.formatted(.seconds)); check the clock"
        )
    }

    /// The steps that may run: those that the command line names, else those that the process before was to run.
    ///
    /// What was approved for one step is not sent for another.
    private func scope(_ state: RunState) throws(ToolError) -> [String]? {
        try StepChoice.names(command.steps, among: state.plan.header.steps.map(\.name)) ?? state.scope
    }

    private func checkSimulated(_ header: JournalHeader) throws(ToolError) {
        guard let scenario = header.simulated else { return }
        throw ToolError(
            .refused,
            "the run was one on a simulated workspace ('\(scenario)'), which is gone; it cannot be resumed",
            meaning: "nothing was sent",
            planID: header.planID
        )
    }

    private func releasesHeld(_ state: RunState) -> Bool {
        command.onUnknown?.onUnknown == .resend && RunTotals(state).count(.held) > 0
    }

    /// Asks where the last record is of another machine, which may still be at work: the kernel's lock ends at its border.
    ///
    /// - Returns: who said that it may go on; nil where nobody had to.
    private func takeOver(_ state: RunState) async throws(ToolError) -> String? {
        let host = context.environment.machine.host
        guard let last = state.lastSession, last.record.host != host else { return nil }
        if command.takeOver { return "--take-over" }
        let who = "process \(last.record.pid) on \(last.record.host)"
        let when = last.lastRecordAt.formatted(.seconds)
        guard context.console.terminal.canAsk else {
            throw ToolError(
                .refused,
                "the last record was written on another machine: by \(who), at \(when)",
                meaning: "nothing was sent; whether that process is still at work cannot be seen from here",
                advice: "once it is certain that it has ended:",
                commands: [
                    Shell.command(
                        ["redrive", "resume", Shell.file(command.state), "--take-over"]
                            + (command.approve.map { ["--approve", $0] } ?? [])
                    )
                ]
            )
        }
        let console = context.console
        let answer = try await context.untilInterrupted { () async throws(ToolError) -> String? in
            await console.ask(
                ("The last record was written on another machine: by \(who), at \(when)." as Line)
                    .wrapped(to: console.width),
                "Is it certain that it has ended? [y/N] "
            )
        }
        guard let answer, ["y", "yes"].contains(answer.lowercased()) else {
            throw ToolError(.refused, "not taken over", meaning: "nothing was sent")
        }
        return "terminal"
    }

    // MARK: a dry run

    private func dryRun() throws(ToolError) -> Completion {
        let contents = try context.journal(command.state)
        try checkSimulated(contents.header)
        let state = contents.state
        let names = try scope(state)
        let totals = RunTotals(state)
        let doubtful = state.chunks.values.filter { $0.status == .inFlight || $0.status == .lost }
        var lines: [Line] = ["\(state.title): what a resume would do as things stand"]
        if contents.tornBytes > 0 {
            lines.append("  drop a last line that was cut short (\(contents.tornBytes) bytes)")
        }
        if !doubtful.isEmpty {
            let jobs = doubtful.reduce(0) { $0 + $1.jobs.count }
            lines.append(
                "  ask the API about \(Wording.count(doubtful.count, "request")) with \(Wording.count(jobs, "job")) whose answer is not known\(state.onUnknown == .resend ? ", and send once more what was certainly not applied" : "")"
            )
        }
        let followed = state.jobs.count { job in
            if case .enqueued(_, nil) = job { true } else { false }
        }
        if followed > 0 {
            lines.append("  follow \(Wording.count(followed, "repeat")) to their outcome, where it is verified")
        }
        let held = totals.count(.held)
        if held > 0 {
            lines.append(
                releasesHeld(state)
                    ? "  send \(Wording.count(held, "held job")) again"
                    : "  leave \(Wording.count(held, "held job")) to a person"
            )
        }
        lines.append("  look at each recipe again, drop jobs that changed, and send the rest of these:")
        context.console.result(lines.flatMap { $0.wrapped(to: context.console.width, indent: 4) } + [.empty])
        let left = Remaining(of: state, scope: names).requests(releasingHeld: releasesHeld(state))
        let writes = left.map { request in
            DryRun.Write(
                step: state.plan.header.steps[request.step].name,
                recipe: request.batch.recipe,
                masters: request.batch.jobs.map { state.plan.jobs[$0].master },
                chunk: request.chunk
            )
        }
        DryRun(console: context.console).show(writes, nextChunk: state.chunkLog.next)
        return Completion(planID: state.planID, totals: JSONObject(state))
    }
}
