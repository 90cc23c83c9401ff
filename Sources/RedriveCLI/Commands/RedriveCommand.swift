import ArgumentParser

/// `redrive`: the root of all commands.
struct RedriveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Repeat jobs of a Workato workspace in bulk: previewed, paced, and resumable at any moment.",
        discussion: """
            A runbook says which jobs; 'plan' shows what would be done and writes it down; 'run' does exactly that. \
            Standard output carries the result, standard error the progress.
            """,
        version: "redrive \(RedriveVersion.current)",
        subcommands: [
            ValidateCommand.self, PlanCommand.self, ShowCommand.self, DiffCommand.self, RunCommand.self,
            ResumeCommand.self, StatusCommand.self, SchemaCommand.self, SimulateCommand.self,
        ]
    )
}
