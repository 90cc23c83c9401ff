import RedriveCore
import RedriveEngine

/// What `redrive plan` does.
struct PlanCall {
    let context: CommandContext
    let command: PlanCommand

    func call() async throws(ToolFailure) -> Completion {
        try context.refuseSecondInput([command.runbook, command.inputs.inputs, command.simulate])
        if let path = command.planPath { try checkIsFree(path) }
        let runbook = try Planning.runbook(
            command.runbook,
            command.inputs,
            command.overrides,
            command.steps,
            reason: command.reason,
            context
        )
        let planning = Planning(context: context, scenario: command.simulate, withTitles: command.withTitles)
        let work = try await WorkspaceAccess.with(
            runbook.workspace,
            scenario: command.simulate,
            writes: false,
            context
        ) { access async throws(ToolFailure) -> PlannedWork in
            try await planning.plan(runbook, access)
        }
        let path = try write(work)
        let summary = PlanSummary(work.plan)
        PlanEvents(work, summary).tell(context.console, path: path)
        let preview = PlanPreview(work, summary, width: context.console.width)
        context.console.result(preview.lines(next: next(work, path)))
        let status: ExitStatus = command.detailedExitcode && !work.plan.jobs.isEmpty ? .planNotEmpty : .done
        return Completion(status, planID: work.planID, totals: JSONObject(summary))
    }

    /// Better before the lists are read than after.
    private func checkIsFree(_ path: String) throws(ToolFailure) {
        do {
            try context.environment.fileSystem.open(path, for: .reading).close()
        } catch {
            return
        }
        throw ToolFailure(EngineError.nameTaken(path: path), doing: "the plan cannot be written")
    }

    private func write(_ work: PlannedWork) throws(ToolFailure) -> String {
        do {
            return try PlanFile.write(work.plan, to: command.planPath, fileSystem: context.environment.fileSystem).path
        } catch {
            throw ToolFailure(error, doing: "the plan cannot be written").about(plan: work.planID)
        }
    }

    private func next(_ work: PlannedWork, _ path: String) -> PlanPreview.Next {
        if let scenario = work.plan.header.simulated {
            let command = ["redrive", "run", "--simulate", scenario, command.runbook]
            return .note(
                "written to '\(path)'; it is a plan of a simulated workspace and cannot be run; to rehearse:",
                command
            )
        }
        if work.plan.jobs.isEmpty { return .note("there is nothing to run; written to '\(path)'", nil) }
        return .run(path)
    }
}
