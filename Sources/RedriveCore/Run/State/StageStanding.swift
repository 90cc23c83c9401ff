/// Where the stage stands that a step's rollout is in.
package struct StageStanding: Sendable, Hashable {
    /// Which kind of stage it is.
    package enum Kind: Sendable, Hashable {
        /// The canaries.
        case canary
        /// A stage of the ramp, by its place in it, from 0.
        case ramp(Int)
    }

    /// Which kind of stage it is.
    package var kind: Kind
    /// How many stages the ramp has.
    package var stages: Int
    /// How many jobs of the step may be sent by its end.
    package var total: Int
    /// How many jobs of the step were sent.
    package var sent: Int
    /// How many of those have not ended, as far as is known.
    package var open: Int

    /// Whether everything is sent, and outcomes are waited for.
    package var isWaiting: Bool { sent >= total && open > 0 }
}

extension RunState {
    /// The stage that a step's rollout is in; nil if everything is admitted.
    ///
    /// Visits all jobs of the plan.
    package func stage(ofStep step: Int) -> StageStanding? {
        let rollout = RolloutStateMachine(ofStep: step, open: [], in: self)
        guard let total = rollout.total(in: self) else { return nil }
        let kind: StageStanding.Kind
        switch rollout.state {
        case .canary: kind = .canary
        case .ramp(let place): kind = .ramp(place)
        case .open: return nil
        }
        return StageStanding(
            kind: kind,
            stages: plan.header.steps[step].conduct.rollout.ramp.count,
            total: total,
            sent: steps[step].rollout.taken,
            open: jobs.indices.count { plan.jobs[$0].step == step && jobs[$0].mayRun }
        )
    }
}
