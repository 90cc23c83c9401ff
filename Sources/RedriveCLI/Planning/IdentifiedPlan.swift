import RedriveCore
import RedriveEngine

/// A plan with its id and digest.
struct IdentifiedPlan: Sendable {
    /// The plan.
    let plan: Plan
    /// The first 12 hex digits of the digest.
    let planID: String
    /// The SHA-256 of the plan's file, as 64 hex digits.
    let digest: String

    /// Identifies a plan that was just made.
    ///
    /// The lines of its file are hashed one at a time and not kept: for a million jobs they would take 250 MB.
    ///
    /// - Throws: with exit status 65 if its file would have a longer line than a plan may have.
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

    /// Takes over the id and digest of a plan that was read.
    init(_ contents: PlanFile.Contents) {
        plan = contents.plan
        planID = contents.planID
        digest = contents.digest
    }

    /// Takes over the plan of a run.
    ///
    /// - Parameter digest: the digest that the state file carries.
    init(_ state: RunState, digest: String) {
        plan = state.plan
        planID = state.planID
        self.digest = digest
    }

    /// How many jobs the steps with these names have; nil for all steps.
    func jobs(ofSteps names: [String]?) -> Int {
        guard let names else { return plan.items }
        return plan.jobs.count { names.contains(plan.header.steps[$0.step].name) }
            + plan.tokens.count { names.contains(plan.header.steps[$0.step].name) }
    }
}
