internal import JSONText
internal import Transport

extension RecipePage {
    /// The documented key of the rows, and its name in the Embedded edition.
    ///
    /// Source: reference, "OEM recipe lists return `result`".
    private static let keys = ["items", "result"]

    /// Reads a page; a row that cannot be read is counted, and a body without an array of rows is an error.
    static func read(_ response: HTTPResponse) -> Result<RecipePage, ReadingError> {
        JSONTree.rows(of: response, keys: keys, takesBareArray: false).map { items in
            let rows = items.map(RecipeRow.read)
            let good = rows.compactMap { try? $0.get() }
            return RecipePage(items: good, unreadableRows: rows.count - good.count)
        }
    }
}

extension RecipeRow {
    /// Keys whose values can be large and are never used.
    static let unusedKeys: Set<String> = ["code", "parameters", "config", "webhook_url", "description"]

    /// Reads one recipe, bare or as the only element of `result`.
    static func read(_ response: HTTPResponse) -> Result<RecipeRow, ReadingError> {
        let value: JSONTree
        do throws(JSONError) {
            value = try response.json(skipping: unusedKeys)
        } catch {
            return .failure(ReadingError(error, in: response))
        }
        return read(value["result"]?.items?.first ?? value["result"] ?? value)
    }

    /// Reads one row; only the id is needed.
    static func read(_ value: JSONTree) -> Result<RecipeRow, ReadingError> {
        guard case .object(let members) = value else {
            return .failure(ReadingError("a row is \(value.kind) instead of an object"))
        }
        guard let id = value["id"]?.recipeID else {
            return .failure(ReadingError("a row's 'id' is not the id of a recipe"))
        }
        return .success(
            RecipeRow(
                id: id,
                name: value["name"]?.textOrNumber,
                isRunning: value["running"]?.flag ?? value["active"]?.flag,
                folder: value["folder_id"]?.integer.flatMap { FolderID($0) },
                adapters: adapters(of: value),
                tags: value["tags"]?.items.map { $0.compactMap(RecipeTag.init(reading:)) },
                jobSucceededCount: value.count("job_succeeded_count"),
                jobFailedCount: value.count("job_failed_count"),
                lastRun: lastRun(members["last_run_at"])
            )
        )
    }

    private static func lastRun(_ value: JSONTree?) -> LastRun {
        switch value {
        case .null?: .never
        case let value?: value.timestamp.map(LastRun.at) ?? .unknown
        case nil: .unknown
        }
    }

    /// Source: reference, "Rows … carry … `applications, trigger_application, action_applications`".
    private static func adapters(of value: JSONTree) -> Set<String>? {
        let lists = ["applications", "action_applications"].compactMap { value[$0]?.items }
        let trigger = value["trigger_application"]?.text
        // A list that is there and empty says that nothing is used; a trigger alone does not say what the actions use.
        guard !lists.isEmpty else { return nil }
        return Set(lists.joined().compactMap(\.text) + [trigger].compactMap { $0 })
    }
}

extension RecipeTag {
    fileprivate init?(reading value: JSONTree) {
        if let text = value.text {
            self.init(title: text)
        } else {
            self.init(handle: value["handle"]?.text, title: value["title"]?.text)
            if handle == nil, title == nil { return nil }
        }
    }
}

extension FolderPage {
    /// Reads a page, which is a bare array or has its rows as `items` or `result`.
    ///
    /// Source: reference, "`GET /api/folders` … return bare arrays".
    static func read(_ response: HTTPResponse) -> Result<FolderPage, ReadingError> {
        JSONTree.rows(of: response, keys: ["items", "result"], takesBareArray: true).map { items in
            let rows = items.compactMap { value in
                value["id"]?.integer.flatMap { FolderID($0) }.map { id in
                    FolderRow(
                        id: id,
                        name: value["name"]?.textOrNumber,
                        parent: value["parent_id"]?.integer.flatMap { FolderID($0) }
                    )
                }
            }
            return FolderPage(items: rows, unreadableRows: items.count - rows.count)
        }
    }
}

extension JSONTree {
    /// The rows of a page of recipes or folders.
    fileprivate static func rows(
        of response: HTTPResponse,
        keys: [String],
        takesBareArray: Bool
    ) -> Result<[JSONTree], ReadingError> {
        let value: JSONTree
        do throws(JSONError) {
            value = try response.json(skipping: RecipeRow.unusedKeys, mostValues: JobPage.mostValues)
        } catch {
            return .failure(ReadingError(error, in: response))
        }
        let items: [JSONTree]
        if takesBareArray, let bare = value.items {
            items = bare
        } else {
            guard value.isObject else {
                return .failure(ReadingError("the body is \(value.kind) instead of an object"))
            }
            if value["success"]?.flag == false { return .failure(ReadingError("the body says 'success: false'")) }
            let lists = keys.compactMap { value[$0]?.items }
            guard let list = lists.first else {
                return .failure(ReadingError("the body has no array '\(keys[0])'"))
            }
            guard lists.count == 1 else { return .failure(ReadingError("the body has more than one list of rows")) }
            items = list
        }
        guard items.count <= JobPage.mostRows else {
            return .failure(
                ReadingError("the page has \(items.count) rows; at most \(JobPage.mostRows) are accepted")
            )
        }
        return .success(items)
    }
}
