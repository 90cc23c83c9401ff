import RedriveCore

/// Every error of a plan's jobs, whole, with how many jobs failed with it and where.
struct ErrorListView: View {
    /// The plan's numbers.
    let summary: PlanSummary
    /// Whether the same error in two recipes is listed twice.
    let byRecipe: Bool

    func lines(on canvas: Canvas) -> [Line] {
        let groups = ErrorGroup.all(of: summary, byRecipe: byRecipe)
        guard !groups.isEmpty else { return [.empty, Line("no job of the plan had failed", .dim)] }
        return [.empty, Line("errors", .bold)] + ErrorLines(groups, columns: canvas.columns).whole
    }
}
