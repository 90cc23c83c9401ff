internal import LocatedYAML

/// The keys of an input's declaration.
struct InputKeys: Sendable {
    let type = Key(
        "type",
        ValueKind<InputDeclaration.InputType>(
            InputDeclaration.InputType.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "),
            schema: ["enum": .list(InputDeclaration.InputType.allCases.map { .text($0.rawValue) })]
        ) { node, name, diagnostics in
            node.oneOf(
                InputDeclaration.InputType.self,
                as: name,
                synonyms: [
                    "text": "string", "str": "string", "number": "integer", "int": "integer", "bool": "boolean",
                    "date": "time", "datetime": "time", "timestamp": "time", "array": "list", "strings": "list",
                ],
                &diagnostics
            )
        },
        .required,
        "what the value is checked against"
    )
    let description = Key(
        "description",
        ValueKind<String>("text up to 1000 characters", schema: ["type": "string", "maxLength": 1000]) {
            node,
            name,
            diagnostics in node.text(as: name, upTo: 1000, .prose, &diagnostics)
        },
        .optional("none"),
        "for people"
    )
    let defaultValue = Key(
        "default",
        .node("a value of the type", schema: [:]),
        .optional("none"),
        "the value if none is given; without a default, one must be given"
    )

    /// The keys as schema and reference describe them.
    static let block = Block("inputs", Self())
}
