/// The tables of docs/runbook.md that come from the declarations of keys.
enum RunbookReference {
    /// The blocks with a table, in the order of the page.
    static let blocks: [Block] =
        [
            RunbookKeys.block, WorkspaceKeys.block, TokenKeys.block, LimitsKeys.block, InputKeys.block, StepKeys.block,
            VerifyKeys.block, GuardKeys.block, CanaryKeys.block, RecipeQueryKeys.block,
        ] + StepKindReader.all.flatMap(\.blocks)

    /// The line that a block's table follows in the page.
    static func marker(of block: Block) -> String { "<!-- keys: \(block.name) -->" }
}
