import ArgumentParser
import RedriveCore
import WorkatoJobs

/// `redrive recipes`: lists recipes by the query that a runbook takes.
struct RecipesCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipes",
        abstract: "List the recipes of a workspace, with their failures; nothing is changed.",
        discussion: """
            All conditions must hold; a runbook takes the same ones below 'recipes'.

            Examples: redrive recipes --adapter salesforce --running
                      redrive recipes --folder 4711 --name 'Order*' --csv > orders.csv
            """
    )

    @Option(help: ArgumentHelp("Only recipes whose name fits this glob, such as 'Order*'.", valueName: "glob"))
    var name: String?

    @Flag(help: "Print CSV instead of a table.")
    var csv = false

    @OptionGroup var conditions: RecipeConditions
    @OptionGroup(title: "Workspace") var workspace: WorkspaceOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions

    var settings: Console.Settings { Console.Settings(output, progress) }

    func validate() throws {
        if csv, output.json { throw ValidationError("'--csv' and '--json' cannot be used together") }
        if name?.isEmpty == true { throw ValidationError("'--name' needs a text that is not empty") }
    }

    /// The query that the options ask for.
    var query: RecipeQuery { conditions.query(name: name) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let rows = try await RecipesOperation(context: context, command: self).run()
        // Whoever has read enough wants to hear no more.
        guard let rows else { return Completion() }
        guard csv else { return context.present(RecipesView(rows)) }
        context.console.raw(RecipesCSV.text(rows))
        return RecipesView(rows).completion
    }
}
