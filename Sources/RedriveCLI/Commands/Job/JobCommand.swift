import ArgumentParser

/// `redrive job`: one job, its steps and its family.
struct JobCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "job",
        abstract: "Show one job: its steps with times and errors, its master, repeats and callers.",
        discussion: """
            What the steps have read and written is not shown, since it may hold personal data; --json prints the \
            server's answer as it is, and nothing else.

            Example: redrive job 28904 j-AJTAt8w6-wdAgWM
            """
    )

    @Argument(help: "The id of the recipe.")
    var recipe: String

    @Argument(help: "The id of the job, or the address of its page.")
    var job: String

    @Flag(help: "Print the server's answer, unchanged but for secrets, and nothing else.")
    var json = false

    @Flag(help: "Do not use color; the variable NO_COLOR does the same.")
    var noColor = false

    @OptionGroup(title: "Workspace") var workspace: WorkspaceOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions

    // The answer stands alone: events around it would make it another document.
    var settings: Console.Settings {
        Console.Settings(json: false, quiet: progress.quiet, verbose: progress.verbose, noColor: noColor)
    }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let result = try await JobOperation(context: context, command: self).run()
        guard !json else {
            context.console.raw(JobText.of(result.body, isForTerminal: context.console.terminal.outputIsTerminal))
            return Completion()
        }
        return context.present(JobView(result))
    }
}
