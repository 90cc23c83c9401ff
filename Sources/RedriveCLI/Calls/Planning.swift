import WorkatoJobs
import RedriveCore
import RedriveEngine
import RunbookParsing
import Transport

/// Makes a plan of a runbook: what `plan` and `run RUNBOOK` have in common.
struct Planning: Sendable {
    let context: CommandContext
    /// The scenario of `--simulate`.
    let scenario: String?
    let withTitles: Bool

    /// Reads the runbook and keeps the steps that take part.
    static func runbook(
        _ path: String,
        _ inputs: InputOptions,
        _ overrides: OverrideOptions,
        _ steps: StepOptions,
        reason: String?,
        _ context: CommandContext
    ) throws(ToolError) -> Runbook {
        let loading = RunbookLoading(
            context: context,
            inputs: inputs,
            overrides: RunbookContext.Overrides(
                reason: reason,
                url: overrides.url,
                tokenEnvironment: overrides.tokenEnv
            )
        )
        var (runbook, warnings) = try loading.load(path)
        context.console.diagnostics(warnings)
        if let names = try StepChoice.names(steps, among: runbook.steps.map(\.name)) {
            runbook.steps.removeAll { !names.contains($0.name) }
        }
        return runbook
    }

    /// Reads the lists and puts the plan together.
    ///
    /// - Throws: as the engine says, where a list cannot be read.
    func plan(_ runbook: Runbook, _ access: WorkspaceAccess) async throws(ToolError) -> PlannedWork {
        let machine = PlanningStateMachine(
            runbook: runbook,
            version: RedriveVersion.current,
            now: context.environment.clock.now().wall,
            simulated: scenario,
            withTitles: withTitles
        )
        let display = ProgressDisplay(context.console, clock: context.environment.clock)
        let planner = Planner(client: access.client)
        let console = context.console
        let plan = try await context.untilInterrupted { () async throws(ToolError) -> Plan in
            let result: Result<Plan, EngineError> = await withTaskGroup(of: Void.self) { group in
                group.addTask { await display.run() }
                defer { group.cancelAll() }
                do throws(EngineError) {
                    return .success(
                        try await planner.plan(machine) { progress in
                            display.update(isUrgent: true) { _ in progress.snapshot }
                        }
                    )
                } catch {
                    return .failure(error)
                }
            }
            console.live(nil)
            switch result {
            case .success(let plan): return plan
            case .failure(let error): throw ToolError(error, doing: "the plan cannot be made")
            }
        }
        return try PlannedWork(plan.mappingText(context.console.secrets.removed(from:)))
    }

    /// Why a plan cannot be used that has more jobs than its runbook allows; nil where it has not.
    ///
    /// To be told below its preview, which shows what there is to narrow.
    static func refusal(above bound: Int?, _ work: PlannedWork, _ summary: PlanSummary) -> ToolError? {
        guard let bound, work.plan.jobs.count > bound else { return nil }
        var failure = ToolError(
            .refused,
            "the plan has \(Wording.count(work.plan.jobs.count, "job")), and max_jobs is \(Wording.count(bound))",
            meaning: "no plan was written and nothing was sent",
            advice: "narrow the selection, or raise max_jobs in the runbook",
            planID: work.planID
        )
        failure.totals = JSONObject(summary)
        return failure
    }
}

extension PlanningProgress {
    /// How far the reading is, in the three forms.
    fileprivate var snapshot: ProgressDisplay.Snapshot {
        let expected = expectedRows.map { " of at most \(Wording.count($0))" } ?? ""
        let line: Line =
            "reading \(list.rawValue) of recipe \(recipe): \(Wording.count(rows, "row"))\(expected) in \(Wording.count(requests, "request")); \(recipesDone) of \(Wording.count(recipes, "recipe")) done"
        let members: JSONObject = [
            JSONMember("recipe_id", .int(recipe.value)), JSONMember("list", .string(list.rawValue)),
            JSONMember("rows", .int(rows)), JSONMember("expected_rows", .optional(expectedRows)),
            JSONMember("requests", .int(requests)), JSONMember("recipes_done", .int(recipesDone)),
            JSONMember("recipes", .int(recipes)),
        ]
        return ProgressDisplay.Snapshot(live: line, line: line, members: members)
    }
}
