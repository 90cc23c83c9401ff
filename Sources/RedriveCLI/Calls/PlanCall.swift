import RedriveCore
import RedriveEngine

/// What `redrive plan` does.
struct PlanCall {
    let context: CommandContext
    let command: PlanCommand

    func call() async throws(ToolError) -> Completion {
        try context.refuseSecondInput([command.runbook, command.inputs.inputs, command.simulate])
        guard !writesToOutput || !command.output.json else {
            throw ToolError(.usage, "'-o -' and '--json' cannot be used together: both need standard output")
        }
        let runbook = try Planning.runbook(
            command.runbook,
            command.inputs,
            command.overrides,
            command.steps,
            reason: command.reason,
            context
        )
        if !writesToOutput {
            try context.checkOutput(command.planPath, or: "\(runbook.name).plan.jsonl", Self.cannotWrite)
        }
        let planning = Planning(context: context, scenario: command.simulate, withTitles: command.withTitles)
        let work = try await WorkspaceAccess.with(
            runbook.workspace,
            scenario: command.simulate,
            writes: false,
            context
        ) { access async throws(ToolError) -> PlannedWork in
            try await planning.plan(runbook, access)
        }
        let summary = PlanSummary(work.plan)
        if let refusal = Planning.refusal(above: runbook.maxJobs, work, summary) {
            show(work, summary, path: nil, next: nil)
            throw refusal
        }
        let path = writesToOutput ? nil : try write(work)
        if writesToOutput { print(work.plan) }
        show(work, summary, path: path, next: next(work, path))
        let status: ExitStatus = command.detailedExitcode && !work.plan.jobs.isEmpty ? .planNotEmpty : .done
        return Completion(status, planID: work.planID, totals: JSONObject(summary))
    }

    private static let cannotWrite = "the plan cannot be written"

    /// Whether the plan goes to standard output, and so what is for people to standard error.
    private var writesToOutput: Bool { command.planPath == StandardInput.argument }

    private func show(_ work: PlannedWork, _ summary: PlanSummary, path: String?, next: PlanPreview.Next?) {
        PlanEvents(work, summary).tell(context.console, path: path)
        let lines = PlanPreview(work, summary, width: context.console.width).lines(next: next)
        if writesToOutput { context.console.note(lines) } else { context.console.result(lines) }
    }

    private func write(_ work: PlannedWork) throws(ToolError) -> String {
        do {
            return try PlanFile.write(work.plan, to: command.planPath, fileSystem: context.environment.fileSystem).path
        } catch {
            throw ToolError(error, doing: Self.cannotWrite).about(plan: work.planID)
        }
    }

    /// Writes the plan to standard output, some lines at a time.
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

    private func next(_ work: PlannedWork, _ path: String?) -> PlanPreview.Next {
        let place = path.map { "'\($0)'" } ?? "standard output"
        if let scenario = work.plan.header.simulated {
            let command = ["redrive", "run", "--simulate", scenario, Shell.file(command.runbook)]
            return .note(
                "written to \(place); it is a plan of a simulated workspace and cannot be run; to rehearse:",
                command
            )
        }
        if work.plan.jobs.isEmpty { return .note("there is nothing to run; written to \(place)", nil) }
        return path.map { .run($0) } ?? .note("written to \(place); 'redrive run' takes it from a file, or as '-'", nil)
    }
}
