internal import LocatedYAML
internal import WorkatoJobs

/// The value of an input, checked against its type.
struct InputValue {
    /// The value as YAML; its range is where the value was given, not where it is used.
    var node: Node

    /// Checks a value from YAML, or a scalar from the command line.
    ///
    /// Nil after one diagnostic at the value's own place.
    init?(
        _ given: Node,
        of declaration: InputDeclaration,
        type: InputDeclaration.InputType,
        times: TimeReader,
        _ diagnostics: inout Diagnostics
    ) {
        let name = declaration.name
        node = given
        switch type {
        case .string:
            guard let text = given.string(as: name, &diagnostics) else { return nil }
            given.warnAboutPaste(as: name, .condition, &diagnostics)
            node.kind = .scalar(Scalar(text: text, style: .doubleQuoted))
        case .integer:
            guard given.int(as: name, &diagnostics) != nil else { return nil }
        case .boolean:
            guard given.bool(as: name, &diagnostics) != nil else { return nil }
        case .time:
            guard times.value(given, as: name, &diagnostics) != nil else { return nil }
        case .duration:
            guard given.duration(as: name, &diagnostics) != nil else { return nil }
        case .recipes:
            if RecipeQueryReader.isQuery(given) { return }
            // The command line gives one word as a list of it.
            if case .sequence(let nodes) = given.kind, nodes.count == 1, nodes[0].scalar?.text == RecipeQueryReader.all
            {
                node.kind = nodes[0].kind
                return
            }
            let recipes = given.scalarOrList(as: name, &diagnostics) { node, diagnostics in
                node.recipe(as: name, &diagnostics).map { _ in node }
            }
            guard let recipes, Self.isComplete(recipes, of: given) else { return nil }
            node.kind = .sequence(recipes)
        case .list:
            let texts = given.scalarOrList(as: name, &diagnostics) { node, diagnostics in
                node.string(as: name, &diagnostics).map { text in
                    node.warnAboutPaste(as: name, .condition, &diagnostics)
                    var node = node
                    node.kind = .scalar(Scalar(text: text, style: .doubleQuoted))
                    return node
                }
            }
            guard let texts, Self.isComplete(texts, of: given) else { return nil }
            node.kind = .sequence(texts)
        }
    }

    /// A value from the command line as YAML: one scalar, or for list types the parts between commas.
    static func node(of setting: RunbookContext.Setting, type: InputDeclaration.InputType) -> Node {
        let whole = Node(argument: setting.flag, value: setting.value)
        // An empty string is a string here, although it is null in YAML.
        guard type.isList else {
            guard type == .string else { return whole }
            var text = whole
            text.kind = .scalar(Scalar(text: setting.value, style: .doubleQuoted))
            return text
        }
        let parts = setting.value.split(separator: ",").map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        var list = whole
        list.kind = .sequence(parts.filter { !$0.isEmpty }.map { Node(argument: setting.flag, value: $0) })
        return list
    }

    /// False if an element was refused or the list is empty, both of which have a diagnostic.
    private static func isComplete(_ elements: [Node], of given: Node) -> Bool {
        guard case .sequence(let nodes) = given.kind else { return !elements.isEmpty }
        return !elements.isEmpty && elements.count == nodes.count
    }
}
