import ArgumentParser
import RunbookParsing

/// `redrive schema`: prints the JSON Schema of the runbook.
struct SchemaCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of the runbook, for editors.",
        discussion: "Example: redrive schema > runbook.schema.json"
    )

    var settings: Console.Settings { Console.Settings() }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        context.console.raw(RunbookSchema.json)
        return Completion()
    }
}
