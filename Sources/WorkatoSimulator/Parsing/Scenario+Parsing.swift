package import LocatedYAML

extension Scenario {
    /// The most jobs that a scenario may invent, so that a hostile file stays harmless.
    static let mostJobs = 2_000_000

    /// Reads a scenario file; docs/scenario.md describes the keys.
    ///
    /// The scenario is nil if one of the diagnostics is an error; all errors of a file are given at once. A file that does
    /// not look like a scenario gives one error, in which none of its text is shown.
    package static func parse(_ file: SourceFile) -> (Scenario?, [Diagnostic]) {
        let kind = DocumentKind("a scenario", keys: ["scenario", "recipes"])
        let (root, problems) = YAMLDocument.parse(file, as: kind)
        var reader = ScenarioReader(Diagnostics(problems))
        let scenario = root.flatMap { reader.scenario($0) }
        let diagnostics = reader.diagnostics.sorted
        return (reader.diagnostics.hasErrors ? nil : scenario, diagnostics)
    }
}

/// Turns the tree of a scenario file into a scenario, part by part; each part has a file.
struct ScenarioReader {
    var diagnostics: Diagnostics

    init(_ diagnostics: Diagnostics) {
        self.diagnostics = diagnostics
    }

    mutating func scenario(_ node: Node) -> Scenario? {
        guard var keys = node.mapping(of: "a scenario", &diagnostics) else { return nil }
        var scenario = Scenario()
        if let version = keys.required("scenario") { _ = version.int(as: "scenario", in: 1...1, &diagnostics) }
        set(&scenario.name, keys.optional("name")) { $1.string(as: "name", &$0.diagnostics) }
        set(&scenario.description, keys.optional("description")) { $1.string(as: "description", &$0.diagnostics) }
        set(&scenario.seed, keys.optional("seed")) { reader, node in
            node.int(as: "seed", in: 0 ... .max, &reader.diagnostics).map(UInt64.init)
        }
        set(&scenario.token, keys.optional("token")) { $1.string(as: "token", &$0.diagnostics) }
        setOptional(&scenario.managedUser, keys.optional("managed_user")) {
            $1.string(as: "managed_user", &$0.diagnostics)
        }
        set(&scenario.identity, keys.optional("identity")) { $0.identity($1) }
        setOptional(&scenario.retention, keys.optional("retention")) { $0.durationOrOff($1, "retention") }
        set(&scenario.repeats, keys.optional("repeats")) { $0.outcome($1, "repeats") }
        set(&scenario.behavior, keys.optional("habits")) { $0.behavior($1) }
        set(&scenario.limits, keys.optional("limits")) { $0.limits($1) }
        set(&scenario.latency, keys.optional("latency")) { $0.latency($1) }
        set(&scenario.recipeLists, keys.optional("recipe_lists")) { $0.recipeLists($1) }
        set(&scenario.folders, keys.optional("folders")) { $0.folders($1) }
        set(&scenario.denied, keys.optional("denied")) { reader, node in
            reader.list(node, "denied") { $1.oneOf(Scenario.RequestKind.self, as: "denied", &$0.diagnostics) }
                .map { Set($0) }
        }
        set(&scenario.deniedStatus, keys.optional("denied_status")) { reader, node in
            node.oneOf(["401", "403"], as: "denied_status", &reader.diagnostics).flatMap { Int($0) }
        }
        let recipes = keys.required("recipes")
        if let recipes { scenario.recipes = self.recipes(recipes, folders: Set(scenario.folders.map(\.id))) }
        set(&scenario.resumeTokens, keys.optional("resume_tokens")) { reader, node in
            reader.list(node, "resume_tokens") { $0.resumeToken($1) }
        }
        let ids = Set(scenario.recipes.map(\.id))
        set(&scenario.faults, keys.optional("faults")) { reader, node in
            reader.list(node, "faults") { $0.fault($1, recipes: ids) }
        }
        set(&scenario.scheduledEvents, keys.optional("happenings")) { reader, node in
            reader.list(node, "happenings") { $0.scheduledEvent($1, recipes: ids) }
        }
        keys.finish(&diagnostics)
        if let recipes { checkSize(of: scenario, at: recipes) }
        return scenario
    }

