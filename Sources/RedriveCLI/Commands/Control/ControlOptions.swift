import ArgumentParser

/// What every command to a live run takes.
struct ControlOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Why; kept in the state file.", valueName: "text"))
    var reason: String?
}
