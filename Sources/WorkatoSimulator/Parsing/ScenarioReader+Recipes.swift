import LocatedYAML
import TerminalText

/// Recipes with their jobs.
extension ScenarioReader {
    mutating func recipes(_ node: Node, folders: Set<Int>) -> [Scenario.Recipe] {
        let nodes = node.list(as: "recipes", allowsEmpty: true, &diagnostics) { node, _ in node } ?? []
        var recipes: [Scenario.Recipe] = []
        var ids: [Int: Node] = [:]
        var jobs: [String: Node] = [:]
        for node in nodes {
            guard let recipe = recipe(node, earlier: Set(ids.keys), folders: folders, jobs: &jobs) else { continue }
            if let first = ids[recipe.id] {
                diagnostics.error(
                    "recipe \(recipe.id) is given twice",
                    at: node["id"] ?? node,
                    secondary: [.init("first given here", at: first.place)]
                )
            } else {
                ids[recipe.id] = node["id"] ?? node
                recipes.append(recipe)
            }
        }
        return recipes
    }

    private mutating func recipe(
        _ node: Node,
        earlier: Set<Int>,
        folders: Set<Int>,
        jobs: inout [String: Node]
    ) -> Scenario.Recipe? {
        guard var keys = node.mapping(of: "a recipe", &diagnostics) else { return nil }
        let id = keys.required("id")?.int(as: "id", in: 1 ... .max, &diagnostics)
        var recipe = Scenario.Recipe(id: id ?? 0)
        for status in Scenario.Status.allCases {
            guard let value = keys.optional(status.rawValue) else { continue }
            let nodes = if case .sequence(let nodes) = value.kind { nodes } else { [value] }
            for node in nodes {
                if let group = group(node, status, callers: earlier.union([recipe.id])) { recipe.groups.append(group) }
            }
        }
        let jobNodes = keys.optional("jobs")
        set(&recipe.jobs, jobNodes) { reader, node in reader.list(node, "jobs") { $0.job($1) } }
        setOptional(&recipe.repeats, keys.optional("repeats")) { $0.outcome($1, "repeats") }
        setOptional(&recipe.concurrency, keys.optional("concurrency")) {
            $1.int(as: "concurrency", in: 1...1000, &$0.diagnostics)
        }
        set(&recipe.keepsTriggerData, keys.optional("keeps_trigger_data")) {
            $1.bool(as: "keeps_trigger_data", &$0.diagnostics)
        }
        set(&recipe.isRunning, keys.optional("is_running")) { $1.bool(as: "is_running", &$0.diagnostics) }
        recipe.facts = facts(&keys, folders: folders)
        keys.finish(&diagnostics)
        if let jobNodes { checkIDs(jobNodes, &jobs) }
        return id == nil ? nil : recipe
    }

    /// Ids differ in the whole scenario; a repeat's master is told in the same recipe, and is no repeat.
    private mutating func checkIDs(_ list: Node, _ seen: inout [String: Node]) {
        guard case .sequence(let nodes) = list.kind else { return }
        for node in nodes {
            guard let id = node["id"], let text = id.scalar?.text else { continue }
            if let first = seen[text] {
                diagnostics.error(
                    "job '\(text)' is given twice",
                    at: id,
                    secondary: [.init("first given here", at: first.place)]
                )
            } else {
                seen[text] = id
            }
        }
        let masters = nodes.filter { $0["repeats"] == nil }.compactMap { $0["id"]?.scalar?.text }
        for node in nodes {
            guard let master = node["repeats"], let text = master.scalar?.text, !masters.contains(text) else {
                continue
            }
            diagnostics.error(
                "'repeats' must name a master among the jobs of this recipe; this is '\(text)'",
                at: master,
                help: closestMatch(to: text, among: masters).map { "a master with a similar id is '\($0)'" }
            )
        }
    }

