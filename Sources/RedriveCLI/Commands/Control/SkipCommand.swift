import ArgumentParser
import WorkatoJobs

/// `redrive skip`: leaves the rest of a recipe unsent.
struct SkipCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip",
        abstract: "Let a live run leave the rest of a recipe's jobs unsent.",
        discussion: """
            The jobs stay 'not sent', also after a resume. What was sent before is still followed to its outcome.

            Example: redrive skip crm-outage-3f2a9c01b7de.state.jsonl --recipe 28904
            """
    )

    @Argument(help: "The state file.", completion: .state)
    var state: String

    @Option(help: ArgumentHelp("The recipe whose jobs are not sent any more.", valueName: "id"), completion: .recipes)
    var recipe: Int

    @OptionGroup var control: ControlOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        guard recipe > 0 else { throw ToolError(.usage, "a recipe id must be a number from 1; this is \(recipe)") }
        let request = ControlRequest(
            command: .skip,
            recipe: RecipeID(recipe),
            by: context.author,
            reason: control.reason
        )
        return context.present(try await ControlOperation(context: context, path: state, request: request).run())
    }
}
