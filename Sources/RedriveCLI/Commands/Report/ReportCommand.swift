import ArgumentParser

/// `redrive report`: reports the result of a run, from its state file alone.
struct ReportCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Report what was repeated, what recovered, what did not, and why; also for a run that stopped.",
        discussion: """
            The same state file gives the same report. Without --format, the name after -o decides: .html, .md, .csv, .json or .txt.

            Example: redrive report crm-outage-3f2a9c01b7de.state.jsonl -o report.html
            """
    )

    @Argument(help: "The state file.", completion: .state)
    var state: String

    @Option(help: ArgumentHelp("How the report is written.", valueName: "text|markdown|html|json|csv"))
    var format: ReportFormat?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Where it is written; standard output by default.", valueName: "file"),
        completion: .file()
    )
    var file: String?

    @Flag(help: "Replace the file that -o names.")
    var force = false

    @OptionGroup(title: "Output") var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    /// Whether the report goes to standard output.
    var writesToOutput: Bool { file == nil || file == StandardInput.argument }

    func call(_ context: CommandContext) throws(ToolError) -> Completion {
        context.present(try ReportOperation(context: context, command: self).run())
    }
}
