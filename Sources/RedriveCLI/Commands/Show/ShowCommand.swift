import ArgumentParser

/// `redrive show`: shows the preview of a plan again.
struct ShowCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the preview of a plan again, from its file or from the state file of its run."
    )

    @Argument(help: "The plan or state file.")
    var file: String

    @Flag(help: "List every job that was seen, with the reason if it is left out.")
    var jobs = false

    @OptionGroup var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) throws(ToolError) -> Completion {
        let shown = try ShowOperation(context: context, path: file).run()
        let completion = context.present(ShowView(shown))
        if jobs { context.console.show(JobListView(plan: shown.planned.plan)) }
        return completion
    }
}
