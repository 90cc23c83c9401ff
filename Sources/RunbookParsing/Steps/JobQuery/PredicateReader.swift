internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

/// Reads `where`.
struct PredicateReader {
    /// How times are read.
    let times: TimeReader
    private var terms = 0

    /// The most conditions of one `where`.
    static let maximumTerms = 1000
    /// How deep `all`, `any` and `not` may be nested.
    static let maximumDepth = 20

    /// A reader for one `where`.
    init(times: TimeReader) {
        self.times = times
    }

    /// The predicate; nil after a diagnostic.
    mutating func read(_ node: Node, _ diagnostics: inout Diagnostics) -> Predicate? {
        let predicate = condition(node, of: "where", depth: 1, &diagnostics)
        if terms > Self.maximumTerms {
            diagnostics.error("'where' must have at most \(Self.maximumTerms) conditions; this has \(terms)", at: node)
            return nil
        }
        return predicate
    }

    /// A mapping of fields and of `all`, `any` and `not`: each of its entries has to hold.
    private mutating func condition(
        _ node: Node,
        of name: String,
        depth: Int,
        _ diagnostics: inout Diagnostics
    ) -> Predicate? {
        guard depth <= Self.maximumDepth else {
            diagnostics.error(
                "'where' must have at most \(Self.maximumDepth) levels of all, any and not; this has more",
                at: node
            )
            return nil
        }
        guard let reader = node.mapping(of: name, &diagnostics) else { return nil }
        if reader.all.isEmpty, !node.isIncomplete {
            diagnostics.error(
                "\(name.contains(" ") ? name : "'\(name)'") must name at least one field; this is empty",
                at: node
            )
        }
        var parts: [Predicate] = []
        for entry in reader.all {
            if let part = part(entry, depth: depth, &diagnostics) { parts.append(part) }
        }
        reader.finish(
            allowed: Self.combiners + Predicate.Field.allCases.map(\.rawValue),
            hints: .conditions,
            &diagnostics
        )
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    /// What combines conditions.
    static let combiners = ["all", "any", "not"]

    private mutating func part(
        _ entry: Node.Entry,
        depth: Int,
        _ diagnostics: inout Diagnostics
    ) -> Predicate? {
        terms += 1
        switch entry.name {
        case "all": return .all(conditions(entry, depth: depth, &diagnostics))
        case "any": return .any(conditions(entry, depth: depth, &diagnostics))
        case "not": return condition(entry.value, of: "not", depth: depth + 1, &diagnostics).map(Predicate.not)
        default:
            guard let field = Predicate.Field(rawValue: entry.name) else { return nil }
            return MatcherReader(field: field, times: times).read(entry.value, &diagnostics)
        }
    }

    /// The help for several conditions without dashes: with one dash, all of them would have to hold.
    private static func dashHelp(_ node: Node) -> String? {
        guard case .mapping(let entries) = node.kind, entries.count > 1 else { return nil }
        return "put each of the conditions in an entry of its own, which starts with '- '"
    }

    private mutating func conditions(
        _ entry: Node.Entry,
        depth: Int,
        _ diagnostics: inout Diagnostics
    ) -> [Predicate] {
        guard entry.value.hasAtMost(Self.maximumTerms, as: entry.name, &diagnostics) else { return [] }
        // The closure of `list` cannot change this reader, so the elements are only handed through.
        let nodes =
            entry.value.list(as: entry.name, help: Self.dashHelp(entry.value), &diagnostics) { node, _ in node } ?? []
        return nodes.compactMap { condition($0, of: "an entry of '\(entry.name)'", depth: depth + 1, &diagnostics) }
    }
}
