import LocatedYAML

/// Faults and happenings.
extension ScenarioReader {
    mutating func fault(_ node: Node, recipes: Set<Int>) -> Scenario.Fault? {
        guard var keys = node.mapping(of: faultName(node), &diagnostics) else { return nil }
        let word = keys.required("effect")?.oneOf(Self.effects, as: "effect", &diagnostics)
        let effect = word.flatMap { self.effect($0, &keys) }
        var fault = Scenario.Fault(effect ?? .unauthorized)
        setOptional(&fault.kind, keys.optional("on")) { $0.kind($1, "on") }
        setOptional(&fault.recipe, keys.optional("recipe")) { $0.recipeID($1, among: recipes) }
        setOptional(&fault.times, keys.optional("times")) { $1.int(as: "times", in: 1 ... .max, &$0.diagnostics) }
        var occurrences: [Scenario.Fault.Occurrence] = []
        let count = 1...Int.max
        if let nth = keys.optional("nth"),
            let numbers = nth.scalarOrList(
                as: "nth",
                &diagnostics,
                element: { $0.int(as: "nth", in: count, &$1) }
            )
        {
            occurrences.append(.nth(numbers))
        }
        if let from = keys.optional("from"), let first = from.int(as: "from", in: count, &diagnostics) {
            occurrences.append(.from(first))
        }
        if let every = keys.optional("every"), let step = every.int(as: "every", in: count, &diagnostics) {
            occurrences.append(.every(step))
        }
        if let value = keys.optional("probability"), let probability = probability(value) {
            occurrences.append(.probability(probability))
        }
        if occurrences.count > 1 {
            diagnostics.error("a fault must have at most one of 'nth', 'from', 'every' and 'probability'", at: node)
        }
        // A mapping with a wrong effect has keys that nobody asked for; the effect is what is to be mended.
        if word != nil { keys.finish(&diagnostics) }
        fault.when = occurrences.first ?? .always
        return effect == nil ? nil : fault
    }

    mutating func scheduledEvent(_ node: Node, recipes: Set<Int>) -> Scenario.ScheduledEvent? {
        guard var keys = node.mapping(of: "a happening", &diagnostics) else { return nil }
        let at = keys.optional("at").flatMap { time($0, "at") }.map { Scenario.ScheduledEvent.Trigger.time($0) }
        let before = keys.optional("before").flatMap { trigger($0) }
        var events: [Scenario.ScheduledEvent.Action] = []
        if let value = keys.optional("repeat_jobs") { events += repeatJobs(value, recipes).map { [$0] } ?? [] }
        if let value = keys.optional("repeat_random") { events += repeatRandom(value, recipes).map { [$0] } ?? [] }
        if let value = keys.optional("new_jobs") { events += newJobs(value, recipes).map { [$0] } ?? [] }
        if let value = keys.optional("sweep"), let before = time(value, "sweep") {
            events.append(.sweep(before: before))
        }
        let isComplete = keys.all.count == 2
        keys.finish(&diagnostics)
        guard let trigger = at ?? before, let event = events.first, isComplete else {
            if !isComplete {
                diagnostics.error(
                    "a happening must have 'at' or 'before', and one of 'repeat_jobs', 'repeat_random', 'new_jobs' and 'sweep'",
                    at: node
                )
            }
            return nil
        }
        return Scenario.ScheduledEvent(event, trigger)
    }

    private static let effects = [
        "status", "html", "garbage", "cut", "close", "silence", "late", "omit", "throttle", "refuse_connection",
        "unauthorized", "slow", "hide_rows", "other_recipe", "cached",
    ]

    private func faultName(_ node: Node) -> String {
        guard let effect = node["effect"]?.scalar?.text, Self.effects.contains(effect) else { return "a fault" }
        return "a fault with the effect '\(effect)'"
    }

