import Transport

extension World {
    /// A page of a list.
    ///
    /// Source: the reference page, "List jobs from a recipe".
    mutating func list(_ recipe: Int, _ query: RequestTarget.ListQuery) -> HTTPResponse {
        let ignored = scenario.behavior.ignoredFilters
        let filter = ListFilter(
            status: ignored.contains(.status) ? nil : query.status,
            rerunOnly: query.rerunOnly && !ignored.contains(.rerunOnly)
        )
        make(filter, recipe)
        recipes[recipe].pages[filter.number] = query.cursor == nil ? 1 : recipes[recipe].pages[filter.number] + 1
        if let stumble = scenario.behavior.stumble, recipes[recipe].stumblesLeft > 0, query.cursor != nil,
            recipes[recipe].pages[filter.number] == stumble.page
        {
            recipes[recipe].stumblesLeft -= 1
            let positions = stumble.restarts ? 0..<min(pageSize, recipes[recipe].lists[filter.number].count) : 0..<0
            return Answers.ok(page(recipe, filter, positions, reversed: false))
        }
        switch positions(recipe, filter, query) {
        case .failure(let refusal): return refusal.response
        case .success(let positions):
            let reversed = query.isPrevious && scenario.behavior.previousPage == .nearestFirst
            return Answers.ok(page(recipe, filter, positions, reversed: reversed))
        }
    }

    private var pageSize: Int { min(max(1, scenario.behavior.pageSize), 100) }

    private struct Refused: Error {
        var response: HTTPResponse
    }

    /// The positions of a page, counted in the order of the list.
    private func positions(
        _ recipe: Int,
        _ filter: ListFilter,
        _ query: RequestTarget.ListQuery
    ) -> Result<Range<Int>, Refused> {
        let count = recipes[recipe].lists[filter.number].count
        let first = 0..<min(pageSize, count)
        guard let cursor = query.cursor else { return .success(first) }
        // No closures here and in `page`: one that uses `self` costs a copy of the world.
        var known = row(of: cursor)
        if let row = known, Int(jobs[row].recipe) != recipe || jobs[row].flags.contains(.hidden) { known = nil }
        let isListed = if let known { shows(filter, known) } else { false }
        if !isListed {
            switch known == nil ? scenario.behavior.unknownCursor : scenario.behavior.filteredCursor {
            case .position: break
            case .empty: return .success(0..<0)
            case .restart: return .success(first)
            case .notFound: return .failure(Refused(response: Answers.notFound))
            case .badRequest:
                return .failure(Refused(response: Answers.message(400, "Invalid offset_job_id")))
            }
        }
        guard let row = known else { return .success(0..<0) }

        let older = place(of: row, recipe, filter.number)
        let newer = count - older - (isListed ? 1 : 0)
        let (before, after) = scenario.behavior.direction == .newestFirst ? (newer, older) : (older, newer)
        let overlap = min(max(0, scenario.behavior.overlap), pageSize - 1)
        if query.isPrevious {
            guard before > 0 else { return .success(0..<0) }
            let end = min(count, before + overlap)
            return .success(max(0, end - pageSize)..<end)
        }
        guard after > 0 else { return .success(0..<0) }
        let begin = max(0, count - after - overlap)
        return .success(begin..<min(count, begin + pageSize))
    }

    private func page(_ recipe: Int, _ filter: ListFilter, _ all: Range<Int>, reversed: Bool) -> JSONWriter {
        let positions =
            hidesRows || (filter.rerunOnly && scenario.behavior.hidesRepeats) ? all.lowerBound..<all.lowerBound : all
        let shown = recipes[recipe].shown
        let list = recipes[recipe].lists[filter.number]
        let isNewestFirst = scenario.behavior.direction == .newestFirst
        var json = JSONWriter(capacity: 256 + 900 * positions.count)
        json.beginObject()
        json.field("job_succeeded_count", shown[.succeeded] ?? 0)
        json.field("job_failed_count", shown[.failed] ?? 0)
        json.field("job_count", shown.values.reduce(0, +))
        if scenario.behavior.tellsScopeCount { json.field("job_scope_count", list.count) }
        json.key(dynamic: scenario.behavior.itemsKey)
        json.beginArray()
        for offset in 0..<positions.count {
            let position = reversed ? positions.upperBound - 1 - offset : positions.lowerBound + offset
            writeListRow(Int(list[isNewestFirst ? list.count - 1 - position : position]), to: &json)
        }
        json.endArray()
        json.endObject()
        return json
    }
}
