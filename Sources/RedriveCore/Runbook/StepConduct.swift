/// How a step is carried out, whatever it does.
///
/// Runbook, plan and run share this value.
package struct StepConduct: Sendable, Hashable {
    /// How long outcomes are followed after the last request of the step; nil if they are not followed (`verify: off`).
    package var verifyWithin: Duration?
    /// When the step stops by itself.
    package var guards: Guards
    /// A pace in jobs that is slower than the workspace's limits; nil for as fast as the limits allow.
    package var pace: Rate?
    /// Which jobs are sent before others, and what is waited for between them.
    package var rollout: Rollout
    /// The most repeats of one recipe that may not have ended at any time; nil for no bound.
    package var maxPending: Int?
    /// Whether the next step starts after a guard stopped this one.
    package var onFailure: OnFailure

    /// What happens to the following steps after a guard stopped this one.
    package enum OnFailure: String, Sendable, Hashable, Codable, CaseIterable {
        /// The run stops (exit 3).
        case stop
        /// The run continues with the next step; jobs that were not sent stay `not_sent`.
        case `continue`
    }

    /// The default of `verify.within`: 10 minutes.
    package static let defaultVerifyWithin: Duration = .seconds(600)

    /// The conduct of a step that only lists: there is nothing to follow and nothing to stop.
    package static func ofListing(onFailure: OnFailure) -> StepConduct {
        StepConduct(verifyWithin: nil, guards: .off, onFailure: onFailure)
    }

    /// A conduct from its parts; the defaults are those of the runbook.
    package init(
        verifyWithin: Duration? = StepConduct.defaultVerifyWithin,
        guards: Guards = .default,
        pace: Rate? = nil,
        rollout: Rollout = .immediate,
        maxPending: Int? = nil,
        onFailure: OnFailure = .stop
    ) {
        self.verifyWithin = verifyWithin
        self.guards = guards
        self.pace = pace
        self.rollout = rollout
        self.maxPending = maxPending
        self.onFailure = onFailure
    }
}
