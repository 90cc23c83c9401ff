package import WorkatoJobs

/// Finds the recipes that a query means: reads the folders below its folder, then the list of recipes, and checks each
/// condition on each row, whatever the server has filtered.
package struct RecipeLookupStateMachine: Sendable {
    /// What follows.
    package enum Action: Sendable, Hashable {
        /// Read this.
        case read(RecipeRead)
        /// These recipes are meant, by descending id; at least one.
        case found([RecipeRow])
        /// It cannot be said which recipes are meant.
        case failed(RecipeLookupError)
    }

    private enum State: Sendable {
        /// Nothing was asked. Can transition to: folders, recipes, ended.
        case idle
        /// Folders are being read. Can transition to: recipes, ended.
        case folders
        /// Recipes are being read. Can transition to: ended.
        case recipes(RecipeWalkStateMachine)
        /// The lookup is over. Can transition to: nothing.
        case ended
    }

    /// More folders than this below one are refused: each takes a request.
    package static let mostFolders = 1_000
    /// More recipes than this cannot be planned at once.
    package static let mostRecipes = 5_000

    /// Requests so far.
    package private(set) var requests = 0

    private let query: RecipeQuery
    private var state = State.idle
    /// The folder of the query and those below it, in the order in which they were found.
    private var folders: [FolderID] = []
    private var nextFolder = 0
    private var folderPage = 1

    /// A lookup of a query.
    package init(_ query: RecipeQuery) { self.query = query }

    /// The first request; to be called once.
    package mutating func begin() -> Action {
        guard case .idle = state else { preconditionFailure("a lookup begins once") }
        guard let folder = query.folder else { return beginRecipes() }
        folders = [folder]
        state = .folders
        return .read(.folders(FolderListQuery(parent: folder)))
    }

    /// An answer arrived.
    package mutating func answered(_ reply: ReadReply) -> Action {
        requests += 1
        switch (state, reply) {
        case (.folders, .folders(let page)): return received(page)
        case (.folders, .failed(let error)): return end(.failed(folderError(error)))
        case (.recipes(var walk), .recipes(let page)):
            // No other reference to the walk may exist while it changes, or its rows are copied for each page.
            state = .ended
            let action = walk.received(page)
            switch action {
            case .list(let next):
                state = .recipes(walk)
                return .read(.recipes(next))
            case .finished: return finish(walk.rows)
            case .unproven(let why): return end(.failed(.unproven(why)))
            }
        case (.recipes, .failed(let error)): return end(.failed(RecipeLookupError(error, reading: .recipes)))
        case (.idle, _), (.ended, _), (.folders, _), (.recipes, _):
            preconditionFailure("\(reply) arrived although nothing of its kind was asked for")
        }
    }

    private mutating func end(_ action: Action) -> Action {
        state = .ended
        return action
    }

    // MARK: folders

    private mutating func received(_ page: FolderPage) -> Action {
        let parent = folders[nextFolder]
        guard page.unreadableRows == 0 else {
            return end(.failed(.unproven("\(page.unreadableRows) of the folders in folder \(parent) have no id")))
        }
        let known = Set(folders)
        // The server is not trusted to have listed the folders of this one alone.
        let inside = page.items.filter { $0.parent == nil || $0.parent == parent }.map(\.id)
        let new = inside.filter { !known.contains($0) }
        folders += new
        guard folders.count <= Self.mostFolders else {
            let top = query.folder ?? parent
            return end(.failed(.unproven("more than \(Self.mostFolders) folders are below folder \(top)")))
        }
        let isFull = page.items.count >= DocumentedLimits.recipesPerPage
        if folderPage > 1, new.isEmpty, isFull {
            return end(.failed(.unproven("page \(folderPage) of the folders in folder \(parent) shows nothing new")))
        }
        if isFull {
            folderPage += 1
            return .read(.folders(FolderListQuery(parent: parent, page: folderPage)))
        }
        folderPage = 1
        nextFolder += 1
        guard nextFolder < folders.count else { return beginRecipes() }
        return .read(.folders(FolderListQuery(parent: folders[nextFolder])))
    }

    private func folderError(_ error: ReadError) -> RecipeLookupError {
        let asked = folders[nextFolder]
        if case .notFound(let server) = error { return .unknownFolder(asked, place: query.place, server: server) }
        return RecipeLookupError(error, reading: .folders)
    }

    // MARK: recipes

    private mutating func beginRecipes() -> Action {
        var walk = RecipeWalkStateMachine(
            RecipeListQuery(
                adapters: query.adapters,
                // The server's filter knows one folder and not those below it.
                folder: folders.count == 1 ? folders[0] : nil,
                isRunning: query.isRunning == true
            )
        )
        guard case .list(let first) = walk.begin() else { preconditionFailure("a walk begins with a page") }
        state = .recipes(walk)
        return .read(.recipes(first))
    }

    private mutating func finish(_ rows: [RecipeRow]) -> Action {
        do throws(RecipeLookupError) {
            return end(.found(try RecipeFilter(query, folders: Set(folders)).matching(rows)))
        } catch {
            return end(.failed(error))
        }
    }
}

