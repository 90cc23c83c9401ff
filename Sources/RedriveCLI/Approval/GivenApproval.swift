/// Who approved a plan, as state files record it: an option of the command line, or `terminal`.
struct GivenApproval: Sendable, Hashable {
    /// Who approved the plan.
    var approval: String
    /// Who allowed it to run although its lists are not proven complete; nil if they are.
    var incomplete: String?
}
