import ArgumentParser

/// `redrive`: the root of all commands.
struct RedriveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Repeat jobs of a Workato workspace in bulk: previewed, paced, and resumable at any moment.",
        discussion: """
            A runbook says which jobs; 'plan' shows what would be done and writes it down; 'run' does exactly that. \
            Standard output carries the result, standard error the progress.

            Example: redrive run outage.yaml

            More help: redrive help environment, redrive help exit-status. Completions: redrive --generate-completion-script bash
            """,
        version: "redrive \(RedriveVersion.described)",
        subcommands: [
            ValidateCommand.self, PlanCommand.self, ShowCommand.self, DiffCommand.self, RunCommand.self,
            ResumeCommand.self, StatusCommand.self, PauseCommand.self, StopCommand.self, PaceCommand.self,
            SkipCommand.self, ReportCommand.self, WhyCommand.self, OutcomesCommand.self, JobsCommand.self,
            JobCommand.self, RecipesCommand.self, InitCommand.self, DoctorCommand.self, SchemaCommand.self,
            SimulateCommand.self,
        ]
    )

    /// The name of the command that a command line calls.
    ///
    /// - Parameter arguments: without the program's own name.
    /// - Throws: what is wrong with the arguments.
    static func name(of arguments: [String]) throws -> String? {
        type(of: try parseAsRoot(arguments)).configuration.commandName
    }

    /// The names of the commands, `help` included.
    static var names: [String] { configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"] }
}
