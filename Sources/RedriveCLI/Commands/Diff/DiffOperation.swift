import RedriveCore
import RedriveEngine

/// Compares two plans.
struct DiffOperation {
    let context: CommandContext
    /// The path of the plan before, or of the state file of its run.
    let before: String
    /// The path of the plan after, or of the state file of its run.
    let after: String

    /// Reads both plans and compares them.
    ///
    /// - Throws: with exit status 65 if a file is neither a plan nor a state file, 74 if one cannot be read.
    func run() throws(ToolError) -> PlanComparison {
        try context.refuseSecondInput([before, after])
        let old = try context.planOrRun(before).planned
        let new = try context.planOrRun(after).planned
        return PlanComparison(old: old, new: new, diff: PlanDiff(old.plan, new.plan))
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
