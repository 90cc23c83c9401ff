import WorkatoJobs
import RedriveCore
import RedriveEngine
import RunbookParsing
import Transport

/// Makes a plan from a runbook, for `plan` and for `run RUNBOOK`.
struct PlanningOperation: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// The path of the scenario whose simulated workspace is planned for; nil for a real workspace.
    let scenario: String?
    /// Whether the plan keeps the titles of jobs.
    let withTitles: Bool
    /// The workspace that the token must belong to, as a run before knew it; nil for any that the runbook allows.
    var known: WorkspaceIdentity?

    /// Reads a runbook and keeps the steps that take part.
    ///
    /// - Throws: with exit status 64 if there is no such step, 65 if the runbook is not valid, 74 if it cannot be read.
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

    /// Reads the lists and makes the plan.
    ///
    /// - Throws: the error of the engine if a list cannot be read; with exit status 65 if the plan could not be read
    ///   again.
    func plan(_ runbook: Runbook, _ access: WorkspaceAccess) async throws(ToolError) -> IdentifiedPlan {
        let identity = try await IdentityOperation(
            context: context,
            workspace: runbook.workspace,
            known: known,
            doing: "the plan cannot be made"
        ).read(access.client, isSimulated: scenario != nil)
        // The plan is as old as the first of its reads.
        let now = context.environment.clock.now().wall
        let (scenario, withTitles) = (scenario, withTitles)
        let recipes = RecipeReader(client: access.client)
        let display = ProgressDisplay(context.console, clock: context.environment.clock)
        let planner = Planner(client: access.client)
        let pacing = access.client.pacing
        let limit = runbook.workspace.limits.other
        let plan = try await context.untilInterrupted { () async throws(ToolError) -> Plan in
            do throws(EngineError) {
                return try await display.run { () async throws(EngineError) -> Plan in
                    let (resolved, names) = try await recipes.resolve(runbook, readsNames: true) { progress in
                        display.update(isUrgent: true) { now in
                            let wait = pacing.waitsUntil(.recipes)
                            return progress.snapshot(at: now, waitsUntil: wait, limit: runbook.workspace.limits.recipes)
                        }
                    }
                    let machine = PlanningStateMachine(
                        runbook: resolved,
                        version: RedriveVersion.current,
                        now: now,
                        simulated: scenario,
                        withTitles: withTitles,
                        names: names,
                        identity: identity
                    )
                    return try await planner.plan(machine) { progress in
                        display.update(isUrgent: true) { now in
                            progress.snapshot(at: now, waitsUntil: pacing.waitsUntil(.reads), limit: limit)
                        }
                    }
                }
            } catch {
                throw ToolError(error, doing: "the plan cannot be made")
            }
        }
        return try IdentifiedPlan(plan.mappingText(context.console.secrets.removed(from:)))
    }
}
