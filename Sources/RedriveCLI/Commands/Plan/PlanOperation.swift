import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Plans a runbook and writes the plan.
struct PlanOperation {
    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: PlanCommand

    /// Plans the runbook and writes the plan, unless it has more jobs than `max_jobs`.
    ///
    /// - Throws: why there is no plan, or why it could not be written.
    func run() async throws(ToolError) -> PlanResult {
        try context.refuseSecondInput([command.runbook, command.inputs.inputs, command.simulate, command.fromRun])
        guard !command.writesToOutput || !command.output.json else {
            throw ToolError(.usage, "'-o -' and '--json' cannot be used together: both need standard output")
        }
        let (runbook, known) = try await runbook()
        if !command.writesToOutput {
            try context.checkOutput(command.planPath, or: "\(runbook.name).plan.jsonl", Self.cannotWrite)
        }
        let planning = PlanningOperation(
            context: context,
            scenario: command.simulate,
            withTitles: command.withTitles,
            known: known
        )
        let planned = try await WorkspaceAccess.with(
            runbook.workspace,
            scenario: command.simulate,
            writes: false,
            context
        ) { access async throws(ToolError) -> IdentifiedPlan in
            try await planning.plan(runbook, access)
        }
        let summary = PlanSummary(planned.plan)
        if let maxJobs = runbook.maxJobs, planned.plan.items > maxJobs {
            let refusal = ToolError(planned, summary, exceeds: maxJobs)
            return PlanResult(planned: planned, summary: summary, place: .refused(refusal))
        }
        return PlanResult(planned: planned, summary: summary, place: try write(planned))
    }

    /// What is planned: the runbook, or what a run has left, narrowed by the runbook if there is one.
    ///
    /// - Returns: with the workspace of the run's token, if it is known.
    private func runbook() async throws(ToolError) -> (Runbook, WorkspaceIdentity?) {
        var given: Runbook?
        if let path = command.runbook {
            given = try PlanningOperation.runbook(
                path,
                command.inputs,
                command.overrides,
                command.steps,
                reason: command.reason,
                context
            )
        }
        if let state = command.fromRun {
            return try await LeftoverOperation(context: context, command: command, path: state)
                .runbook(narrowedBy: given)
        }
        guard let given else { preconditionFailure("a bug in Redrive: a plan of nothing passed validation") }
        return (given, nil)
    }

    private static let cannotWrite = "the plan cannot be written"

    private func write(_ planned: IdentifiedPlan) throws(ToolError) -> PlanResult.Place {
        guard !command.writesToOutput else {
            print(planned.plan)
            return .output
        }
        do {
            let files = context.environment.fileSystem
            return .file(try PlanFile.write(planned.plan, to: command.planPath, fileSystem: files).path)
        } catch {
            throw ToolError(error, doing: Self.cannotWrite).about(plan: planned.planID)
        }
    }

    /// Writes the plan to standard output, about a megabyte at a time.
    private func print(_ plan: Plan) {
        var lines = ""
        for line in PlanEncoder(plan) {
            lines += String(decoding: line, as: UTF8.self) + "\n"
            if lines.utf8.count > 1 << 20 {
                context.console.raw(lines)
                lines = ""
            }
        }
        context.console.raw(lines)
    }
}

/// A plan that was made, and where it is.
struct PlanResult: Sendable {
    /// Where a plan is.
    enum Place: Sendable {
        /// In the file at this path.
        case file(String)
        /// On standard output.
        case output
        /// Nowhere: it has more jobs than `max_jobs`.
        case refused(ToolError)
    }

    /// The plan.
    let planned: IdentifiedPlan
    /// What is counted in it.
    let summary: PlanSummary
    /// Where it is.
    let place: Place
}
