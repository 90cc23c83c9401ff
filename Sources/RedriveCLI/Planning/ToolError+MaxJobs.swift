import RedriveCore

extension ToolError {
    /// A plan that has more jobs than its runbook allows.
    ///
    /// Shown below the plan's preview, which lists what could be narrowed.
    ///
    /// - Parameter maxJobs: the runbook's `max_jobs`.
    init(_ planned: IdentifiedPlan, _ summary: PlanSummary, exceeds maxJobs: Int) {
        self.init(
            .refused,
            "the plan has \(Wording.count(planned.plan.items, "job")), and max_jobs is \(Wording.count(maxJobs))",
            meaning: "no plan was written and nothing was sent",
            advice: "narrow the selection, or raise max_jobs in the runbook",
            planID: planned.planID,
            page: .maxJobs
        )
        totals = JSONObject(summary)
    }
}
