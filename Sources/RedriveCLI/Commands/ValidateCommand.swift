import ArgumentParser

/// `redrive validate`: checks runbooks without asking anybody.
struct ValidateCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check runbooks offline; every error at once."
    )

    @Argument(help: ArgumentHelp("The runbooks.", valueName: "runbook"))
    var runbooks: [String]

    @OptionGroup var inputs: InputOptions
    @OptionGroup var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        try Validation(context: context, inputs: inputs).validate(runbooks)
    }
}