    private mutating func effect(_ word: String, _ keys: inout MappingReader) -> Scenario.Fault.Effect? {
        switch word {
        case "status":
            let status = keys.required("status")?.int(as: "status", in: 400...599, &diagnostics)
            let message = keys.optional("message")?.prose(as: "message", &diagnostics)
            let applied = applied(keys.optional("applied"), else: .none)
            return status.map { .status($0, message: message, applied: applied) }
        case "html":
            let status = keys.required("status")?.int(as: "status", in: 200...599, &diagnostics)
            let applied = applied(keys.optional("applied"), else: .none)
            return status.map { .html($0, applied: applied) }
        case "garbage": return .garbage(applied: applied(keys.optional("applied"), else: .all))
        case "cut":
            let bytes = keys.optional("bytes")?.int(as: "bytes", in: 0 ... .max, &diagnostics)
            return .cut(bodyBytes: bytes, applied: applied(keys.optional("applied"), else: .all))
        case "close": return .close(applied: applied(keys.required("applied"), else: .none))
        case "silence": return .silence(applied: applied(keys.required("applied"), else: .none))
        case "late":
            let delay = keys.required("by").flatMap { duration($0, "by") }
            let silent = keys.optional("silent")?.bool(as: "silent", &diagnostics) ?? false
            let applied = applied(keys.optional("applied"), else: .all)
            return delay.map { .late(by: $0, silent: silent, applied: applied) }
        case "omit":
            let jobs = keys.required("jobs")?.int(as: "jobs", in: 1...10_000, &diagnostics)
            let applied = applied(keys.optional("applied"), else: .all)
            return jobs.map { .omit($0, applied: applied) }
        case "throttle":
            let retryAfter = keys.optional("retry_after").flatMap { duration($0, "retry_after") }
            let isDate = keys.optional("as")?.oneOf(["seconds", "date"], as: "as", &diagnostics) == "date"
            guard let retryAfter else { return .throttle(.none) }
            let seconds = Int((retryAfter.wholeMilliseconds + 999) / 1000)
            return .throttle(isDate ? .date(seconds) : .seconds(seconds))
        case "refuse_connection": return .refuseConnection
        case "hide_rows": return .hideRows
        case "other_recipe": return .otherRecipe
        case "cached": return keys.required("for").flatMap { duration($0, "for") }.map { .cached($0) }
        case "slow": return keys.required("by").flatMap { duration($0, "by") }.map { .slow($0) }
        default: return .unauthorized
        }
    }

    private mutating func applied(_ node: Node?, else standard: Scenario.Fault.Applied) -> Scenario.Fault.Applied {
        guard let node else { return standard }
        switch node.scalar?.text {
        case "none": return .none
        case "all": return .all
        default:
            if let text = node.scalar?.text, let count = Int(text), (0...10_000).contains(count) {
                return .first(count)
            }
            node.mismatch("applied", "none, all, or a number of jobs", &diagnostics)
            return standard
        }
    }

    private mutating func kind(_ node: Node, _ name: String) -> Scenario.RequestKind? {
        node.oneOf(Scenario.RequestKind.self, as: name, &diagnostics)
    }

    private mutating func probability(_ node: Node) -> Double? {
        if let text = node.scalar?.text, let value = Double(text), (0...1).contains(value) { return value }
        node.mismatch("probability", "a number from 0 to 1", &diagnostics)
        return nil
    }

    private mutating func trigger(_ node: Node) -> Scenario.ScheduledEvent.Trigger? {
        guard var keys = node.mapping(of: "'before'", &diagnostics) else { return nil }
        let kind = keys.required("request").flatMap { self.kind($0, "request") }
        let nth = keys.required("nth")?.int(as: "nth", in: 1 ... .max, &diagnostics)
        keys.finish(&diagnostics)
        guard let kind, let nth else { return nil }
        return .request(kind, nth: nth)
    }

    private mutating func repeatJobs(_ node: Node, _ recipes: Set<Int>) -> Scenario.ScheduledEvent.Action? {
        guard var keys = node.mapping(of: "repeat_jobs", &diagnostics) else { return nil }
        let recipe = keys.required("recipe").flatMap { recipeID($0, among: recipes) }
        let jobs = keys.required("jobs").flatMap { node in
            node.list(as: "jobs", &diagnostics) { $0.string(as: "jobs", &$1) }
        }
        keys.finish(&diagnostics)
        guard let recipe, let jobs else { return nil }
        return .repeatJobs(recipe: recipe, jobs: jobs)
    }

    private mutating func repeatRandom(_ node: Node, _ recipes: Set<Int>) -> Scenario.ScheduledEvent.Action? {
        guard var keys = node.mapping(of: "repeat_random", &diagnostics) else { return nil }
        let recipe = keys.required("recipe").flatMap { recipeID($0, among: recipes) }
        let count = keys.required("count").flatMap { self.count($0, "count") }
        keys.finish(&diagnostics)
        guard let recipe, let count else { return nil }
        return .repeatRandom(recipe: recipe, count: count)
    }

    private mutating func newJobs(_ node: Node, _ recipes: Set<Int>) -> Scenario.ScheduledEvent.Action? {
        guard var keys = node.mapping(of: "new_jobs", &diagnostics) else { return nil }
        let recipe = keys.required("recipe").flatMap { recipeID($0, among: recipes) }
        var groups: [Scenario.JobGroup] = []
        for status in Scenario.Status.allCases {
            guard let value = keys.optional(status.rawValue) else { continue }
            if let group = group(value, status, callers: recipes) { groups.append(group) }
        }
        if keys.all.count != 2 {
            diagnostics.error("new_jobs must have 'recipe' and one of 'succeeded', 'failed' and 'pending'", at: node)
        }
        keys.finish(&diagnostics)
        guard let recipe, let group = groups.first else { return nil }
        return .jobs(recipe: recipe, group)
    }
}