    private mutating func checkSize(of scenario: Scenario, at node: Node) {
        var jobs = scenario.scheduledEvents.reduce(0) { sum, scheduled in
            if case .jobs(_, let group) = scheduled.action { sum + group.count } else { sum }
        }
        for recipe in scenario.recipes {
            jobs += recipe.jobs.count
            for group in recipe.groups { jobs += group.count * 2 + group.atRepeatLimit * scenario.limits.repeatsPerJob }
        }
        if jobs > Scenario.mostJobs {
            diagnostics.error(
                "a scenario must have at most \(Scenario.mostJobs) jobs; this has up to \(jobs)",
                at: node
            )
        }
    }

    private mutating func identity(_ node: Node) -> Scenario.Identity? {
        guard var keys = node.mapping(of: "identity", &diagnostics) else { return nil }
        var identity = Scenario.Identity()
        set(&identity.id, keys.optional("id")) { $1.int(as: "id", in: 1 ... .max, &$0.diagnostics) }
        setOptional(&identity.name, keys.optional("name")) { $1.string(as: "name", &$0.diagnostics) }
        setOptional(&identity.refused, keys.optional("refused")) { reader, node in
            guard let status = node.int(as: "refused", in: 400...499, &reader.diagnostics) else { return nil }
            let refused = Scenario.Identity.Refused(rawValue: status)
            if refused == nil {
                reader.diagnostics.error("'refused' must be 401, 403 or 404; this is \(status)", at: node)
            }
            return refused
        }
        keys.finish(&diagnostics)
        return identity
    }

    private mutating func resumeToken(_ node: Node) -> Scenario.ResumeToken? {
        guard var keys = node.mapping(of: "a resume token", &diagnostics) else { return nil }
        let token = keys.required("token")?.string(as: "token", &diagnostics)
        let recipe = keys.optional("recipe")
        let job = keys.optional("job")
        var result = Scenario.ResumeToken(token ?? "")
        choose(&result.state, keys.optional("state"), "state")
        set(&result.runs, keys.optional("runs")) { $0.durationRange($1, "runs") }
        keys.finish(&diagnostics)
        switch (recipe, job) {
        case (let recipe?, let job?):
            if let recipe = recipeID(recipe), let job = job.string(as: "job", &diagnostics) {
                result.job = .init(recipe: recipe, job: job)
            }
        case (nil, nil): break
        case (.some, nil), (nil, .some):
            diagnostics.error("a resume token must name both 'recipe' and 'job', or neither", at: node)
        }
        return token == nil ? nil : result
    }

    // MARK: parts that all files use

    /// Sets a property where the key is there and its value can be read.
    mutating func set<Value>(
        _ property: inout Value,
        _ node: Node?,
        _ read: (inout ScenarioReader, Node) -> Value?
    ) {
        guard let node, let value = read(&self, node) else { return }
        property = value
    }

    /// As `set`, for a property that may be nil.
    mutating func setOptional<Value>(
        _ property: inout Value?,
        _ node: Node?,
        _ read: (inout ScenarioReader, Node) -> Value?
    ) {
        guard let node else { return }
        property = read(&self, node)
    }

    /// The elements of a list that may be empty.
    mutating func list<Element>(
        _ node: Node,
        _ name: String,
        _ element: (inout ScenarioReader, Node) -> Element?
    ) -> [Element]? {
        let nodes = node.list(as: name, allowsEmpty: true, &diagnostics) { node, _ in node }
        guard let nodes else { return nil }
        var elements: [Element] = []
        for node in nodes {
            if let element = element(&self, node) { elements.append(element) }
        }
        return elements
    }

    mutating func recipeID(_ node: Node) -> Int? {
        node.int(as: "recipe", in: 1 ... .max, &diagnostics)
    }

    /// A recipe that the scenario has.
    mutating func recipeID(_ node: Node, among recipes: Set<Int>) -> Int? {
        guard let id = recipeID(node) else { return nil }
        if !recipes.contains(id) { diagnostics.error("recipe \(id) is not in this scenario", at: node) }
        return id
    }
}
