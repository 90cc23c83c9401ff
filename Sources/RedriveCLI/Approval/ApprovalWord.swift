/// An approval on the command line.
enum ApprovalWord: Sendable, Hashable {
    /// `--approve PLAN_ID`.
    case approve(String)
    /// `--yes`.
    case yes
}
