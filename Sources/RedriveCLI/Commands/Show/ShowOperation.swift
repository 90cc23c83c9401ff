import RedriveCore

/// Reads a plan from its own file or from the state file of its run.
struct ShowOperation {
    let context: CommandContext
    /// The path of the plan or state file.
    let path: String

    /// Reads the plan.
    ///
    /// - Throws: with exit status 65 if the file is neither a plan nor a state file, 74 if it cannot be read.
    func run() throws(ToolError) -> ShownPlan {
        let (planned, run) = try context.planOrRun(path)
        return ShownPlan(path: path, planned: planned, summary: PlanSummary(planned.plan), run: run)
    }
}

/// A plan, where it was found, and its run if there is one.
struct ShownPlan: Sendable {
    /// The file that it was read from.
    let path: String
    /// The plan.
    let planned: IdentifiedPlan
    /// What is counted in it.
    let summary: PlanSummary
    /// The run, if the file is a state file; nil for a plan file.
    let run: RunState?
}
