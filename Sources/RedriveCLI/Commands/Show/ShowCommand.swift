import ArgumentParser

/// `redrive show`: shows the preview of a plan again, its jobs or its errors.
struct ShowCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the preview of a plan again, from its file or from the state file of its run.",
        discussion: "Example: redrive show crm-outage-3f2a9c01b7de.state.jsonl --class held,refused"
    )

    @Argument(help: "The plan or state file.", completion: .planOrState)
    var file: String

    @Flag(help: "List every job that was seen, suspended jobs by their tokens' fingerprints: where it stands, and why.")
    var jobs = false

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "List only jobs of these classes, outcomes or reasons, such as held,refused or failed_same.",
            valueName: "names"
        ),
        completion: .commaList(JobFilter.known)
    )
    var classes: [String] = []

    @Option(help: ArgumentHelp("List only jobs of these recipes.", valueName: "ids"), completion: .recipes)
    var recipe: [String] = []

    @Flag(help: "List every error of the jobs that would be repeated, the most frequent first.")
    var errors = false

    @Flag(help: "With --errors, list the errors of each recipe by themselves.")
    var byRecipe = false

    @OptionGroup(title: "Output") var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) throws(ToolError) -> Completion {
        let filter = try JobFilter(classes: classes, recipes: recipe)
        guard errors || !byRecipe else {
            throw ToolError(.usage, "'--by-recipe' is about '--errors', which is not given")
        }
        let shown = try ShowOperation(context: context, path: file).run()
        let view = ShowView(shown, isListOnly: errors || filter.isSelective)
        let completion = context.present(view)
        if errors { context.console.show(ErrorListView(summary: shown.summary, byRecipe: byRecipe)) }
        if jobs || filter.isSelective {
            context.console.show(JobListView(plan: shown.planned.plan, run: shown.run, filter: filter))
        }
        return completion
    }
}
