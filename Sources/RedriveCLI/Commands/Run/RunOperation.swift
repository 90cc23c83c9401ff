import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Runs a plan file, or plans a runbook and runs that plan.
struct RunOperation: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: RunCommand

    /// Runs the plan or the runbook, whichever the file is.
    ///
    /// - Throws: why nothing was sent, or why the run was broken off.
    func run() async throws(ToolError) -> RunResult {
        try context.refuseSecondInput([command.file, command.inputs.inputs, command.simulate])
        try context.refuseStream(command.state, "the state of a run", "it is locked and appended to")
        switch try context.kind(of: command.file) {
        case .plan: return try await runPlan()
        case .runbook, .scenario, .other: return try await runRunbook()
        case .state:
            throw ToolError(
                .usage,
                "\(Wording.file(command.file)) is the state file of a run, not a runbook or a plan",
                advice: "to resume that run:",
                commands: [Shell.command(["redrive", "resume", Shell.file(command.file)])]
            )
        }
    }

    // MARK: a plan file

    private func runPlan() async throws(ToolError) -> RunResult {
        let checks = PlanFileChecks(context: context, command: command)
        try checks.checkUsage()
        let planned = try context.plan(command.file)
        let names = try StepChoice.names(command.steps, among: planned.plan.header.steps.map(\.name))
        do throws(ToolError) {
            try checks.check(planned)
            if !planned.plan.hasWork(inSteps: names) || command.dryRun { return try withoutSending(planned, names) }
            try context.checkLists(
                of: planned.plan.header.steps.map { ($0.name, $0.listing?.save) },
                names,
                force: command.force
            )
            let state = command.state ?? JournalFile.defaultName(of: planned.plan, planID: planned.planID)
            try checkState(state, or: state, planID: planned.planID)
            return try await WorkspaceAccess.with(
                planned.plan.header.workspace,
                scenario: nil,
                writes: true,
                context
            ) { access async throws(ToolError) -> RunResult in
                try await start(planned, names, access, isPlanFile: true)
            }
        } catch {
            throw error.about(plan: planned.planID)
        }
    }

    // MARK: a runbook

    private func runRunbook() async throws(ToolError) -> RunResult {
        guard command.maxAge == nil else {
            throw ToolError(.usage, "'--max-age' is about a plan file, and this is a runbook, which is planned now")
        }
        let runbook = try PlanningOperation.runbook(
            command.file,
            command.inputs,
            command.overrides,
            command.steps,
            reason: command.reason,
            context
        )
        if !command.dryRun {
            try checkState(command.state, or: "\(runbook.name).state.jsonl", planID: nil)
            try context.checkLists(of: runbook.steps.map { ($0.name, $0.save) }, nil, force: command.force)
        }
        let planning = PlanningOperation(context: context, scenario: command.simulate, withTitles: false)
        return try await WorkspaceAccess.with(
            runbook.workspace,
            scenario: command.simulate,
            writes: !command.dryRun,
            context
        ) { access async throws(ToolError) -> RunResult in
            let planned = try await planning.plan(runbook, access)
            do throws(ToolError) {
                try refuse(planned, above: runbook.maxJobs)
                if !planned.plan.hasWork(inSteps: nil) || command.dryRun { return try withoutSending(planned, nil) }
                return try await start(planned, nil, access, isPlanFile: false)
            } catch {
                throw error.about(plan: planned.planID)
            }
        }
    }

    private func refuse(_ planned: IdentifiedPlan, above maxJobs: Int?) throws(ToolError) {
        guard let maxJobs, planned.plan.items > maxJobs else { return }
        let summary = PlanSummary(planned.plan)
        context.console.showOnTheWay(PlanView(planned, summary, endsWithEmptyLine: true))
        throw ToolError(planned, summary, exceeds: maxJobs)
    }

    // MARK: both

    /// Checks the name of the state file before anything is asked of the workspace.
    ///
    /// - Parameter planID: the plan if it is known; a file that is there may be the state of its run.
    private func checkState(_ path: String?, or fallback: String, planID: String?) throws(ToolError) {
        do throws(ToolError) {
            try context.checkOutput(path, or: fallback, "the run cannot begin")
        } catch {
            var failure = error
            if let path, let planID, let known = try? context.journal(path), known.header.planID == planID {
                failure.advice = "it is the state file of a run of this very plan; to resume that run:"
                failure.commands = [Shell.command(["redrive", "resume", Shell.file(path)])]
            }
            throw failure
        }
    }

    private func start(
        _ planned: IdentifiedPlan,
        _ names: [String]?,
        _ access: WorkspaceAccess,
        isPlanFile: Bool
    ) async throws(ToolError) -> RunResult {
        .ended(
            try await StartOperation(
                context: context,
                command: command,
                access: access,
                planned: planned,
                names: names,
                isPlanFile: isPlanFile
            ).run()
        )
    }

    private func withoutSending(_ planned: IdentifiedPlan, _ names: [String]?) throws(ToolError) -> RunResult {
        context.console.showOnTheWay(PlanView(planned, PlanSummary(planned.plan)))
        if command.dryRun { return .dryRun(planned, PlannedWrite.all(of: planned.plan, steps: names)) }
        try refuseIncompleteNothing(planned)
        return .nothingToDo(planned)
    }

    /// Refuses an empty plan if nobody is there to read that its lists may be incomplete: a script would take the exit
    /// status 0 as proof that there is nothing to do.
    private func refuseIncompleteNothing(_ planned: IdentifiedPlan) throws(ToolError) {
        guard !planned.plan.isComplete, !command.allowIncomplete, !context.console.terminal.canAsk else { return }
        throw ToolError(
            .refused,
            "no job was selected, and the lists are not proven complete: there may be some",
            meaning: "nothing was sent",
            advice: "plan again later; with '--allow-incomplete' this counts as nothing to do"
        )
    }
}

extension Step {
    /// The file that its list is saved in; nil for none.
    fileprivate var save: SavedListing? {
        switch kind {
        case .repeatJobs, .resumeJobs: nil
        case .listJobs(let listing): listing.save
        }
    }
}

/// How `redrive run` ended.
enum RunResult: Sendable {
    /// Nothing was sent, because only the requests were asked for.
    case dryRun(IdentifiedPlan, [PlannedWrite])
    /// Nothing was sent, because no job was selected.
    case nothingToDo(IdentifiedPlan)
    /// The run was started.
    case ended(SessionResult)
}
