package import LocatedYAML
package import RedriveCore
package import WorkatoJobs

/// Which jobs a command line asks for, in the words of a runbook; each part is read, and refused, as there.
package struct JobListingArguments: Sendable {
    /// The recipes: ids, also several with commas between them.
    package var recipes: [String]
    /// `--status`; nil for any.
    package var status: String?
    /// `--since`; nil for no lower bound.
    package var since: String?
    /// `--until`; nil for none.
    package var until: String?
    /// `--by`; nil for `completed_at`.
    package var clock: String?
    /// Each `--where`, as YAML; all of them must hold.
    package var conditions: [String]
    /// `--limit`; nil for no bound.
    package var limit: String?
    /// `--rerun-only`.
    package var rerunOnly: Bool

    /// Arguments from their parts.
    package init(
        recipes: [String],
        status: String? = nil,
        since: String? = nil,
        until: String? = nil,
        clock: String? = nil,
        conditions: [String] = [],
        limit: String? = nil,
        rerunOnly: Bool = false
    ) {
        self.recipes = recipes
        self.status = status
        self.since = since
        self.until = until
        self.clock = clock
        self.conditions = conditions
        self.limit = limit
        self.rerunOnly = rerunOnly
    }

    /// The listing: each attempt is a row; nil if and only if one of the diagnostics is an error.
    ///
    /// - Parameter now: the instant that `6h ago` is counted from.
    package func read(now: Timestamp) -> (listing: JobListing?, diagnostics: [Diagnostic]) {
        var diagnostics = Diagnostics()
        let keys = ListJobsKeys()
        let ids = recipes.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let recipes = ids.map { Node(argument: "RECIPE", value: String($0)) }
        var entries = [Self.entry(keys.recipes.name, Self.list(recipes))]
        for (name, flag, value) in [
            (keys.status.name, "--status", status ?? JobListing.Status.any.rawValue),
            (keys.since.name, "--since", since ?? "beginning"), (keys.until.name, "--until", until),
            (keys.clock.name, "--by", clock), (keys.limit.name, "--limit", limit),
        ] {
            if let value { entries.append(Self.entry(name, Node(argument: flag, value: value))) }
        }
        if rerunOnly { entries.append(Self.entry(keys.rerunOnly.name, Node(argument: "--rerun-only", value: "true"))) }
        let parsed = conditions.map { text in
            let (root, problems) = YAMLDocument.parse(SourceFile(argument: "--where", value: text))
            diagnostics.append(contentsOf: problems)
            return root
        }
        let wanted = parsed.compactMap(\.self)
        if wanted.count == 1 {
            entries.append(Self.entry(keys.conditions.name, wanted[0]))
        } else if wanted.count > 1 {
            entries.append(Self.entry(keys.conditions.name, Self.mapping([Self.entry("all", Self.list(wanted))])))
        }
        let times = TimeReader(now: now, zone: .utc)
        let context = StepContext(times: times) { _ in .failure(.init(message: "files are not read here")) }
        let listing = ListJobsReader(context: context, rows: .attempts).read(Self.mapping(entries), &diagnostics)
        return (diagnostics.hasErrors ? nil : listing, diagnostics.sorted)
    }

    /// A job and its recipe; nil if and only if one of the diagnostics is an error.
    package static func job(
        _ job: String,
        of recipe: String
    ) -> (job: (recipe: RecipeID, job: JobID)?, diagnostics: [Diagnostic]) {
        var diagnostics = Diagnostics()
        let recipe = Node(argument: "RECIPE", value: recipe).recipe(as: "RECIPE", &diagnostics)
        let job = Node(argument: "JOB", value: job).job(as: "JOB", of: recipe, &diagnostics)
        guard let recipe, let job else { return (nil, diagnostics.sorted) }
        return ((recipe, job), diagnostics.sorted)
    }

    private static func entry(_ name: String, _ value: Node) -> Node.Entry {
        Node.Entry(key: Node(argument: "the command line", value: name), value: value)
    }

    private static func mapping(_ entries: [Node.Entry]) -> Node {
        var node = Node(argument: "the command line", value: "")
        node.kind = .mapping(entries)
        return node
    }

    private static func list(_ nodes: [Node]) -> Node {
        var node = Node(argument: "the command line", value: "")
        node.kind = .sequence(nodes)
        return node
    }
}

extension RunbookParser {
    /// The workspace of a command line without a runbook: the defaults, and what options override; nil if and only if one of the
    /// diagnostics is an error.
    package static func workspace(_ context: RunbookContext) -> (workspace: Workspace?, diagnostics: [Diagnostic]) {
        var diagnostics = Diagnostics()
        let workspace = WorkspaceReader(context: context).read(nil, &diagnostics)
        return (workspace, diagnostics.sorted)
    }
}
