internal import OrderedCollections
package import WorkatoJobs

/// Turns a runbook's queries for recipes into their ids, and finds the names of recipes, before any job is read.
///
/// One request at a time: each page of recipes says where the next one begins.
package struct RecipeResolutionStateMachine: Sendable {
    /// What follows.
    package enum Action: Sendable, Hashable {
        /// Read this.
        case read(RecipeRead)
        /// All is known: `resolved` and `names`.
        case done
        /// It cannot be said which recipes are meant.
        case failed(RecipeLookupError)
    }

    private enum Stage: Sendable {
        /// No request is open. Can transition to: lookup, names, name.
        case between
        /// A query is being looked up. Can transition to: between.
        case lookup(RecipeQuery, RecipeLookupStateMachine)
        /// The list of recipes is being read for names. Can transition to: between.
        case names(RecipeWalkStateMachine)
        /// A single recipe is being read for its name. Can transition to: between.
        case name(RecipeID)
    }

    /// Names of at most this many recipes are read one by one.
    static let namesReadSingly = 5
    /// Names of more recipes are looked for in at most this many pages.
    static let pagesForNames = 5
    /// The longest name that a plan keeps, in Unicode scalars, an ellipsis at the end included.
    static let longestName = 200

    private let runbook: Runbook
    /// What each query means; the same query of several steps is looked up once.
    private var found: [RecipeQuery: [RecipeRow]] = [:]
    private var lookups: ArraySlice<RecipeQuery>
    private var readsNames: Bool
    private var unnamed: OrderedSet<RecipeID> = []
    /// The names of recipes, as far as they are known.
    package private(set) var names: [RecipeID: String] = [:]
    private var stage = Stage.between

    /// The resolution of a runbook.
    ///
    /// - Parameter readsNames: whether names of recipes that the runbook lists by id are read as well.
    package init(_ runbook: Runbook, readsNames: Bool) {
        self.runbook = runbook
        self.readsNames = readsNames
        var queries: OrderedSet<RecipeQuery> = []
        for step in runbook.steps {
            guard let query = step.kind.recipeQuery else { continue }
            if !queries.contains(where: { $0.withoutPlace() == query.withoutPlace() }) { queries.append(query) }
        }
        lookups = Array(queries)[...]
    }

    /// The first request; to be called once.
    package mutating func begin() -> Action { next() }

    /// The next request, if none is open.
    private mutating func next() -> Action {
        if let query = lookups.popFirst() {
            var lookup = RecipeLookupStateMachine(query)
            let action = lookup.begin()
            return act(action, query, lookup)
        }
        if readsNames {
            readsNames = false
            unnamed = OrderedSet(runbook.steps.flatMap(\.kind.recipes).filter { names[$0] == nil })
            if unnamed.count > Self.namesReadSingly { return beginNames() }
        }
        guard let recipe = unnamed.first else { return .done }
        unnamed.removeFirst()
        stage = .name(recipe)
        return .read(.recipe(recipe))
    }

    /// An answer arrived.
    package mutating func answered(_ reply: ReadReply) -> Action {
        let stage = stage
        self.stage = .between
        switch (stage, reply) {
        case (.lookup(let query, var lookup), _):
            let action = lookup.answered(reply)
            return act(action, query, lookup)
        case (.name(let recipe), .recipe(let row)):
            if row.id == recipe { learn([row]) }
            return next()
        case (.names(var walk), .recipes(let page)):
            let action = walk.received(page)
            learn(page.items)
            let isMissing = unnamed.contains { names[$0] == nil }
            guard case .list(let query) = action, isMissing, walk.requests < Self.pagesForNames else { break }
            self.stage = .names(walk)
            return .read(.recipes(query))
        // A name is for people: a refusal is no error, and no reason to be refused again.
        case (.name, .failed), (.names, .failed): break
        case (.between, _), (.name, _), (.names, _):
            preconditionFailure("\(reply) arrived although nothing of its kind was asked for")
        }
        unnamed = []
        return next()
    }

    /// The runbook with ids instead of queries.
    ///
    /// To be called at the end.
    package var resolved: Runbook {
        var runbook = runbook
        for index in runbook.steps.indices {
            guard let asked = runbook.steps[index].kind.recipeQuery, let rows = found[asked.withoutPlace()] else {
                continue
            }
            runbook.steps[index].kind.resolve(to: rows, lookback: runbook.workspace.lookback)
        }
        return runbook
    }

    private mutating func act(
        _ action: RecipeLookupStateMachine.Action,
        _ query: RecipeQuery,
        _ lookup: RecipeLookupStateMachine
    ) -> Action {
        switch action {
        case .read(let read):
            stage = .lookup(query, lookup)
            return .read(read)
        case .found(let rows):
            found[query.withoutPlace()] = rows
            learn(rows)
            return next()
        case .failed(let error): return .failed(error)
        }
    }

    private mutating func beginNames() -> Action {
        var walk = RecipeWalkStateMachine(RecipeListQuery())
        guard case .list(let query) = walk.begin() else { preconditionFailure("a walk begins with a page") }
        stage = .names(walk)
        return .read(.recipes(query))
    }

    private mutating func learn(_ rows: [RecipeRow]) {
        for row in rows {
            guard let name = row.name else { continue }
            names[row.id] = Self.shown(name)
        }
    }

    private static func shown(_ name: String) -> String {
        let scalars = name.unicodeScalars
        guard scalars.count > longestName else { return name }
        return String(String.UnicodeScalarView(scalars.prefix(longestName - 1))) + "…"
    }
}

extension RecipeQuery {
    /// The same query wherever it was written.
    fileprivate func withoutPlace() -> RecipeQuery {
        var query = self
        query.place = ""
        return query
    }
}
