import RedriveCore
import RedriveEngine

/// Has a plan approved, starts its run, and works on it.
struct StartOperation: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: RunCommand
    /// The workspace.
    let access: WorkspaceAccess
    /// The plan.
    let planned: IdentifiedPlan
    /// The names of the steps that take part; nil for all.
    let names: [String]?
    /// Whether the plan was read from a file, and not just made from a runbook.
    let isPlanFile: Bool

    /// Shows the preview, asks, and runs.
    ///
    /// - Throws: with exit status 6 if the plan is not approved, or why the run could not start or was broken off.
    func run() async throws(ToolError) -> SessionResult {
        let access = access.sending(try context.payloads(of: planned.plan, steps: names))
        let given = try await approval()
        // A plan that was just made has asked already. One from a file names an address, to which no token goes unapproved.
        if isPlanFile {
            try await IdentityOperation(context: context, header: planned.plan.header, doing: "the run cannot begin")
                .confirm(access.client)
        }
        if planned.plan.header.simulated == nil {
            try context.recordApproval(
                given.approval,
                of: planned.plan,
                planID: planned.planID,
                digest: planned.digest
            )
        }
        let state = RunState(plan: planned.plan, planID: planned.planID)
        let path = command.state ?? JournalFile.defaultName(of: planned.plan, planID: planned.planID)
        let claim = try claim(path, state, access)
        let journal = try create(path)
        let silent = ["terminal", Self.noneNeeded]
        let options = [given.approval, given.incomplete].compactMap(\.self).filter { !silent.contains($0) }
        let approved = options.isEmpty ? "" : "approved with \(options.joined(separator: " and ")); "
        context.console.note(["\(approved)state file: \(path)"])
        return try await SessionOperation(context: context, access: access, statePath: path)
            .run(journal, state, runOptions(given), claim)
    }

    /// The approval of a plan that sends nothing.
    private static let noneNeeded = "none needed"

    private func approval() async throws(ToolError) -> GivenApproval {
        let summary = PlanSummary(planned.plan)
        let console = context.console
        console.showOnTheWay(PlanView(planned, summary, scope: names, endsWithEmptyLine: true))
        // A list sends nothing.
        guard planned.jobs(ofSteps: names) > 0 else { return GivenApproval(approval: Self.noneNeeded, incomplete: nil) }
        let isShown = !console.settings.json && !console.settings.quiet
        return try await ApprovalOperation(
            context: context,
            planID: planned.planID,
            header: planned.plan.header,
            jobs: planned.jobs(ofSteps: names),
            isPlanFile: isPlanFile,
            isComplete: summary.isComplete,
            words: command.approvals,
            allowsIncomplete: command.allowIncomplete,
            command: command.commandWithoutApproval,
            planCommand: isPlanFile || command.simulate != nil ? nil : command.planCommand,
            keep: keep
        ).run(preview: isShown ? [] : PlanView(planned, summary, scope: names).lines(on: console.errorCanvas))
    }

    /// Writes the plan of a runbook to its usual file, unless it is one of a simulated workspace, which is gone with the command.
    private func keep() -> [String]? {
        guard planned.plan.header.simulated == nil else { return nil }
        let files = context.environment.fileSystem
        guard let path = try? PlanFile.write(planned.plan, to: nil, fileSystem: files).path else { return nil }
        return ["redrive", "run", Shell.file(path)] + command.optionsOfRun
    }

    private func runOptions(_ given: GivenApproval) -> RunOptions {
        let session = Record.Session(
            number: 1,
            host: context.environment.machine.host,
            pid: context.environment.machine.pid,
            user: context.environment.machine.userName,
            version: RedriveVersion.current,
            approval: given.approval == Self.noneNeeded ? nil : given.approval,
            allowedIncomplete: given.incomplete,
            reason: isPlanFile ? command.reason : nil,
            only: names,
            maxDrift: command.bounds.maxDrift?.percent,
            replacesFiles: command.force ? true : nil
        )
        return RunOptions(
            session: session,
            maxDuration: command.bounds.maxDuration?.duration,
            seed: context.environment.randomSeed()
        )
    }

    /// Takes the locks of the plan's recipes and files of tokens; a run that is refused here leaves no state file.
    private func claim(
        _ path: String,
        _ state: RunState,
        _ access: WorkspaceAccess
    ) throws(ToolError) -> Runner.Claim {
        do {
            return try access.runner(clock: context.environment.clock).claim(state, at: context.absolute(path))
        } catch {
            var failure = ToolError(error, doing: "the run cannot begin", meaning: "nothing was sent")
            switch error {
            case .recipeLocked, .tokensLocked:
                failure.advice = "wait until that run has ended, then begin this one again:"
                failure.commands = [Shell.command(command.commandWithoutApproval + command.approvalOptions)]
            case .file, .planFile, .stateFile, .stateLocked, .nameTaken, .planAlreadyRun, .olderCopy, .planning,
                .cancelled:
                break
            }
            throw failure
        }
    }

    private func create(_ path: String) throws(ToolError) -> JournalFile {
        do {
            return try JournalFile.create(
                at: context.absolute(path),
                header: JournalHeader(
                    planID: planned.planID,
                    name: planned.plan.header.name,
                    version: RedriveVersion.current,
                    createdAt: context.environment.clock.now().wall,
                    simulated: planned.plan.header.simulated
                ),
                planLines: PlanEncoder(planned.plan),
                fileSystem: context.environment.fileSystem
            )
        } catch {
            throw ToolError(error, doing: "the run cannot begin", meaning: "nothing was sent")
        }
    }
}
