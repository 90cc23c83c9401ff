internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

/// Reads `recipes` where it is `all` or a mapping of conditions.
struct RecipeQueryReader {
    /// How times are read, for matchers.
    var times: TimeReader

    private let keys = RecipeQueryKeys()

    /// A reader.
    init(times: TimeReader) { self.times = times }

    /// The word for all recipes of the workspace.
    static let all = "all"

    /// Whether a node is a query, and no list of ids.
    static func isQuery(_ node: Node) -> Bool {
        if case .mapping = node.kind { return true }
        return node.scalar?.text == all && !node.isInvalid
    }

    /// The query; nil if it is not certain which recipes are meant.
    func read(_ node: Node, _ diagnostics: inout Diagnostics) -> RecipeQuery? {
        var query = RecipeQuery(place: node.fileAndLine)
        guard case .mapping = node.kind else { return query }
        let errors = diagnostics.all.count { $0.severity == .error }
        guard var reader = node.mapping(of: "recipes", &diagnostics) else { return nil }
        if reader.all.isEmpty, !node.isIncomplete {
            diagnostics.error(
                "'recipes' must have at least one condition; this is empty",
                at: node,
                help: "for all recipes of the workspace, write recipes: all"
            )
        }
        query.adapters = words(keys.adapters, &reader, &diagnostics)
        query.folder = keys.folder.node(in: &reader).flatMap { folder($0, &diagnostics) }
        query.tags = words(keys.tags, &reader, &diagnostics)
        query.name = keys.name.node(in: &reader).flatMap { matchers($0, &diagnostics) } ?? []
        query.isRunning = keys.running.node(in: &reader).flatMap { $0.bool(as: keys.running.name, &diagnostics) }
        query.except =
            keys.except.node(in: &reader).flatMap {
                SourceReader.readRecipes($0, as: keys.except.name, &diagnostics)
            } ?? []
        reader.finish(hints: .recipeQuery, &diagnostics)
        // A condition that was refused must not turn into a wider query.
        return diagnostics.all.count { $0.severity == .error } == errors ? query : nil
    }

    private func words(
        _ key: Key<Node>,
        _ reader: inout MappingReader,
        _ diagnostics: inout Diagnostics
    ) -> [String] {
        guard let node = key.node(in: &reader),
            node.hasAtMost(RecipeQueryKeys.mostWords, as: key.name, &diagnostics)
        else { return [] }
        return node.scalarOrList(as: key.name, &diagnostics) { node, diagnostics in
            node.line(as: key.name, upTo: 200, .name, &diagnostics)
        } ?? []
    }

    private func folder(_ node: Node, _ diagnostics: inout Diagnostics) -> FolderID? {
        guard let folder = node.scalar.flatMap({ DigitsText.parseGrouped($0.text) }).flatMap({ FolderID($0) }) else {
            node.mismatch(
                keys.folder.name,
                "the id of a folder, a whole number from 1",
                &diagnostics,
                help: "the id is at the end of the folder's address in Workato: …?fid=4711"
            )
            return nil
        }
        return folder
    }

    private func matchers(_ node: Node, _ diagnostics: inout Diagnostics) -> [Predicate.Matcher]? {
        let predicate = MatcherReader(field: .title, key: keys.name.name, times: times).read(node, &diagnostics)
        return predicate.map(Self.matchers)
    }

    private static func matchers(_ predicate: Predicate) -> [Predicate.Matcher] {
        switch predicate {
        case .all(let parts): parts.flatMap(matchers)
        case .field(_, let matcher): [matcher]
        // The reader of matchers makes neither.
        case .any, .not: []
        }
    }
}
