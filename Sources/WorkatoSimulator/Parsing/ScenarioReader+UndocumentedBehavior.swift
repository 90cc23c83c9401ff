import LocatedYAML

/// Undocumented behavior, limits and latency.
extension ScenarioReader {
    mutating func behavior(_ node: Node) -> Scenario.UndocumentedBehavior? {
        guard var keys = node.mapping(of: "habits", &diagnostics) else { return nil }
        var behavior = Scenario.UndocumentedBehavior()
        set(&behavior.pageSize, keys.optional("page_size")) { $1.int(as: "page_size", in: 1...100, &$0.diagnostics) }
        choose(&behavior.order, keys.optional("order"), "order")
        choose(&behavior.direction, keys.optional("direction"), "direction")
        choose(&behavior.repeatsPlace, keys.optional("repeats_place"), "repeats_place")
        choose(&behavior.masterID, keys.optional("master_id"), "master_id")
        set(&behavior.idSuffix, keys.optional("id_suffix")) { $1.string(as: "id_suffix", &$0.diagnostics) }
        choose(&behavior.timestamps, keys.optional("timestamps"), "timestamps")
        choose(&behavior.errors, keys.optional("errors"), "errors")
        set(&behavior.tellsScopeCount, keys.optional("tells_scope_count")) {
            $1.bool(as: "tells_scope_count", &$0.diagnostics)
        }
        set(&behavior.itemsKey, keys.optional("items_key")) { $1.string(as: "items_key", &$0.diagnostics) }
        choose(&behavior.filteredCursor, keys.optional("filtered_cursor"), "filtered_cursor")
        choose(&behavior.unknownCursor, keys.optional("unknown_cursor"), "unknown_cursor")
        setOptional(&behavior.stumble, keys.optional("stumble")) { $0.stumble($1) }
        let overlap = keys.optional("overlap")
        set(&behavior.overlap, overlap) { $1.int(as: "overlap", in: 0...99, &$0.diagnostics) }
        set(&behavior.ignoredFilters, keys.optional("ignored_filters")) { reader, node in
            reader.list(node, "ignored_filters") {
                $1.oneOf(Scenario.UndocumentedBehavior.Filter.self, as: "ignored_filters", &$0.diagnostics)
            }.map { Set($0) }
        }
        choose(&behavior.rerunOnly, keys.optional("rerun_only"), "rerun_only")
        set(&behavior.hidesRepeats, keys.optional("hides_repeats")) { $1.bool(as: "hides_repeats", &$0.diagnostics) }
        set(&behavior.statusListsRepeats, keys.optional("status_lists_repeats")) {
            $1.bool(as: "status_lists_repeats", &$0.diagnostics)
        }
        setOptional(&behavior.slowdown, keys.optional("slowdown")) { $0.slowdown($1) }
        set(&behavior.visibleAfter, keys.optional("visible_after")) { $0.durationRange($1, "visible_after") }
        choose(&behavior.previousPage, keys.optional("previous_page"), "previous_page")
        choose(&behavior.repeatOfPending, keys.optional("repeat_of_pending"), "repeat_of_pending")
        choose(&behavior.resumeRefusal, keys.optional("resume_refusal"), "resume_refusal")
        choose(&behavior.repeatOfTest, keys.optional("repeat_of_test"), "repeat_of_test")
        set(&behavior.repeatLimitCode, keys.optional("repeat_limit_code")) {
            $1.string(as: "repeat_limit_code", &$0.diagnostics)
        }
        keys.finish(&diagnostics)
        if let overlap, behavior.overlap >= behavior.pageSize {
            diagnostics.error("'overlap' must be less than 'page_size'; this is \(behavior.overlap)", at: overlap)
        }
        return behavior
    }

    mutating func limits(_ node: Node) -> Scenario.Limits? {
        guard var keys = node.mapping(of: "limits", &diagnostics) else { return nil }
        var limits = Scenario.Limits()
        setLimit(&limits.repeats, keys.optional("repeat_jobs"), "repeat_jobs")
        setLimit(&limits.other, keys.optional("other"), "other")
        setLimit(&limits.recipes, keys.optional("recipes"), "recipes")
        setLimit(&limits.resume, keys.optional("resume"), "resume")
        set(&limits.repeatsPerRecipe, keys.optional("repeats_per_recipe")) {
            $1.bool(as: "repeats_per_recipe", &$0.diagnostics)
        }
        set(&limits.countsRefused, keys.optional("counts_refused")) { $1.bool(as: "counts_refused", &$0.diagnostics) }
        choose(&limits.retryAfter, keys.optional("retry_after"), "retry_after")
        set(&limits.jobsPerRequest, keys.optional("jobs_per_request")) {
            $1.int(as: "jobs_per_request", in: 1...10_000, &$0.diagnostics)
        }
        set(&limits.repeatsPerJob, keys.optional("repeats_per_job")) {
            $1.int(as: "repeats_per_job", in: 0...10_000, &$0.diagnostics)
        }
        keys.finish(&diagnostics)
        return limits
    }

