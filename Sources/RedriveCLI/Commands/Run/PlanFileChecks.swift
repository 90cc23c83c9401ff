import RedriveCore
import RedriveEngine
import RunbookParsing
import WorkatoJobs

/// Whether a plan file may be run with these arguments, here and now.
struct PlanFileChecks: Sendable {
    /// The age from which a plan is refused unless `--max-age` allows more: 24 hours.
    static let maxAge: Duration = .seconds(24 * 3600)
    /// The age from which a plan is warned about: one hour.
    static let warningAge: Duration = .seconds(3600)

    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: RunCommand

    /// Refuses options that would change the plan.
    ///
    /// - Throws: with exit status 64.
    func checkUsage() throws(ToolError) {
        let given = [
            ("--set", !command.inputs.assignments.isEmpty), ("--inputs", command.inputs.inputs != nil),
            ("--confine", command.inputs.confine), ("--url", command.overrides.url != nil),
            ("--token-env", command.overrides.tokenEnv != nil),
        ]
        for (option, isGiven) in given where isGiven {
            throw ToolError(
                .usage,
                "'\(option)' does not go with a plan file: a plan is fixed, and so is its workspace",
                meaning: "nothing was sent",
                advice: "make a new plan with '\(option)'"
            )
        }
    }

    /// Refuses a plan of a simulated workspace, one that is too old, and one that was run before.
    ///
    /// - Throws: with exit status 6 or 64, or 74 if it is unknown whether the plan was run before.
    func check(_ planned: IdentifiedPlan) throws(ToolError) {
        if let scenario = planned.plan.header.simulated {
            throw ToolError(
                .refused,
                "this plan comes from a simulation (\(scenario)) and cannot be run",
                meaning: "nothing was sent",
                advice: "to rehearse, run its runbook with '--simulate \(Shell.quoted(scenario))'",
                page: .scenario
            )
        }
        if command.simulate != nil {
            throw ToolError(
                .usage,
                "'--simulate' does not go with a plan file: this is a plan of a real workspace",
                meaning: "nothing was sent",
                advice: "to rehearse, run the runbook with '--simulate'"
            )
        }
        try checkAge(planned.plan)
        if let run = try earlierRun(planned.planID) { throw ToolError(alreadyRun: run) }
    }

    private func checkAge(_ plan: Plan) throws(ToolError) {
        let now = context.environment.clock.now().wall
        let made = plan.header.createdAt
        let clocks = "made at \(made.formatted(.seconds)), and this machine's clock says \(now.formatted(.seconds))"
        let bound = command.maxAge?.duration ?? Self.maxAge
        switch Age(of: made, at: now) {
        case .future(let ahead) where ahead > Age.mostSkew:
            throw ToolError(
                .refused,
                "the plan is from the future: it was \(clocks)",
                meaning: "how old it really is, is unknown; nothing was sent",
                advice: "check the clocks of this machine and of the one that made the plan, and make a new plan",
                page: .plan
            )
        case .future(let ahead):
            guard ahead >= .seconds(1) else { return }
            context.console.warning("the plan is \(Wording.time(ahead)) ahead: it was \(clocks); it counts as new")
        case .past(let age) where age > bound:
            throw ToolError(
                .refused,
                "the plan is \(Wording.time(age)) old; at most \(Wording.time(bound)) are allowed",
                found: "it was \(clocks)",
                meaning: "nothing was sent",
                advice: "make a new plan, or allow more with '--max-age'",
                page: .plan
            )
        case .past(let age):
            guard age >= Self.warningAge else { return }
            context.console.warning("the plan is \(Wording.time(age)) old; jobs that changed since are dropped")
        }
    }

    private func earlierRun(_ planID: String) throws(ToolError) -> PlanRun? {
        do {
            return try context.stateDirectory(isMade: !command.dryRun).run(ofPlan: planID)
        } catch {
            guard !command.dryRun else { return nil }
            throw ToolError(
                .fileFailure,
                "it is unknown whether the plan was run on this machine already: \(error.description)",
                meaning: "nothing was sent",
                advice: "look for a state file of the plan; if it was certainly not run, move '\(error.path)' away"
            )
        }
    }
}
