import WorkatoJobs

/// Checks the conditions of a query for recipes on rows.
struct RecipeFilter {
    private let query: RecipeQuery
    /// The folder of the query and those below it.
    private let folders: Set<FolderID>

    init(_ query: RecipeQuery, folders: Set<FolderID>) {
        self.query = query
        self.folders = folders
    }

    /// The rows for which all conditions hold, by descending id; never none.
    ///
    /// A row without a field that a condition compares is an error unless another condition excludes it.
    func matching(_ rows: [RecipeRow]) throws(RecipeLookupError) -> [RecipeRow] {
        try checkTags(rows)
        let name = try compiledName()
        let except = Set(query.except)
        let (adapters, tags) = (Set(query.adapters), Set(query.tags.map(ComparableText.init)))
        var found: [RecipeRow] = []
        for row in rows where !except.contains(row.id) {
            let answers: [(condition: String, holds: Bool?)] = [
                ("adapters", adapters.isEmpty ? true : row.adapters.map { !adapters.isDisjoint(with: $0) }),
                ("folder", query.folder == nil ? true : row.folder.map(folders.contains)),
                ("tags", tags.isEmpty ? true : row.tags.map { !tags.isDisjoint(with: $0.flatMap(\.names)) }),
                ("running", query.isRunning == nil ? true : row.isRunning.map { $0 == query.isRunning }),
                ("name", name.map { $0.holds(for: Self.subject(row)) } ?? true),
            ]
            if answers.contains(where: { $0.holds == false }) { continue }
            if let unknown = answers.first(where: { $0.holds == nil }) {
                throw .unchecked(row.id, condition: unknown.condition)
            }
            found.append(row)
        }
        guard !found.isEmpty else {
            throw .nothingFound(conditions: query.conditionsInWords, listed: rows.count, place: query.place)
        }
        guard found.count <= RecipeLookupStateMachine.mostRecipes else {
            throw .tooMany(found.count, place: query.place)
        }
        return found.sorted { $0.id > $1.id }
    }

    /// A tag that no recipe has is more likely misspelled than unused.
    private func checkTags(_ rows: [RecipeRow]) throws(RecipeLookupError) {
        guard !query.tags.isEmpty else { return }
        let known = rows.flatMap { $0.tags ?? [] }
        let names = Set(known.flatMap(\.names))
        // Without any row that has tags, whether a tag exists is not known.
        guard rows.contains(where: { $0.tags != nil }) else { return }
        for tag in query.tags where !names.contains(ComparableText(tag)) {
            let lower = tag.lowercased()
            let similar = known.compactMap(\.title).first { $0.lowercased() == lower }
            throw .unknownTag(tag, place: query.place, similar: similar)
        }
    }

    private func compiledName() throws(RecipeLookupError) -> CompiledPredicate? {
        guard !query.name.isEmpty else { return nil }
        do throws(POSIXPattern.PatternError) {
            return try CompiledPredicate(.all(query.name.map { .field(.title, $0) }))
        } catch {
            throw .unproven("the pattern for names cannot be used: \(error.message)")
        }
    }

    /// A name is matched as the title of a job is.
    private static func subject(_ row: RecipeRow) -> PredicateSubject {
        let job = JobID(text: row.id.description)
        return PredicateSubject(row: JobRow(id: job, status: .failed, title: row.name), master: job, reruns: 0)
    }
}

extension RecipeTag {
    /// What a query can call it.
    fileprivate var names: [ComparableText] { [title, handle].compactMap { $0 }.map(ComparableText.init) }
}
