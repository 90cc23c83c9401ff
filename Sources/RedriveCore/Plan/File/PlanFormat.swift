/// Names that writing and reading of plan files share.
///
/// See docs/formats/plan.md.
enum PlanFormat {
    /// The newest format that is read; raised when older versions of Redrive would misunderstand a plan.
    static let version = 2
    /// The format of a plan whose steps send everything at once.
    static let versionWithoutRollout = 1

    /// The format that a plan with these steps is written in: the oldest that says all of it.
    static func version(of steps: [PlannedStep]) -> Int {
        let isStaged = steps.contains { $0.conduct.rollout != .immediate || $0.conduct.maxPending != nil }
        return isStaged ? version : versionWithoutRollout
    }

    /// How many hex digits of the digest name a plan.
    static let planIDDigits = 12
}
