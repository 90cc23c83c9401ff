import Transport

/// Lists of recipes and folders, and single recipes.
///
/// Source: the reference sheet, "Recipes".
extension World {
    /// A page of recipes.
    func recipeList(_ query: RequestTarget.RecipesQuery, isEmbedded: Bool) -> HTTPResponse {
        let behavior = scenario.recipeLists
        var places: [Int] = []
        for place in recipes.indices where matches(query, place) { places.append(place) }
        switch behavior.order {
        case .descending: places.sort { recipes[$0].id > recipes[$1].id }
        case .ascending: places.sort { recipes[$0].id < recipes[$1].id }
        }
        let largest = min(max(1, behavior.pageSize), 100)
        let size = behavior.ignores.contains(.perPage) ? largest : min(max(1, query.perPage ?? largest), largest)
        let number = behavior.ignores.contains(.page) ? 1 : max(1, query.page)
        let overlap = min(max(0, behavior.overlap), size - 1)
        let (begin, isTooLarge) = (number - 1).multipliedReportingOverflow(by: size - overlap)
        var first = isTooLarge ? places.count : min(places.count, begin)
        if let bound = query.sinceID, !behavior.ignores.contains(.sinceID) {
            switch behavior.order {
            case .descending:
                let below = places.firstIndex { recipes[$0].id < bound } ?? places.count
                first = below == places.count ? below : max(0, below - overlap)
            case .ascending: places.removeAll { recipes[$0].id >= bound }
            }
        }
        let shown = places[first..<min(places.count, first + size)]

        var json = JSONWriter(capacity: 64 + 400 * shown.count)
        json.beginObject()
        if isEmbedded {
            json.field("count", shown.count)
            json.field("page", number)
            json.field("per_page", size)
            json.key("result")
        } else {
            json.key("items")
        }
        json.beginArray()
        for place in shown { write(recipe: place, withTags: query.includesTags, to: &json) }
        json.endArray()
        json.endObject()
        return Answers.ok(json)
    }

    /// One recipe; the Embedded edition wraps it.
    func recipe(at place: Int, isEmbedded: Bool) -> HTTPResponse {
        var json = JSONWriter(capacity: 512)
        if isEmbedded {
            json.beginObject()
            json.key("result")
            json.beginArray()
        }
        write(recipe: place, withTags: true, to: &json)
        if isEmbedded {
            json.endArray()
            json.endObject()
        }
        return Answers.ok(json)
    }

    /// A page of the folders directly inside a folder; 404 for a folder that is not there.
    func folderList(_ query: RequestTarget.FoldersQuery) -> HTTPResponse {
        let parent = query.parent ?? 1
        guard parent == 1 || scenario.folders.contains(where: { $0.id == parent }) else { return Answers.notFound }
        let inside = scenario.folders.filter { $0.parent == parent }.sorted { $0.id < $1.id }
        let size = min(max(1, query.perPage ?? 100), 100)
        let (begin, isTooLarge) = (max(1, query.page) - 1).multipliedReportingOverflow(by: size)
        let first = isTooLarge ? inside.count : min(inside.count, begin)
        var json = JSONWriter()
        json.beginArray()
        for folder in inside[first..<min(inside.count, first + size)] {
            json.beginObject()
            json.field("id", folder.id)
            json.field("name", folder.name)
            json.field("parent_id", folder.parent)
            json.endObject()
        }
        json.endArray()
        return Answers.ok(json)
    }

    private func matches(_ query: RequestTarget.RecipesQuery, _ place: Int) -> Bool {
        let recipe = scenario.recipes[recipes[place].place]
        let ignores = scenario.recipeLists.ignores
        if let folder = query.folder, !ignores.contains(.folder), recipe.facts.folder != folder { return false }
        if query.isRunning, !ignores.contains(.running), !recipe.isRunning { return false }
        if !query.adapters.isEmpty, !ignores.contains(.adapters) {
            return query.adapters.contains { recipe.facts.adapters.contains($0) }
        }
        return true
    }

    private func write(recipe place: Int, withTags: Bool, to json: inout JSONWriter) {
        let recipe = scenario.recipes[recipes[place].place]
        let omits = scenario.recipeLists.omits
        let shown = recipes[place].shown
        json.beginObject()
        switch scenario.recipeLists.identifiers {
        case .numbers: json.field("id", recipe.id)
        case .strings: json.field("id", String(recipe.id))
        }
        if !omits.contains(.name) {
            json.field("name", recipe.facts.name.isEmpty ? "Recipe \(recipe.id)" : recipe.facts.name)
        }
        if !omits.contains(.running) { json.field("running", recipe.isRunning) }
        if !omits.contains(.folder) { json.field("folder_id", recipe.facts.folder) }
        if !omits.contains(.adapters) {
            json.key("applications")
            json.strings(recipe.facts.adapters)
            json.field("trigger_application", orNull: recipe.facts.adapters.first)
            json.key("action_applications")
            json.strings(Array(recipe.facts.adapters.dropFirst()))
        }
        if withTags, !omits.contains(.tags) {
            json.key("tags")
            json.beginArray()
            for tag in recipe.facts.tags {
                json.beginObject()
                json.field("handle", "tag-" + tag.lowercased())
                json.field("title", tag)
                json.endObject()
            }
            json.endArray()
        }
        if !omits.contains(.counts) {
            json.field("job_succeeded_count", recipe.facts.succeededCount ?? shown[.succeeded] ?? 0)
            json.field("job_failed_count", recipe.facts.failedCount ?? shown[.failed] ?? 0)
        }
        if !omits.contains(.lastRun) {
            json.key("last_run_at")
            if let time = lastRun(of: place, recipe.facts) {
                json.time(time, scenario.behavior.timestamps)
            } else {
                json.null()
            }
        }
        json.endObject()
    }

    private func lastRun(of place: Int, _ facts: Scenario.RecipeFacts) -> Int64? {
        switch facts.lastRun {
        case .never: return nil
        case .at(let time): return milliseconds(time)
        case .newestJob:
            var newest: Int64?
            for row in recipes[place].members {
                let job = jobs[Int(row)]
                if job.startedAt <= now.milliseconds { newest = max(newest ?? job.startedAt, job.startedAt) }
            }
            return newest
        }
    }
}

extension JSONWriter {
    fileprivate mutating func strings(_ texts: [String]) {
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}