/// One thing to read about recipes.
package enum RecipeRead: Sendable, Hashable {
    /// A page of folders.
    case folders(FolderListQuery)
    /// A page of recipes.
    case recipes(RecipeListQuery)
    /// One recipe.
    case recipe(RecipeID)
}

/// Why it cannot be said which recipes a query means.
package enum RecipeLookupError: Error, Sendable, Hashable {
    /// What was being read.
    package enum Resource: String, Sendable, Hashable {
        /// `GET /api/recipes`.
        case recipes
        /// `GET /api/folders`.
        case folders
    }

    /// 401 or 403 (exit 77). `server` quotes the answer.
    case unauthorized(Resource, server: String)
    /// No answer after all tries (exit 69). `server` quotes what came back.
    case unreachable(Resource, server: String)
    /// The list cannot be shown to be complete (exit 69); why, in words.
    case unproven(String)
    /// A recipe's row does not have the field that a condition compares (exit 69).
    case unchecked(RecipeID, condition: String)
    /// 404: there is no such folder, or the token does not reach it (exit 65).
    case unknownFolder(FolderID, place: String, server: String)
    /// No recipe has this tag (exit 65); `similar` is one that some recipe has.
    case unknownTag(String, place: String, similar: String?)
    /// No recipe is meant (exit 65).
    case nothingFound(conditions: [String], listed: Int, place: String)
    /// More recipes are meant than can be planned at once (exit 6).
    case tooMany(Int, place: String)

    /// A read that failed.
    init(_ error: ReadError, reading resource: Resource) {
        switch error {
        case .unauthorized(let server): self = .unauthorized(resource, server: server)
        case .notFound(let server), .throttled(let server), .unreachable(let server):
            self = .unreachable(resource, server: server)
        }
    }
}

extension RecipeLookupError {
    /// What happened, in words.
    package var message: String {
        switch self {
        case .unauthorized(let resource, let server):
            return "this token is not allowed to list \(resource.rawValue): \(server)"
        case .unreachable(let resource, let server): return "the list of \(resource.rawValue) cannot be read: \(server)"
        case .unproven(let why): return "the list of recipes cannot be shown to be complete: \(why)"
        case .unchecked(let recipe, let condition):
            return "the server does not say what '\(condition)' compares for recipe \(recipe)"
        case .unknownFolder(let folder, let place, let server):
            return "\(Self.prefix(place))there is no folder \(folder), or the token does not reach it: \(server)"
        case .unknownTag(let tag, let place, _): return "\(Self.prefix(place))no recipe has the tag '\(tag)'"
        case .nothingFound(let conditions, let listed, let place):
            let query = conditions.isEmpty ? "" : " (\(conditions.joined(separator: ", ")))"
            let count = listed == 1 ? "1 recipe was" : "\(listed) recipes were"
            return "\(Self.prefix(place))the query matches no recipe\(query); \(count) listed"
        case .tooMany(let count, let place):
            return "\(Self.prefix(place))the query matches \(count) recipes; a step has at most "
                + "\(RecipeLookupStateMachine.mostRecipes)"
        }
    }

    private static func prefix(_ place: String) -> String { place.isEmpty ? "" : "\(place): " }
}
