internal import OrderedCollections
package import WorkatoJobs

/// Which jobs are meant: where they come from, what must hold of them, in which order, and how many.
package struct JobQuery: Sendable, Hashable {
    /// Where candidates come from.
    package enum Source: Sendable, Hashable {
        /// The job lists of these recipes; at least one, each once, in the order written.
        case recipes([RecipeID])
        /// The job lists of the recipes that a query means, once it is resolved.
        case query(RecipeQuery)
        /// These jobs and no others, by recipe in the order written.
        case jobs([ListedJob])
    }

    /// A job that the runbook or its `jobs_file` names.
    package struct ListedJob: Sendable, Hashable {
        /// The recipe that it belongs to.
        package var recipe: RecipeID
        /// The job: a master, or any attempt of it.
        package var job: JobID
        /// Where it was named, as `file:line`; for messages only.
        package var place: String

        /// A listed job from its parts.
        package init(recipe: RecipeID, job: JobID, place: String) {
            self.recipe = recipe
            self.job = job
            self.place = place
        }
    }

    /// The status of the newest attempt.
    package enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// Jobs that failed.
        case failed
        /// Jobs that succeeded.
        case succeeded
    }

    /// In which order jobs are taken, and so which of them a limit keeps.
    package enum Order: String, Sendable, Hashable, Codable, CaseIterable {
        /// By the compared time of the newest attempt, ascending.
        case oldestFirst = "oldest_first"
        /// By the compared time of the newest attempt, descending.
        case newestFirst = "newest_first"
    }

    /// Where candidates come from.
    package var source: Source
    /// What came of the query for recipes that `source` was; nil if it was none, or is not resolved.
    package var resolved: ResolvedRecipes?
    /// The status asked for.
    package var status: Status
    /// When the newest attempt ended or started.
    package var window: TimeWindow
    /// What else must hold of the newest attempt; nil for nothing.
    package var predicate: Predicate?
    /// The order.
    package var order: Order
    /// The most jobs in all; nil for no bound.
    package var limit: Int?
    /// The most jobs of one recipe; nil for no bound.
    package var limitPerRecipe: Int?

    /// A query from its parts.
    package init(
        source: Source,
        status: Status = .failed,
        window: TimeWindow,
        predicate: Predicate? = nil,
        order: Order = .oldestFirst,
        limit: Int? = nil,
        limitPerRecipe: Int? = nil
    ) {
        self.source = source
        self.status = status
        self.window = window
        self.predicate = predicate
        self.order = order
        self.limit = limit
        self.limitPerRecipe = limitPerRecipe
    }

    /// The recipes of the source, each once, in the order written; none for a query that is not resolved.
    package var recipes: [RecipeID] { source.recipes }

    /// Whether the status of a row is the one asked for.
    func asks(for status: JobStatus) -> Bool {
        switch (self.status, status) {
        case (.failed, .failed), (.succeeded, .succeeded): true
        case (.failed, _), (.succeeded, _): false
        }
    }
}

extension JobQuery.Source {
    /// The recipes, each once, in the order written.
    package var recipes: [RecipeID] {
        switch self {
        case .recipes(let recipes): recipes
        case .query: []
        case .jobs(let jobs): Array(OrderedSet(jobs.map(\.recipe)))
        }
    }
}
