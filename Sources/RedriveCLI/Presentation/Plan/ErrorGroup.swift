import RedriveCore
import WorkatoJobs

/// Jobs that failed with one error, in whatever recipes.
struct ErrorGroup: Sendable, Hashable {
    /// The error in words: adapter, type and message.
    let words: String
    /// How many jobs failed with it.
    private(set) var jobs: Int
    /// How many of them had been repeated before, and failed again.
    private(set) var repeatedBefore: Int
    /// The recipes that they are in, each once.
    private(set) var recipes: [RecipeID]
    /// One of the jobs: the first that would be sent.
    let example: JobID

    private init(_ count: PlanSummary.SignatureCount) {
        words = count.signature.words
        jobs = count.jobs
        repeatedBefore = count.repeatedBefore
        recipes = [count.signature.recipe]
        example = count.example
    }

    private mutating func add(_ count: PlanSummary.SignatureCount) {
        jobs += count.jobs
        repeatedBefore += count.repeatedBefore
        if !recipes.contains(count.signature.recipe) { recipes.append(count.signature.recipe) }
    }

    /// The errors of a plan, the most frequent first.
    ///
    /// - Parameter byRecipe: whether the same error in two recipes is two groups.
    static func all(of summary: PlanSummary, byRecipe: Bool = false) -> [ErrorGroup] {
        all(of: summary.allSignatures, byRecipe: byRecipe)
    }

    /// The errors of some jobs, the most frequent first.
    ///
    /// - Parameter byRecipe: whether the same error in two recipes is two groups.
    static func all(of counts: [PlanSummary.SignatureCount], byRecipe: Bool = false) -> [ErrorGroup] {
        var groups: [ErrorGroup] = []
        var places: [String: Int] = [:]
        for count in counts {
            let key = byRecipe ? "\(count.signature.recipe) \(count.signature.words)" : count.signature.words
            if let place = places[key] {
                groups[place].add(count)
            } else {
                places[key] = groups.count
                groups.append(ErrorGroup(count))
            }
        }
        return groups.enumerated().sorted { ($1.element.jobs, $0.offset) < ($0.element.jobs, $1.offset) }.map(\.element)
    }

    /// The members of the group in events.
    var members: JSONObject {
        [
            JSONMember(.error, .string(words)), JSONMember(.jobs, .int(jobs)),
            JSONMember(.repeatedBefore, .int(repeatedBefore)),
            JSONMember(.recipes, .array(recipes.map { .int($0.value) })),
            JSONMember(.example, .string(example.text)),
        ]
    }

    /// The error, or that there is none.
    var text: String { words.isEmpty ? "(no message)" : words }

    /// Where it is: the recipe, or how many there are.
    var place: String {
        recipes.count == 1 ? "in \(recipes[0])" : "in \(Wording.count(recipes.count, "recipe"))"
    }

    /// How many of the jobs had been repeated before; nil for none.
    var repeated: String? {
        guard repeatedBefore > 0 else { return nil }
        return repeatedBefore == jobs ? "all repeated" : "\(Wording.count(repeatedBefore)) repeated"
    }
}

/// The lines of a list of errors, the counts in a column of their own.
struct ErrorLines {
    private let groups: [ErrorGroup]
    private let columns: Int
    private let countWidth: Int

    /// The fewest columns of an error that are worth showing beside the place where it is.
    private static let fewestColumns = 24
    /// The columns that a line needs for an example of its error.
    static let exampleColumns = 120

    /// Lists errors in a number of columns.
    init(_ groups: [ErrorGroup], columns: Int) {
        self.groups = groups
        self.columns = columns
        countWidth = groups.map { Wording.count($0.jobs).count }.max() ?? 0
    }

    /// One line for each error, cut so that its number and its place stay.
    var cut: [Line] {
        groups.map { group in
            let head = head(group)
            let tail = tail(group)
            let room = columns - head.width - tail.width
            guard room >= Self.fewestColumns else { return (head + Line(group.text)).cut(to: columns) }
            return head + Line(group.text).cut(to: room) + tail
        }
    }

    /// Each error whole, in as many lines as it takes.
    var whole: [Line] {
        groups.flatMap { group in
            (head(group) + Line(group.text) + tail(group)).wrapped(to: columns, indent: countWidth + 4)
        }
    }

    private func head(_ group: ErrorGroup) -> Line {
        let count = Wording.count(group.jobs)
        return "  \(String(repeating: " ", count: countWidth - count.count) + count, .bad)  "
    }

    private func tail(_ group: ErrorGroup) -> Line {
        var parts = [group.place] + [group.repeated].compactMap { $0 }
        if columns >= Self.exampleColumns { parts.append("for example \(group.example)") }
        return Line("  " + parts.joined(separator: ", "), .dim)
    }
}
