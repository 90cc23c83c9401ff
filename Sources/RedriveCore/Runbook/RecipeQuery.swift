package import WorkatoJobs

/// Which recipes are meant, by what they are instead of by their ids; resolved when a plan is made.
///
/// All conditions must hold. Without any, all recipes of the workspace are meant.
package struct RecipeQuery: Sendable, Hashable {
    /// At least one of these connectors is used; empty for any.
    package var adapters: [String]
    /// The recipe is in this folder or in one below it; nil for anywhere.
    package var folder: FolderID?
    /// The recipe has at least one of these tags, by title or handle; empty for any.
    package var tags: [String]
    /// The name fits each of these; empty for any.
    package var name: [Predicate.Matcher]
    /// Whether the recipe is running; nil for either.
    package var isRunning: Bool?
    /// Recipes that are not meant, although the conditions hold.
    package var except: [RecipeID]
    /// Where the query was written, as `file:line`; for messages only.
    package var place: String

    /// A query from its parts; all recipes by default.
    package init(
        adapters: [String] = [],
        folder: FolderID? = nil,
        tags: [String] = [],
        name: [Predicate.Matcher] = [],
        isRunning: Bool? = nil,
        except: [RecipeID] = [],
        place: String = ""
    ) {
        self.adapters = adapters
        self.folder = folder
        self.tags = tags
        self.name = name
        self.isRunning = isRunning
        self.except = except
        self.place = place
    }

    /// The conditions in words, each as in `adapter is 'salesforce'`; empty for all recipes.
    package var conditionsInWords: [String] {
        var parts: [String] = []
        if !adapters.isEmpty { parts.append("adapter \(Self.words(adapters))") }
        if let folder { parts.append("in folder \(folder) or below it") }
        if !tags.isEmpty { parts.append("tag \(Self.words(tags))") }
        parts += name.map { "name \($0.words)" }
        if let isRunning { parts.append(isRunning ? "running" : "not running") }
        if !except.isEmpty { parts.append("except \(except.count)") }
        return parts
    }

    private static func words(_ texts: [String]) -> String {
        Predicate.Matcher.anyOf(texts.map(Predicate.Value.text)).words
    }
}

extension JobQuery.Source {
    /// The query for recipes; nil for ids.
    package var recipeQuery: RecipeQuery? {
        switch self {
        case .query(let query): query
        case .recipes, .jobs: nil
        }
    }
}

/// What came of a query for recipes.
package struct ResolvedRecipes: Sendable, Hashable {
    /// Why a recipe's jobs are not listed although the query means it; the raw values are the names in plan files.
    package enum SkipReason: String, Sendable, Hashable, CaseIterable {
        /// It has no failed job, and failed ones are asked for.
        case noFailedJobs = "no_failed_jobs"
        /// It did not run in the window, and failed jobs are asked for.
        case notRunSince = "not_run_since"
    }

    /// The conditions in words; empty for all recipes.
    package var conditions: [String]
    /// How many recipes the query means.
    package var matched: Int
    /// How many of them are not listed, by reason.
    package var skipped: [SkipReason: Int]

    /// What came of a query, from its parts.
    package init(conditions: [String], matched: Int, skipped: [SkipReason: Int] = [:]) {
        self.conditions = conditions
        self.matched = matched
        self.skipped = skipped
    }
}

extension RecipeRow {
    /// Why the recipe cannot have a failed job in the window; nil if it can.
    ///
    /// A field that is missing, or that contradicts another one, skips nothing. `last_run_at` may be the start of a job
    /// that failed up to `lookback` later. Source: docs/runbook.md, "Recipes by query".
    package func skipReason(
        for status: JobQuery.Status,
        in window: TimeWindow,
        lookback: Duration
    ) -> ResolvedRecipes.SkipReason? {
        guard status == .failed else { return nil }
        let hasRun = (jobFailedCount ?? 0) > 0 || (jobSucceededCount ?? 0) > 0
        if lastRun == .never, hasRun { return nil }
        if jobFailedCount == 0 { return .noFailedJobs }
        switch lastRun {
        case .unknown: return nil
        case .never: return .notRunSince
        case .at(let time):
            guard let since = window.since else { return nil }
            return time + lookback < since ? .notRunSince : nil
        }
    }
}
