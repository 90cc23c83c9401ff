import ArgumentParser
import RedriveCore
import WorkatoJobs

/// The conditions for recipes that a runbook takes below `recipes`, as options; all must hold.
///
/// The condition on names is an option of each command, since `redrive init` has another use for `--name`.
struct RecipeConditions: ParsableArguments {
    @Option(help: ArgumentHelp("Only recipes that use one of these connectors (repeatable).", valueName: "name"))
    var adapter: [String] = []

    @Option(help: ArgumentHelp("Only recipes in this folder or below it.", valueName: "id"))
    var folder: Int?

    @Option(
        help: ArgumentHelp("Only recipes with one of these tags, by title or handle (repeatable).", valueName: "tag")
    )
    var tag: [String] = []

    @Flag(
        inversion: .prefixedNo,
        exclusivity: .exclusive,
        help: "Only recipes that are running, or only those that are not."
    )
    var running: Bool?

    @Option(help: ArgumentHelp("Leave this recipe out (repeatable).", valueName: "id"))
    var except: [Int] = []

    func validate() throws {
        if let folder, folder < 1 { throw ValidationError("'--folder' is the id of a folder, a whole number from 1") }
        for id in except where id < 1 {
            throw ValidationError("'--except' is the id of a recipe, a whole number from 1 (is \(id))")
        }
        for text in adapter + tag where text.isEmpty {
            throw ValidationError("'--adapter' and '--tag' need a text that is not empty")
        }
    }

    /// Whether none was given.
    var isEmpty: Bool { adapter.isEmpty && folder == nil && tag.isEmpty && running == nil && except.isEmpty }

    /// The query that the conditions make.
    ///
    /// - Parameter name: a glob that the recipe's name has to fit; nil for any name.
    func query(name: String?) -> RecipeQuery {
        RecipeQuery(
            adapters: adapter,
            folder: folder.flatMap { FolderID($0) },
            tags: tag,
            name: name.map { [.glob($0)] } ?? [],
            isRunning: running,
            except: except.compactMap { RecipeID($0) }
        )
    }
}
