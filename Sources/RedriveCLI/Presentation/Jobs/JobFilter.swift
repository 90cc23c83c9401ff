import RedriveCore
import TerminalText
import WorkatoJobs

/// Which jobs of a list are shown.
struct JobFilter: Sendable, Hashable {
    /// The classes, outcomes and reasons that are shown; empty for all.
    var labels: Set<String> = []
    /// The recipes whose jobs are shown; empty for all.
    var recipes: Set<RecipeID> = []

    /// Every name that a job can be asked for by.
    static let known: [String] =
        [JobStanding.included] + JobClass.allCases.map(\.rawValue) + Outcome.allCases.map(\.rawValue)
        + LeftOutReason.allCases.map(\.rawValue)

    /// Whether anything is filtered out.
    var isSelective: Bool { !labels.isEmpty || !recipes.isEmpty }

    /// Whether a job is shown that is known by these names and belongs to this recipe; nil for a suspended job whose row names none, which
    /// only a list of all recipes shows.
    func admits(_ names: [String], _ recipe: RecipeID?) -> Bool {
        guard labels.isEmpty || !labels.isDisjoint(with: names) else { return false }
        return recipes.isEmpty || recipe.map(recipes.contains) ?? false
    }

    /// A filter from the command line: names separated by commas, and the ids of recipes.
    ///
    /// - Throws: with exit status 64 for a name or an id that cannot be one.
    init(classes: [String], recipes ids: [String]) throws(ToolError) {
        for name in classes.flatMap({ $0.split(separator: ",").map { $0.trimmingSpaces } }) {
            guard Self.known.contains(name) else {
                let meant = closestMatch(to: name, among: Self.known)
                throw ToolError(
                    .usage,
                    "'--class' must be a class, an outcome or a reason; this is '\(name)'",
                    advice: meant.map { "did you mean '\($0)'?" } ?? "one of \(Self.known.joined(separator: ", "))"
                )
            }
            labels.insert(name)
        }
        for id in ids.flatMap({ $0.split(separator: ",").map { $0.trimmingSpaces } }) {
            guard let number = Int(id), let recipe = RecipeID(number) else {
                throw ToolError(.usage, "'--recipe' must be the id of a recipe, a whole number; this is '\(id)'")
            }
            recipes.insert(recipe)
        }
    }

    /// A filter that shows everything.
    init() {}
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
