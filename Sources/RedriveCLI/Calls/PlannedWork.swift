import RedriveCore
import RedriveEngine

/// A plan that can be shown and run, with what was computed of it.
struct PlannedWork: Sendable {
    let plan: Plan
    let planID: String

    /// A plan that was just made.
    init(_ plan: Plan) {
        self.plan = plan
        planID = PlanEncoder.lines(of: plan).planID
    }

    /// A plan that was read.
    init(_ contents: PlanFile.Contents) {
        plan = contents.plan
        planID = contents.planID
    }

    /// The plan of a run.
    init(_ state: RunState) {
        plan = state.plan
        planID = state.planID
    }

    /// How many jobs the steps of these names have; nil for all.
    func jobs(ofSteps names: [String]?) -> Int {
        guard let names else { return plan.jobs.count }
        return plan.jobs.count { names.contains(plan.header.steps[$0.step].name) }
    }
}
