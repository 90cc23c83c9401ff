import ArgumentParser
import RedriveCore
import WorkatoJobs

/// `redrive init`: writes a runbook from a few answers, or from flags.
struct InitCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Look at the failures of a few recipes, and write a commented runbook that repeats them.",
        discussion: """
            On a terminal it asks for what no option says. Elsewhere '--since' is required, and '--recipe', '--all-recipes' or a condition for recipes. It only reads, and never overwrites a file.

            Examples: redrive init
                      redrive init --recipe 28904 --since '6h ago' -o outage.yaml
                      redrive init --adapter salesforce --running --since '6h ago'
            """
    )

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "Where the runbook is written, '-' for standard output; <name>.yaml by default.",
            valueName: "runbook"
        ),
        completion: .yaml
    )
    var path: String?

    @Option(help: ArgumentHelp("The runbook's name; repeat-failed by default.", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp("The recipes whose failed jobs are repeated, with commas (repeatable).", valueName: "ids")
    )
    var recipe: [String] = []

    @Flag(help: "All recipes of the workspace, instead of their ids.")
    var allRecipes = false

    @Option(help: ArgumentHelp("Only recipes whose name fits this glob, such as 'Order*'.", valueName: "glob"))
    var recipeName: String?

    @Option(help: ArgumentHelp("When the failures began: a time, or '6h ago'.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("When they ended; now by default.", valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp("Only failures of this type (repeatable); all by default.", valueName: "type"))
    var errorType: [String] = []

    @Option(help: ArgumentHelp("Why this is done, such as a ticket.", valueName: "text"))
    var reason: String?

    @Option(
        help: ArgumentHelp("The data center of the workspace, instead of --url.", valueName: "name"),
        completion: .list(DataCenter.allCases.map(\.rawValue))
    )
    var dataCenter: String?

    @Option(
        help: ArgumentHelp(
            "Look at the simulated workspace of this file instead of a real one.",
            valueName: "scenario"
        ),
        completion: .yaml
    )
    var simulate: String?

    @OptionGroup(title: "Recipes by query, instead of their ids") var conditions: RecipeConditions
    @OptionGroup(title: "Workspace") var overrides: OverrideOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions

    /// Whether the runbook goes to standard output.
    var writesToOutput: Bool { path == StandardInput.argument }

    var settings: Console.Settings { Console.Settings(output, progress) }

    /// The query that the options ask for; nil if they ask for none.
    var query: RecipeQuery? {
        allRecipes || recipeName != nil || !conditions.isEmpty ? conditions.query(name: recipeName) : nil
    }

    func validate() throws {
        if !recipe.isEmpty, query != nil {
            throw ValidationError("'--recipe' names recipes one by one, and cannot be used with conditions for recipes")
        }
        if recipeName?.isEmpty == true { throw ValidationError("'--recipe-name' needs a text that is not empty") }
        if dataCenter != nil, overrides.url != nil {
            throw ValidationError("'--data-center' and '--url' cannot be used together")
        }
        if let dataCenter, DataCenter(rawValue: dataCenter) == nil {
            let known = DataCenter.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'--data-center' must be one of \(known); this is '\(dataCenter)'")
        }
        if writesToOutput, output.json {
            throw ValidationError("'-o -' and '--json' cannot be used together: both need standard output")
        }
    }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let written = try await InitOperation(context: context, command: self).run()
        if writesToOutput {
            context.console.raw(written.text)
            return InitView(written).completion
        }
        return context.present(InitView(written))
    }
}
