import ArgumentParser

/// `redrive why`: tells the story of one job of a run.
struct WhyCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Tell what happened to one job, and why: rule, requests, answers, outcome, and what can be done now.",
        discussion: """
            The job may be named by any of its ids: the master's, the attempt that failed, or a repeat. A suspended job may be named by its \
            token's fingerprint, as 'redrive show --jobs' lists it, or by the job that its row names.

            Example: redrive why crm-outage-3f2a9c01b7de.state.jsonl j-AJTAt8w6-wdAgWM
            """
    )

    @Argument(help: "The state file.", completion: .state)
    var state: String

    @Argument(help: "The job, by any of its ids or its token's fingerprint.")
    var job: String

    @OptionGroup(title: "Output") var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) throws(ToolError) -> Completion {
        context.present(try WhyOperation(context: context, path: state, job: job).run())
    }
}
