import ArgumentParser

/// `redrive doctor`: looks at the workspace and says what was found; never writes to it.
struct DoctorCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check address, token, workspace, clock and job lists, read-only, and say what each finding means.",
        discussion: """
            With a runbook it looks at that runbook's workspace and first recipes. It sends no write: three reads (the workspace, a page of recipes, a page of folders), and at most seven for each recipe.

            Examples: redrive doctor outage.yaml
                      redrive doctor --url https://app.eu.workato.com --recipe 28904
            """
    )

    @Argument(
        help: "A runbook whose workspace and recipes are looked at.",
        completion: .yaml
    )
    var runbook: String?

    @Option(help: ArgumentHelp("Look at the lists of this recipe (repeatable).", valueName: "id"))
    var recipe: [String] = []

    @Option(
        help: ArgumentHelp(
            "Look at the simulated workspace of this file instead of a real one.",
            valueName: "scenario"
        ),
        completion: .yaml
    )
    var simulate: String?

    @OptionGroup(title: "Inputs") var inputs: InputOptions
    @OptionGroup(title: "Workspace") var overrides: OverrideOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions

    var settings: Console.Settings { Console.Settings(output, progress) }

    func validate() throws {
        if runbook == nil, !inputs.assignments.isEmpty || inputs.inputs != nil || inputs.confine {
            throw ValidationError("'--set', '--inputs' and '--confine' are about a runbook, which is not given")
        }
    }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        context.present(DoctorView(try await DoctorOperation(context: context, command: self).run()))
    }
}
