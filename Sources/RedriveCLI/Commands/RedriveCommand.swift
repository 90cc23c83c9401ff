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

/// A command that is parsed; calling it is a step of its own, so that everything it needs can be handed in.
protocol ToolCommand: ParsableCommand {
    /// How the command shows what it has to say.
    var settings: Console.Settings { get }

    /// Does what was asked for.
    func call(_ context: CommandContext) async throws(ToolError) -> Completion
}

/// What every command works with.
struct CommandContext: Sendable {
    let environment: ToolEnvironment
    let console: Console
    /// What `-` stands for where an argument names a file to read.
    let input: StandardInput

    init(environment: ToolEnvironment, console: Console) {
        self.environment = environment
        self.console = console
        input = StandardInput(environment.terminal)
    }
}
