import LocatedYAML

/// Folders, what lists show of recipes, and how these lists behave.
extension ScenarioReader {
    mutating func facts(_ keys: inout MappingReader, folders: Set<Int>) -> Scenario.RecipeFacts {
        var facts = Scenario.RecipeFacts()
        set(&facts.name, keys.optional("name")) { $1.prose(as: "name", &$0.diagnostics) }
        set(&facts.folder, keys.optional("folder")) { $0.folder($1, "folder", among: folders) }
        set(&facts.adapters, keys.optional("adapters")) { $0.words($1, "adapters") }
        set(&facts.tags, keys.optional("tags")) { $0.words($1, "tags") }
        setOptional(&facts.succeededCount, keys.optional("succeeded_count")) { $0.count($1, "succeeded_count") }
        setOptional(&facts.failedCount, keys.optional("failed_count")) { $0.count($1, "failed_count") }
        set(&facts.lastRun, keys.optional("last_run")) { reader, node in
            node.scalar?.text == "never" ? .never : reader.time(node, "last_run").map { .at($0) }
        }
        return facts
    }

    mutating func folders(_ node: Node) -> [Scenario.Folder] {
        let nodes = node.list(as: "folders", allowsEmpty: true, &diagnostics) { node, _ in node } ?? []
        var folders: [Scenario.Folder] = []
        var ids: [Int: Node] = [:]
        for node in nodes {
            guard var keys = node.mapping(of: "a folder", &diagnostics) else { continue }
            let id = keys.required("id")?.int(as: "id", in: 2 ... .max, &diagnostics)
            let name = keys.required("name")?.prose(as: "name", &diagnostics)
            var parent = 1
            set(&parent, keys.optional("parent")) { $0.folder($1, "parent", among: Set(ids.keys)) }
            keys.finish(&diagnostics)
            guard let id, let name else { continue }
            if let first = ids[id] {
                diagnostics.error(
                    "folder \(id) is given twice",
                    at: node["id"] ?? node,
                    secondary: [.init("first given here", at: first.place)]
                )
                continue
            }
            ids[id] = node["id"] ?? node
            folders.append(Scenario.Folder(id: id, name: name, parent: parent))
        }
        return folders
    }

    mutating func recipeLists(_ node: Node) -> Scenario.RecipeListBehavior? {
        guard var keys = node.mapping(of: "recipe_lists", &diagnostics) else { return nil }
        typealias Behavior = Scenario.RecipeListBehavior
        var behavior = Behavior()
        set(&behavior.pageSize, keys.optional("page_size")) { $1.int(as: "page_size", in: 1...100, &$0.diagnostics) }
        set(&behavior.order, keys.optional("order")) { $1.oneOf(Behavior.Order.self, as: "order", &$0.diagnostics) }
        set(&behavior.identifiers, keys.optional("ids")) {
            $1.oneOf(Behavior.Identifiers.self, as: "ids", &$0.diagnostics)
        }
        let overlap = keys.optional("overlap")
        set(&behavior.overlap, overlap) { $1.int(as: "overlap", in: 0...99, &$0.diagnostics) }
        set(&behavior.omits, keys.optional("omits")) { reader, node in
            reader.list(node, "omits") { $1.oneOf(Behavior.Field.self, as: "omits", &$0.diagnostics) }.map { Set($0) }
        }
        set(&behavior.ignores, keys.optional("ignores")) { reader, node in
            reader.list(node, "ignores") { $1.oneOf(Behavior.Parameter.self, as: "ignores", &$0.diagnostics) }
                .map { Set($0) }
        }
        keys.finish(&diagnostics)
        if let overlap, behavior.overlap >= behavior.pageSize {
            diagnostics.error("'overlap' must be less than 'page_size'; this is \(behavior.overlap)", at: overlap)
        }
        return behavior
    }

    /// The home folder, or one of these.
    private mutating func folder(_ node: Node, _ name: String, among folders: Set<Int>) -> Int? {
        guard let id = node.int(as: name, in: 1 ... .max, &diagnostics) else { return nil }
        guard id == 1 || folders.contains(id) else {
            diagnostics.error("'\(name)' must be 1 or a folder given above; this is \(id)", at: node)
            return nil
        }
        return id
    }

    private mutating func words(_ node: Node, _ name: String) -> [String]? {
        list(node, name) { $1.string(as: name, &$0.diagnostics) }
    }
}