    private mutating func job(_ node: Node) -> Scenario.Job? {
        guard var keys = node.mapping(of: "a job", &diagnostics) else { return nil }
        let id = keys.required("id")?.string(as: "id", &diagnostics)
        var job = Scenario.Job(id ?? "")
        set(&job.status, keys.optional("status")) { $1.oneOf(Scenario.Status.self, as: "status", &$0.diagnostics) }
        set(&job.startedAt, keys.optional("started_at")) { $0.time($1, "started_at") }
        setOptional(&job.completedAt, keys.optional("completed_at")) { $0.time($1, "completed_at") }
        set(&job.title, keys.optional("title")) { $1.prose(as: "title", &$0.diagnostics) }
        setOptional(&job.error, keys.optional("error")) { $0.errorKind($1) }
        setOptional(&job.repeats, keys.optional("repeats")) { $1.string(as: "repeats", &$0.diagnostics) }
        setOptional(&job.caller, keys.optional("caller")) { $0.reference($1, "caller") }
        setOptional(&job.root, keys.optional("root")) { $0.reference($1, "root") }
        set(&job.isTest, keys.optional("is_test")) { $1.bool(as: "is_test", &$0.diagnostics) }
        set(&job.isPollError, keys.optional("is_poll_error")) { $1.bool(as: "is_poll_error", &$0.diagnostics) }
        set(&job.isErased, keys.optional("is_erased")) { $1.bool(as: "is_erased", &$0.diagnostics) }
        set(&job.earlierRepeats, keys.optional("earlier_repeats")) {
            $1.int(as: "earlier_repeats", in: 0...10_000, &$0.diagnostics)
        }
        setOptional(&job.ends, keys.optional("ends")) { $0.outcome($1, "ends") }
        setOptional(&job.outcome, keys.optional("outcome")) { $0.outcome($1, "outcome") }
        setOptional(&job.refusal, keys.optional("refusal")) { $0.refusal($1) }
        keys.finish(&diagnostics)
        return id == nil ? nil : job
    }

    private mutating func reference(_ node: Node, _ name: String) -> Scenario.JobReference? {
        guard var keys = node.mapping(of: name, &diagnostics) else { return nil }
        let recipe = keys.required("recipe").flatMap { recipeID($0) }
        let job = keys.required("job")?.string(as: "job", &diagnostics)
        keys.finish(&diagnostics)
        guard let recipe, let job else { return nil }
        return .init(recipe: recipe, job: job)
    }

    /// A group of invented jobs; `callers` are the recipes that may call them.
    mutating func group(_ node: Node, _ status: Scenario.Status, callers: Set<Int>) -> Scenario.JobGroup? {
        guard var keys = node.mapping(of: "'\(status.rawValue)'", &diagnostics) else { return nil }
        let count = keys.required("count").flatMap { self.count($0, "count") }
        var group = Scenario.JobGroup(status, count: count ?? 0)
        if let value = keys.optional("between"), let window = window(value, "between") {
            (group.from, group.until) = window
        }
        set(&group.duration, keys.optional("duration")) { $0.durationRange($1, "duration") }
        set(&group.title, keys.optional("title")) { $1.prose(as: "title", &$0.diagnostics) }
        if status == .failed {
            set(&group.errors, keys.optional("errors")) { reader, node in
                reader.list(node, "errors") { $0.errorKind($1) }
            }
        }
        set(&group.recovered, keys.optional("recovered")) { $0.count($1, "recovered") }
        set(&group.failedAgain, keys.optional("failed_again")) { $0.count($1, "failed_again") }
        set(&group.inFlight, keys.optional("in_flight")) { $0.count($1, "in_flight") }
        setOptional(&group.inFlightEnds, keys.optional("in_flight_ends")) { $0.outcome($1, "in_flight_ends") }
        set(&group.erased, keys.optional("erased")) { $0.count($1, "erased") }
        set(&group.pollErrors, keys.optional("poll_errors")) { $0.count($1, "poll_errors") }
        set(&group.testJobs, keys.optional("test_jobs")) { $0.count($1, "test_jobs") }
        set(&group.atRepeatLimit, keys.optional("at_repeat_limit")) {
            $1.int(as: "at_repeat_limit", in: 0...1000, &$0.diagnostics)
        }
        set(&group.refused, keys.optional("refused")) { $0.count($1, "refused") }
        set(&group.refusal, keys.optional("refusal")) { $0.refusal($1) }
        set(&group.repeatedAfter, keys.optional("repeated_after")) { $0.durationRange($1, "repeated_after") }
        if let caller = keys.optional("called_by"), let recipe = recipeID(caller) {
            group.calledBy = recipe
            if !callers.contains(recipe) {
                diagnostics.error("'called_by' must name this or an earlier recipe; this is \(recipe)", at: caller)
            }
        }
        keys.finish(&diagnostics)
        let special =
            group.recovered + group.failedAgain + group.inFlight + group.erased + group.pollErrors + group.testJobs
            + group.atRepeatLimit + group.refused
        if let count, special > count {
            diagnostics.error(
                "the special jobs of a group must be among its \(count) jobs; these are \(special)",
                at: node
            )
        }
        return count == nil ? nil : group
    }

    mutating func count(_ node: Node, _ name: String) -> Int? {
        node.int(as: name, in: 0...1_000_000, &diagnostics)
    }
}
