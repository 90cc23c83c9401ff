import ArgumentParser

/// A command: its arguments, and what it does with them.
///
/// A command is parsed first and called afterwards, so that everything it needs can be passed to the call. Each command has a
/// folder with the command, which holds only arguments, an operation, which does the work and returns a value, and a view,
/// which makes text and events from that value.
protocol ToolCommand: ParsableCommand {
    /// How the command shows its results.
    var settings: Console.Settings { get }

    /// Runs the command.
    ///
    /// - Returns: how the command ended; it did what it was asked to.
    /// - Throws: why it did not.
    func call(_ context: CommandContext) async throws(ToolError) -> Completion
}
