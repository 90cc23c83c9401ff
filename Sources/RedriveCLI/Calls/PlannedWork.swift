import RedriveCore
import RedriveEngine

/// A plan that can be shown and run, with what was computed of it.
struct PlannedWork: Sendable {
    let plan: Plan
    let planID: String
    /// The SHA-256 of the plan's file, as 64 hex digits.
    let digest: String

    /// A plan that was just made.
    ///
    /// - Throws: with exit status 65 where its file would have a line that no plan may have.
    init(_ plan: Plan) throws(ToolError) {
        self.plan = plan
        var encoder = PlanEncoder(plan)
        var longest = 0
        while let line = encoder.next() { longest = max(longest, line.count) }
        planID = encoder.planID ?? ""
        digest = encoder.digest ?? ""
        guard longest > PlanDecoder.longestLine else { return }
        throw ToolError(
            .invalidData,
            "the plan would have a line of \(longest) bytes; at most \(PlanDecoder.longestLine) are allowed",
            meaning: "no plan was written and nothing was sent",
            advice: "name fewer recipes or steps in one runbook"
        )
    }

    /// A plan that was read.
    init(_ contents: PlanFile.Contents) {
        plan = contents.plan
        planID = contents.planID
        digest = contents.digest
    }

    /// The plan of a run.
    init(_ state: RunState, digest: String) {
        plan = state.plan
        planID = state.planID
        self.digest = digest
    }

    /// How many jobs the steps of these names have; nil for all.
    func jobs(ofSteps names: [String]?) -> Int {
        guard let names else { return plan.jobs.count }
        return plan.jobs.count { names.contains(plan.header.steps[$0.step].name) }
    }
}
