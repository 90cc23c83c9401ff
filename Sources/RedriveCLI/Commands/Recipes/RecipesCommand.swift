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

    @Option(help: ArgumentHelp("Only recipes that use one of these connectors (repeatable).", valueName: "name"))
    var adapter: [String] = []

    @Option(help: ArgumentHelp("Only recipes in this folder or below it.", valueName: "id"))
    var folder: Int?

    @Option(
        help: ArgumentHelp("Only recipes with one of these tags, by title or handle (repeatable).", valueName: "tag")
    )
    var tag: [String] = []

    @Option(help: ArgumentHelp("Only recipes whose name fits this glob, such as 'Order*'.", valueName: "glob"))
    var name: String?

    @Flag(
        inversion: .prefixedNo,
        exclusivity: .exclusive,
        help: "Only recipes that are running, or only those that are not."
    )
    var running: Bool?

    @Option(help: ArgumentHelp("Leave this recipe out (repeatable).", valueName: "id"))
    var except: [Int] = []

    @Flag(help: "Print CSV instead of a table.")
    var csv = false

    @OptionGroup(title: "Workspace") var workspace: WorkspaceOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions

    var settings: Console.Settings { Console.Settings(output, progress) }

    func validate() throws {
        if csv, output.json { throw ValidationError("'--csv' and '--json' cannot be used together") }
        if let folder, folder < 1 { throw ValidationError("'--folder' is the id of a folder, a whole number from 1") }
        for id in except where id < 1 {
            throw ValidationError("'--except' is the id of a recipe, a whole number from 1 (is \(id))")
        }
        for text in adapter + tag + [name].compactMap({ $0 }) where text.isEmpty {
            throw ValidationError("'--adapter', '--tag' and '--name' need a text that is not empty")
        }
    }

    /// The query that the options ask for.
    var query: RecipeQuery {
        RecipeQuery(
            adapters: adapter,
            folder: folder.flatMap { FolderID($0) },
            tags: tag,
            name: name.map { [.glob($0)] } ?? [],
            isRunning: running,
            except: except.compactMap { RecipeID($0) }
        )
    }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let rows = try await RecipesOperation(context: context, command: self).run()
        // Whoever has read enough wants to hear no more.
        guard let rows else { return Completion() }
        guard csv else { return context.present(RecipesView(rows)) }
        context.console.raw(RecipesCSV.text(rows))
        return RecipesView(rows).completion
    }
}
