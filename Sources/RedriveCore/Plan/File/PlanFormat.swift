/// Names that writing and reading of plan files share.
///
/// See docs/formats/plan.md.
enum PlanFormat {
    /// The newest format that is read; raised when older versions of Redrive would misunderstand a plan.
    static let version = 3
    /// The format of a plan whose steps are sent in stages, and that has no other steps than those that repeat jobs.
    static let versionWithRollout = 2
    /// The format of a plan whose steps send everything at once.
    static let versionWithoutRollout = 1

    /// The format that a plan with this header is written in: the oldest that says all of it.
    ///
    /// A version that does not know `managed_user` would send to the partner's own workspace, and one that does not know
    /// the workspace's `id` would take a token of another one.
    static func version(of header: PlanHeader) -> Int {
        if header.workspace.managedUser != nil || header.workspace.id != nil { return version }
        let isStaged = header.steps.contains { $0.conduct.rollout != .immediate || $0.conduct.maxPending != nil }
        let isOnlyRepeats = header.steps.allSatisfy { step in
            switch step.kind {
            case .repeatJobs: true
            case .resumeJobs, .listJobs: false
            }
        }
        if !isOnlyRepeats { return version }
        return isStaged ? versionWithRollout : versionWithoutRollout
    }

    /// How many hex digits of the digest name a plan.
    static let planIDDigits = 12
}
