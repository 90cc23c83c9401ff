internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

/// Reads where candidates come from: exactly one of `recipes`, `jobs` and `jobs_file`.
struct SourceReader {
    /// What steps are read with.
    var context: StepContext

    private let keys = JobQueryKeys()

    /// A reader with this context.
    init(context: StepContext) { self.context = context }

    /// The most recipes of a step.
    static let maximumRecipes = 5000
    /// The most jobs that can be listed, in the runbook or in a file.
    static let maximumJobs = 100_000

    /// The source, nil if it was refused or is missing; and whether lists are read, which needs a window.
    func read(
        _ reader: inout MappingReader,
        _ diagnostics: inout Diagnostics
    ) -> (source: JobQuery.Source?, isQuery: Bool) {
        let jobs = reader.entry(keys.jobs.name)
        let file = reader.entry(keys.jobsFile.name)
        let recipes = jobs == nil && file == nil ? nil : reader.entry(keys.recipes.name)
        let given = [recipes, jobs, file].compactMap { $0 }.sorted { $0.key.range.start < $1.key.range.start }
        if let first = given.first, given.count > 1 {
            for other in given.dropFirst() {
                diagnostics.error(
                    "'\(other.name)' cannot be used together with '\(first.name)'",
                    at: other.key,
                    secondary: [.init("the jobs are given here already", at: first.key.place)]
                )
            }
            return (nil, false)
        }
        if let jobs { return (readJobs(jobs.value, &diagnostics).map(JobQuery.Source.jobs), false) }
        if let file { return (readJobsFile(file.value, &diagnostics).map(JobQuery.Source.jobs), false) }
        guard let node = reader.required(keys.recipes.name) else { return (nil, true) }
        if RecipeQueryReader.isQuery(node) {
            let query = RecipeQueryReader(times: context.times).read(node, &diagnostics)
            return (query.map(JobQuery.Source.query), true)
        }
        return (Self.readRecipes(node, &diagnostics).map(JobQuery.Source.recipes), true)
    }

    /// A list of recipes, each once; nil if one was refused, so that a shorter list does not pass for the whole.
    static func readRecipes(
        _ node: Node,
        as name: String = "recipes",
        _ diagnostics: inout Diagnostics
    ) -> [RecipeID]? {
        guard node.hasAtMost(maximumRecipes, as: name, &diagnostics) else { return nil }
        var seen: [RecipeID: Node] = [:]
        let recipes = node.scalarOrList(as: name, &diagnostics) { node, diagnostics -> RecipeID? in
            guard let recipe = node.recipe(as: name, &diagnostics) else { return nil }
            if let first = seen[recipe] {
                diagnostics.error(
                    "recipe \(recipe) is listed twice",
                    at: node,
                    secondary: [.init("first listed here", at: first.place)]
                )
                return nil
            }
            seen[recipe] = node
            return recipe
        }
        return recipes?.isEmpty == false ? recipes : nil
    }

    /// `jobs`: ids by recipe.
    private func readJobs(_ node: Node, _ diagnostics: inout Diagnostics) -> [JobQuery.ListedJob]? {
        guard let reader = node.mapping(of: "jobs", help: Self.listHelp(node), &diagnostics) else { return nil }
        if reader.all.isEmpty, !node.isIncomplete {
            diagnostics.error("'jobs' must name at least one recipe with its jobs; this is empty", at: node)
        }
        var recipes: [RecipeID: Node] = [:]
        var listed: [JobQuery.ListedJob] = []
        for entry in reader.all {
            guard let recipe = entry.key.recipe(as: "a key of 'jobs'", help: Self.commaHelp(entry), &diagnostics) else {
                continue
            }
            if let first = recipes[recipe] {
                diagnostics.error(
                    "recipe \(recipe) is listed twice",
                    at: entry.key,
                    secondary: [.init("first listed here", at: first.place)]
                )
                continue
            }
            recipes[recipe] = entry.key
            listed += readJobs(entry.value, of: recipe, &diagnostics)
        }
        guard listed.count <= Self.maximumJobs else {
            diagnostics.error("'jobs' must have at most \(Self.maximumJobs) jobs; this has \(listed.count)", at: node)
            return nil
        }
        return listed.isEmpty ? nil : listed
    }

    /// The help for a list of jobs without their recipe.
    private static func listHelp(_ node: Node) -> String {
        let first =
            switch node.kind {
            case .sequence(let nodes): nodes.first?.scalar?.text
            case .scalar(let scalar): scalar.text
            case .mapping: nil as String?
            }
        let reference = first.flatMap { try? JobReference($0) }
        let (recipe, job) = (reference?.recipe.map { "\($0)" } ?? "RECIPE", reference?.job.text ?? "JOB")
        return "put the id of the recipe in front of its jobs: { \(recipe): [\(job)] }"
    }

    /// The help for a job that a comma has made a key: `{ 28904: j-1, j-2 }`.
    private static func commaHelp(_ entry: Node.Entry) -> String? {
        guard entry.value.isNull, entry.name.hasPrefix("j-") else { return nil }
        return "write several jobs of a recipe in brackets: [j-…, \(entry.name)]"
    }

    private func readJobs(
        _ node: Node,
        of recipe: RecipeID,
        _ diagnostics: inout Diagnostics
    ) -> [JobQuery.ListedJob] {
        var seen: [JobID: Node] = [:]
        let jobs = node.scalarOrList(as: "jobs", &diagnostics) { node, diagnostics -> JobQuery.ListedJob? in
            guard let job = node.job(as: "jobs", of: recipe, &diagnostics) else { return nil }
            if let first = seen[job] {
                diagnostics.error(
                    "job \(job.text) is listed twice",
                    at: node,
                    secondary: [.init("first listed here", at: first.place)]
                )
                return nil
            }
            seen[job] = node
            return JobQuery.ListedJob(recipe: recipe, job: job, place: node.fileAndLine)
        }
        return jobs ?? []
    }

    private func readJobsFile(_ node: Node, _ diagnostics: inout Diagnostics) -> [JobQuery.ListedJob]? {
        guard let path = node.line(as: "jobs_file", upTo: 4096, .prose, &diagnostics) else { return nil }
        switch context.readFile(path) {
        case .failure(let failure):
            let help = pastedCharacterHelp(path)
            diagnostics.error("'\(path)' cannot be read: \(failure.message)", at: node, help: help)
            return nil
        case .success(let bytes):
            let file = SourceFile(name: node.name(ofFile: path), bytes: bytes)
            return JobsFile(file, namedAt: node).read(&diagnostics)
        }
    }
}
