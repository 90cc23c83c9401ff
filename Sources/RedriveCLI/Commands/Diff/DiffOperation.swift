import RedriveCore
import RedriveEngine

/// Compares two plans, or a plan with a run.
struct DiffOperation {
    /// What the command works with.
    let context: CommandContext
    /// The path of the plan before, or of the state file of its run.
    let before: String
    /// The path of the plan after, or of the state file of a run.
    let after: String

    /// What the two files are compared as.
    enum Comparison: Sendable {
        /// Two plans.
        case plans(PlanComparison)
        /// A plan and a run.
        case run(PlanProgress)
    }

    /// Reads both files and compares them.
    ///
    /// - Throws: with exit status 65 if a file is neither a plan nor a state file, 74 if one cannot be read.
    func run() throws(ToolError) -> Comparison {
        try context.refuseSecondInput([before, after])
        let old = try context.planOrRun(before)
        let new = try context.planOrRun(after)
        if old.run == nil, let run = new.run {
            return .run(PlanProgress(planned: old.planned, run: run, runPath: after))
        }
        let diff = PlanDiff(old.planned.plan, new.planned.plan)
        return .plans(PlanComparison(old: old.planned, new: new.planned, diff: diff))
    }
}

/// A plan, and the run whose work on its jobs is asked for; the run may be one of another plan.
struct PlanProgress: Sendable {
    /// The plan.
    let planned: IdentifiedPlan
    /// The run.
    let run: RunState
    /// The path of its state file.
    let runPath: String

    /// Where the suspended jobs of the plan stand in the run, by row; nil for one whose token the run's plan does not have.
    ///
    /// Tokens are known by their fingerprints: a run of a runbook of another name has none of them.
    var tokens: [TokenProgress?] {
        let known = Dictionary(run.plan.tokens.enumerated().map { ($1.row.fingerprint, $0) }) { first, _ in first }
        return planned.plan.tokens.map { token in known[token.row.fingerprint].map { run.tokens.progress[$0] } }
    }

    /// Where a job of the plan stands in the run; nil for a job that the run's plan does not have.
    func progress(of position: Int) -> JobProgress? {
        let job = planned.plan.jobs[position]
        return run.position(recipe: job.recipe, master: job.master).map { run.jobs[$0] }
    }
}

/// Two plans and what changed from one to the other.
struct PlanComparison: Sendable {
    /// The plan before.
    let old: IdentifiedPlan
    /// The plan after.
    let new: IdentifiedPlan
    /// What changed.
    let diff: PlanDiff

    /// Whether both plans are about one workspace.
    var isOfOneWorkspace: Bool {
        WorkspaceAddress.key(of: old.plan.header.workspace.url)
            == WorkspaceAddress.key(of: new.plan.header.workspace.url)
    }
}
