import ArgumentParser

/// `redrive validate`: checks runbooks without sending anything.
struct ValidateCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check runbooks offline; every error at once.",
        discussion: "Example: redrive validate outage.yaml"
    )

    @Argument(
        help: ArgumentHelp("The runbooks.", valueName: "runbook"),
        completion: .yaml
    )
    var runbooks: [String]

    @OptionGroup(title: "Inputs") var inputs: InputOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) throws(ToolError) -> Completion {
        var view = ValidateView(console: context.console)
        try ValidateOperation(context: context, inputs: inputs).run(runbooks) { view.show($0) }
        return view.completion
    }
}
