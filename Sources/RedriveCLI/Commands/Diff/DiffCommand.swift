import ArgumentParser

/// `redrive diff`: shows what changed between two plans.
struct DiffCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed from one plan to another.",
        discussion: "Example: redrive diff morning.plan.jsonl noon.plan.jsonl"
    )

    @Argument(help: "The plan before, or the state file of its run.", completion: .file(extensions: ["jsonl"]))
    var before: String

    @Argument(help: "The plan after, or the state file of its run.", completion: .file(extensions: ["jsonl"]))
    var after: String

    @OptionGroup(title: "Output") var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) throws(ToolError) -> Completion {
        context.present(DiffView(try DiffOperation(context: context, before: before, after: after).run()))
    }
}
