package import WorkatoJobs

/// Reads the list of recipes to its end, and proves that nothing is missing.
///
/// Recipes come by descending id, and each page begins below the lowest id so far, so that nothing moves between two pages.
/// The list ends with an empty page, or with the recipe that has the lowest possible id. If the rows show that the server
/// orders them in another way or ignores the cursor, pages are read by number instead; if these do not advance either,
/// the list is not proven.
package struct RecipeWalkStateMachine: Sendable {
    /// What follows.
    package enum Action: Sendable, Hashable {
        /// Read this page.
        case list(RecipeListQuery)
        /// The list was read to its end.
        case finished
        /// It cannot be shown that the list was read to its end; why, in words.
        case unproven(String)
    }

    private enum State: Sendable, Hashable {
        /// Nothing was asked. Can transition to: below, ended.
        case idle
        /// A page below the lowest id is being read; nil for the first one. Can transition to: numbered, ended.
        case below(RecipeID?)
        /// A page is being read by its number. Can transition to: ended.
        case numbered(Int)
        /// The list is over. Can transition to: nothing.
        case ended
    }

    /// No workspace has more recipes than this; a longer list is no list of recipes.
    ///
    /// Source: reference, "Workspace caps: 5,000 recipes"; ten times as many.
    package static let mostRecipes = 50_000

    /// The recipes so far, each once, in the order of the answers.
    package private(set) var rows: [RecipeRow] = []
    /// How many pages were read.
    package private(set) var requests = 0

    private let query: RecipeListQuery
    private var state = State.idle
    private var seen: Set<RecipeID> = []
    private var hasAskedAgain = false

    /// A walk of the recipes that a query asks for; where its pages begin is up to the walk.
    package init(_ query: RecipeListQuery) { self.query = query }

    /// The first page; to be called once.
    package mutating func begin() -> Action {
        guard case .idle = state else { preconditionFailure("a walk begins once, not when it is \(state)") }
        state = .below(nil)
        return .list(page(.page(1)))
    }

    /// A page arrived.
    package mutating func received(_ page: RecipePage) -> Action {
        requests += 1
        guard page.unreadableRows == 0 else { return unreadable(page) }
        hasAskedAgain = false
        let new = page.items.filter { seen.insert($0.id).inserted }
        rows += new
        guard rows.count <= Self.mostRecipes else {
            return end(.unproven("the list has more than \(Self.mostRecipes) recipes"))
        }
        switch state {
        case .below(let cursor):
            guard let lowest = page.items.map(\.id).min() else { return end(.finished) }
            let isDescending = zip(page.items, page.items.dropFirst()).allSatisfy { $0.id > $1.id }
            let isBelow = new.allSatisfy { row in cursor.map { row.id < $0 } ?? true }
            guard isDescending, isBelow, !new.isEmpty else { return readByNumber() }
            guard lowest.value > 1 else { return end(.finished) }
            state = .below(lowest)
            return .list(self.page(.below(lowest)))
        case .numbered(let number):
            if page.items.isEmpty { return end(.finished) }
            guard !new.isEmpty else {
                return end(
                    .unproven("page \(number) shows the same \(page.items.count) recipes as pages before it")
                )
            }
            state = .numbered(number + 1)
            return .list(self.page(.page(number + 1)))
        case .idle, .ended: preconditionFailure("a page arrived although none was asked for")
        }
    }

    /// Pages by number, from the second: the first was the first of all.
    private mutating func readByNumber() -> Action {
        state = .numbered(2)
        return .list(page(.page(2)))
    }

    /// A page that has rows without an id proves nothing; it is asked for once more.
    private mutating func unreadable(_ page: RecipePage) -> Action {
        guard !hasAskedAgain else {
            return end(.unproven("\(page.unreadableRows) of its rows are not recipes with an id"))
        }
        hasAskedAgain = true
        switch state {
        case .below(nil): return .list(self.page(.page(1)))
        case .below(let cursor?): return .list(self.page(.below(cursor)))
        case .numbered(let number): return .list(self.page(.page(number)))
        case .idle, .ended: preconditionFailure("a page arrived although none was asked for")
        }
    }

    private mutating func end(_ action: Action) -> Action {
        state = .ended
        return action
    }

    private func page(_ start: RecipeListQuery.Start) -> RecipeListQuery {
        var query = query
        query.start = start
        return query
    }
}
