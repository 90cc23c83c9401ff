import ArgumentParser

/// `redrive outcomes`: looks again at the repeats of a run whose outcome is open.
struct OutcomesCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "outcomes",
        abstract: "Look again at repeats that had not ended or were not followed, and record how they ended.",
        discussion: """
            Reads lists and sends nothing; works for a run that ended days ago, and for one with 'verify: off'.

            Example: redrive outcomes crm-outage-3f2a9c01b7de.state.jsonl
            """
    )

    @Argument(help: "The state file.", completion: .state)
    var state: String

    @Option(
        help: ArgumentHelp(
            "Approve the plan with this id, so that its workspace is asked, with its token.",
            valueName: "plan-id"
        )
    )
    var approve: String?

    @Flag(help: "Record although a process on another machine has not recorded its end.")
    var takeOver = false

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions

    var settings: Console.Settings { Console.Settings(output, progress) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let result = try await OutcomesOperation(context: context, command: self).run()
        let completion = context.present(OutcomesView(result, path: state))
        if let failure = result.failure { throw failure }
        return completion
    }
}