    mutating func latency(_ node: Node) -> Scenario.Latency? {
        var latency = Scenario.Latency()
        if node.scalar != nil {
            guard let range = durationRange(node, "latency") else { return nil }
            latency.base = range.lowerBound
            latency.jitter = range.upperBound - range.lowerBound
            return latency
        }
        guard var keys = node.mapping(of: "latency", &diagnostics) else { return nil }
        if let all = keys.optional("all"), let range = durationRange(all, "all") {
            latency.base = range.lowerBound
            latency.jitter = range.upperBound - range.lowerBound
        }
        for kind in Scenario.RequestKind.allCases {
            guard let value = keys.optional(kind.rawValue), let range = durationRange(value, kind.rawValue) else {
                continue
            }
            latency.byKind[kind] = .init(base: range.lowerBound, jitter: range.upperBound - range.lowerBound)
        }
        keys.finish(&diagnostics)
        return latency
    }

    mutating func choose<Choice: CaseIterable & RawRepresentable<String>>(
        _ property: inout Choice,
        _ node: Node?,
        _ name: String
    ) {
        guard let node, let choice = node.oneOf(Choice.self, as: name, &diagnostics) else { return }
        property = choice
    }

    private mutating func stumble(_ node: Node) -> Scenario.UndocumentedBehavior.Stumble? {
        guard var keys = node.mapping(of: "stumble", &diagnostics) else { return nil }
        let page = keys.required("page")?.int(as: "page", in: 2...100_000, &diagnostics)
        let then = keys.required("then")?.oneOf(["restart", "end"], as: "then", &diagnostics)
        var times = 1
        set(&times, keys.optional("times")) { $1.int(as: "times", in: 1...100_000, &$0.diagnostics) }
        keys.finish(&diagnostics)
        guard let page, let then else { return nil }
        return .init(page: page, restarts: then == "restart", times: times)
    }

    /// `1/s`, `off`, or a mapping of `rate` and `window`; what stays unsaid keeps its default.
    private mutating func setLimit(_ limit: inout Scenario.RateLimit?, _ node: Node?, _ name: String) {
        guard let node else { return }
        if node.scalar?.text == "off" {
            limit = nil
            return
        }
        var read = limit ?? Scenario.RateLimit(60, per: .seconds(60))
        if node.scalar != nil {
            guard rate(node, name, &read) else { return }
        } else {
            guard var keys = node.mapping(of: name, &diagnostics) else { return }
            if let rate = keys.required("rate") { _ = self.rate(rate, "rate", &read) }
            choose(&read.window, keys.optional("window"), "window")
            keys.finish(&diagnostics)
        }
        limit = read
    }

    private mutating func rate(_ node: Node, _ name: String, _ limit: inout Scenario.RateLimit) -> Bool {
        let units: [Substring: Duration] = ["s": .seconds(1), "min": .seconds(60), "h": .seconds(3600)]
        let parts = (node.scalar?.text ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), (1...100_000).contains(count), let period = units[parts[1]]
        else {
            node.mismatch(name, "a rate such as 1/s, 60/min or 1000/h", &diagnostics)
            return false
        }
        (limit.count, limit.period) = (count, period)
        return true
    }
}

extension ScenarioReader {
    fileprivate mutating func slowdown(_ node: Node) -> Scenario.UndocumentedBehavior.Slowdown? {
        guard var keys = node.mapping(of: "slowdown", &diagnostics) else { return nil }
        let after = keys.required("after").flatMap { duration($0, "after") }
        let visible = keys.required("visible_after").flatMap { durationRange($0, "visible_after") }
        keys.finish(&diagnostics)
        guard let after, let visible else { return nil }
        return Scenario.UndocumentedBehavior.Slowdown(after: after, visibleAfter: visible)
    }
}
