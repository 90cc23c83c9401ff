/// The endpoint and parameters of a request, read from its target.
struct RequestTarget {
    /// The endpoint with its path parameters.
    enum Route {
        case list(recipe: Int, ListQuery)
        case get(recipe: Int, job: String)
        case repeatJobs(recipe: Int)
        case resume
        case me
        case recipes(RecipesQuery)
        case recipe(Int)
        case folders(FoldersQuery)
        case unknown
    }

    /// The known parameters of a list; all others are ignored.
    struct ListQuery {
        var cursor: String?
        var isPrevious = false
        var status: Scenario.Status?
        var rerunOnly = false
    }

    /// The known parameters of a list of recipes; all others are ignored.
    struct RecipesQuery {
        var page = 1
        var perPage: Int?
        var sinceID: Int?
        var folder: Int?
        var adapters: [String] = []
        var isRunning = false
        var includesTags = false
    }

    /// The known parameters of a list of folders; all others are ignored.
    struct FoldersQuery {
        var parent: Int?
        var page = 1
        var perPage: Int?
    }

    var route: Route
    /// Whether the path is an embedded customer's, whose lists of recipes have another form.
    var isEmbedded = false

    /// Reads a target; `managedUser` is the embedded customer whose paths are also accepted.
    init(method: String, target: String, managedUser: String?) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first ?? ""
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            percentDecoded($0, plusIsSpace: false)
        }
        guard segments.first == "api" else {
            route = .unknown
            return
        }
        segments.removeFirst()
        if segments.count > 2, segments[0] == "managed_users", let managedUser, segments[1] == managedUser {
            segments.removeFirst(2)
            isEmbedded = true
        }
        route = Self.route(method, segments, query: parts.count > 1 ? parts[1] : "")
    }

    var kind: Scenario.RequestKind {
        switch route {
        case .list: .list
        case .get: .get
        case .repeatJobs: .repeat
        case .resume: .resume
        case .me: .me
        case .recipes: .recipes
        case .recipe: .recipe
        case .folders: .folders
        case .unknown: .other
        }
    }

    var recipe: Int? {
        switch route {
        case .list(let recipe, _), .get(let recipe, _), .repeatJobs(let recipe), .recipe(let recipe): recipe
        case .resume, .me, .recipes, .folders, .unknown: nil
        }
    }

    private static func route(_ method: String, _ segments: [String], query: Substring) -> Route {
        switch (method, segments.count) {
        case ("GET", 2) where segments == ["users", "me"]: return .me
        case ("GET", 1) where segments == ["recipes"]: return .recipes(recipesQuery(query))
        case ("GET", 1) where segments == ["folders"]: return .folders(foldersQuery(query))
        case ("GET", 2) where segments[0] == "recipes": return Int(segments[1]).map { .recipe($0) } ?? .unknown
        case ("POST", 2) where segments == ["job", "resume"]: return .resume
        case ("GET", 3) where segments[0] == "recipes" && segments[2] == "jobs":
            return Int(segments[1]).map { .list(recipe: $0, listQuery(query)) } ?? .unknown
        case ("GET", 4) where segments[0] == "recipes" && segments[2] == "jobs":
            return Int(segments[1]).map { .get(recipe: $0, job: segments[3]) } ?? .unknown
        case ("POST", 3) where segments[0] == "recipes" && segments[2] == "repeat_jobs":
            return Int(segments[1]).map { .repeatJobs(recipe: $0) } ?? .unknown
        default: return .unknown
        }
    }

    /// The parameters of a query with their values, without escapes.
    private static func parameters(_ text: Substring) -> [(name: String, value: String)] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? percentDecoded(parts[1], plusIsSpace: true) : ""
            return (percentDecoded(parts[0], plusIsSpace: true), value)
        }
    }

    private static func recipesQuery(_ text: Substring) -> RecipesQuery {
        var query = RecipesQuery()
        for (name, value) in parameters(text) {
            switch name {
            case "page": query.page = Int(value) ?? 1
            case "per_page": query.perPage = Int(value)
            case "since_id": query.sinceID = Int(value)
            case "folder_id": query.folder = Int(value)
            case "adapter_names_any": query.adapters = value.split(separator: ",").map(String.init)
            case "running": query.isRunning = value == "true" || value == "1"
            case "includes[]": query.includesTags = query.includesTags || value == "tags"
            default: break
            }
        }
        return query
    }

    private static func foldersQuery(_ text: Substring) -> FoldersQuery {
        var query = FoldersQuery()
        for (name, value) in parameters(text) {
            switch name {
            case "parent_id": query.parent = Int(value)
            case "page": query.page = Int(value) ?? 1
            case "per_page": query.perPage = Int(value)
            default: break
            }
        }
        return query
    }

    private static func listQuery(_ text: Substring) -> ListQuery {
        var query = ListQuery()
        for (name, value) in parameters(text) {
            switch name {
            case "offset_job_id": query.cursor = value.isEmpty ? nil : value
            case "prev": query.isPrevious = value == "true" || value == "1"
            case "rerun_only": query.rerunOnly = value == "true" || value == "1"
            case "status": query.status = Scenario.Status(rawValue: value)
            default: break
            }
        }
        return query
    }
}

/// A part of a target without percent escapes; a percent sign without two digits after it stays.
func percentDecoded(_ text: Substring, plusIsSpace: Bool) -> String {
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    var place = 0
    while place < bytes.count {
        let byte = bytes[place]
        if byte == UInt8(ascii: "%"), place + 2 < bytes.count, let high = hexValue(bytes[place + 1]),
            let low = hexValue(bytes[place + 2])
        {
            decoded.append(high << 4 | low)
            place += 3
        } else {
            decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            place += 1
        }
    }
    return String(decoding: decoded, as: UTF8.self)
}

private func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
