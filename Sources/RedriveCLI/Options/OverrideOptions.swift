import ArgumentParser

/// What the command line overrides in the runbook.
struct OverrideOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The address of the workspace, instead of the runbook's.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("The variable that holds the token, instead of the runbook's.", valueName: "name"))
    var tokenEnv: String?
}
