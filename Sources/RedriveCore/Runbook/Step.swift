package import WorkatoJobs

/// One step of a runbook: what it does, and how it is carried out.
package struct Step: Sendable, Hashable {
    /// The name; unique in the runbook.
    ///
    /// A step without a name is called by its number: `step-1`, `step-2` and so on.
    package var name: String
    /// What the step does.
    package var kind: StepKind
    /// How the step is carried out.
    package var conduct: StepConduct

    /// A step from its parts.
    package init(name: String, kind: StepKind, conduct: StepConduct = StepConduct()) {
        self.name = name
        self.kind = kind
        self.conduct = conduct
    }
}

/// What a step of a runbook does.
///
/// Each kind has one key in the language, such as `repeat_jobs`.
package enum StepKind: Sendable, Hashable {
    /// Repeats the jobs of a selection.
    case repeatJobs(RepeatSelection)
    /// Resumes suspended jobs, each by its token.
    case resumeJobs(ResumeSelection)
    /// Lists jobs; nothing is sent.
    case listJobs(JobListing)

    /// The query for recipes that is still to be resolved; nil for none.
    package var recipeQuery: RecipeQuery? {
        switch self {
        case .repeatJobs(let selection): selection.query.source.recipeQuery
        case .listJobs(let listing): listing.source.recipeQuery
        case .resumeJobs: nil
        }
    }

    /// Puts the ids of recipes in the place of the query that means them, but for recipes that cannot have a job to repeat.
    ///
    /// A list is read later, when every recipe may have a job.
    mutating func resolve(to rows: [RecipeRow], lookback: Duration) {
        switch self {
        case .repeatJobs(var selection):
            guard let asked = recipeQuery else { return }
            let query = selection.query
            var resolved = ResolvedRecipes(conditions: asked.conditionsInWords, matched: rows.count)
            var recipes: [RecipeID] = []
            for row in rows {
                if let reason = row.skipReason(for: query.status, in: query.window, lookback: lookback) {
                    resolved.skipped[reason, default: 0] += 1
                } else {
                    recipes.append(row.id)
                }
            }
            selection.query.source = .recipes(recipes)
            selection.query.resolved = resolved
            self = .repeatJobs(selection)
        case .listJobs(var listing):
            guard let asked = recipeQuery else { return }
            listing.source = .recipes(rows.map(\.id))
            listing.resolved = ResolvedRecipes(conditions: asked.conditionsInWords, matched: rows.count)
            self = .listJobs(listing)
        case .resumeJobs: break
        }
    }

    /// The recipes whose jobs it may touch.
    package var recipes: [RecipeID] {
        switch self {
        case .repeatJobs(let selection): selection.query.recipes
        case .resumeJobs: []
        case .listJobs(let listing): listing.recipes
        }
    }

    /// What it repeats; nil for a kind that repeats nothing.
    package var repeats: RepeatSelection? {
        switch self {
        case .repeatJobs(let selection): selection
        case .resumeJobs, .listJobs: nil
        }
    }
}
