package import WorkatoJobs

/// What planning wants done.
///
/// Reads may be done in any order and side by side.
package enum PlanningEffect: Sendable, Hashable {
    /// Read one page and answer under this id.
    case list(id: Int, ListQuery)
    /// Read one job and answer under this id.
    case job(id: Int, RecipeID, JobID)
    /// The progress of reading; for people.
    case progress(PlanningProgress)
    /// The plan; nothing follows.
    case finished(Plan)
    /// There is no plan; nothing follows, and answers that still arrive are ignored.
    case failed(PlanningError)
}

/// How far the reading of one recipe's list is.
package struct PlanningProgress: Sendable, Hashable {
    /// The recipe.
    package var recipe: RecipeID
    /// Which of its lists.
    package var list: RecipeListing.List
    /// Pages read of the list.
    package var requests: Int
    /// Distinct rows seen in the list.
    package var rows: Int
    /// The rows that the list has according to the server; nil if it does not say.
    ///
    /// The walk may end long before.
    package var expectedRows: Int?
    /// Recipes that are read to the end.
    package var recipesDone: Int
    /// Recipes that are to be read, as known so far.
    package var recipes: Int

    /// Progress from its parts.
    package init(
        recipe: RecipeID,
        list: RecipeListing.List,
        requests: Int,
        rows: Int,
        expectedRows: Int?,
        recipesDone: Int,
        recipes: Int
    ) {
        self.recipe = recipe
        self.list = list
        self.requests = requests
        self.rows = rows
        self.expectedRows = expectedRows
        self.recipesDone = recipesDone
        self.recipes = recipes
    }
}

/// Why there is no plan.
///
/// A read that failed is never "no jobs".
package enum PlanningError: Error, Sendable, Hashable {
    /// 401 or 403 (exit 77). `server` quotes the answer.
    case unauthorized(RecipeID, server: String)
    /// 404: the recipe does not exist, or is not in the scope of the token (exit 69). `server` quotes the answer.
    case recipeNotFound(RecipeID, server: String)
    /// No page after all tries (exit 69). `server` quotes what came back.
    case unreachable(RecipeID, server: String)
    /// Jobs that the runbook names and the API does not know, all of them, in the runbook's order (exit 65).
    case unknownJobs([JobQuery.ListedJob])
    /// It cannot be said which recipes a query means (exit 6, 65, 69 or 77, by the error).
    case recipes(RecipeLookupError)
    /// The lists have more rows than planning takes in (exit 6); with how many had been read.
    case tooManyRows(Int)

    /// What happened, in words.
    package var message: String {
        switch self {
        case .unauthorized(let recipe, let server):
            "this token is not allowed to read recipe \(recipe): \(server)"
        case .recipeNotFound(let recipe, let server):
            "recipe \(recipe) does not exist, or is not in the scope of the token: \(server)"
        case .unreachable(let recipe, let server):
            "the jobs of recipe \(recipe) cannot be read: \(server)"
        case .unknownJobs(let jobs):
            jobs.map { "\($0.place): recipe \($0.recipe) has no job '\($0.job)'" }.joined(separator: "\n")
        case .recipes(let error): error.message
        case .tooManyRows(let rows):
            "the job lists showed \(rows) rows and more; at most \(PlanningStateMachine.mostRows) are read for one plan"
        }
    }
}
