/// What every command works with.
struct CommandContext: Sendable {
    /// The outside world.
    let environment: ToolEnvironment
    /// Where results and messages go.
    let console: Console
    /// The content of `-` if an argument names a file to read.
    let input: StandardInput

    init(environment: ToolEnvironment, console: Console) {
        self.environment = environment
        self.console = console
        input = StandardInput(environment.terminal)
    }
}
