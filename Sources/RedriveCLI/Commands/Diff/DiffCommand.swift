import ArgumentParser

/// `redrive diff`: shows what changed between two plans, or what of a plan a run has done.
struct DiffCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed from one plan to another, or what of a plan a run has done.",
        discussion: """
            After a state file, another file is compared with the plan in it; after a plan, a state file shows what was done.

            Examples: redrive diff morning.plan.jsonl noon.plan.jsonl
                      redrive diff outage.plan.jsonl crm-outage-3f2a9c01b7de.state.jsonl
            """
    )

    @Argument(help: "The plan before, or the state file of its run.", completion: .planOrState)
    var before: String

    @Argument(
        help: "The plan after; or the state file of a run, to see what of the plan it has done.",
        completion: .planOrState
    )
    var after: String

    @OptionGroup(title: "Output") var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) throws(ToolError) -> Completion {
        switch try DiffOperation(context: context, before: before, after: after).run() {
        case .plans(let comparison): context.present(DiffView(comparison))
        case .run(let progress): context.present(PlanProgressView(progress))
        }
    }
}
