/// Names that writing and reading of plan files share.
///
/// See docs/formats/plan.md.
enum PlanFormat {
    /// Raised when older versions of Redrive would misunderstand a plan.
    static let version = 1
    /// How many hex digits of the digest name a plan.
    static let planIDDigits = 12
}
