internal import LocatedYAML
internal import RedriveCore

/// The keys of `recipes`, where it is a query instead of a list of ids.
struct RecipeQueryKeys: Sendable {
    let adapters = Key(
        "adapters",
        .node("one or more names of connectors, up to \(Self.mostWords)", schema: Self.words),
        .optional("any"),
        "the recipe uses at least one of them, as its trigger or in an action"
    )
    let folder = Key(
        "folder",
        .node("the id of a folder", schema: .anyOf([["type": "integer", "minimum": 1], .reference("input")])),
        .optional("anywhere"),
        "the recipe is in this folder or in one below it"
    )
    let tags = Key(
        "tags",
        .node("one or more tags, by title or handle, up to \(Self.mostWords)", schema: Self.words),
        .optional("any"),
        "the recipe has at least one of them"
    )
    let name = Key(
        "name",
        .node("a text, a list, or a matcher as in [`where`](#where)", schema: .reference("match_text")),
        .optional("any"),
        "what the recipe's name is"
    )
    let running = Key(
        "running",
        .node("`true` or `false`", schema: .anyOf([["type": "boolean"], .reference("input")])),
        .optional("either"),
        "whether the recipe is running"
    )
    let except = Key(
        "except",
        .node("one or more recipes", schema: .reference("recipes")),
        .optional("none"),
        "recipes that are not meant"
    )

    /// The keys as schema and reference describe them.
    static let block = Block("recipe query", Self(), rules: [.init("minProperties", 1)])

    /// The most connectors or tags of a query.
    static let mostWords = 100

    private static let words: SchemaValue = .anyOf([
        ["type": "string", "minLength": 1],
        ["type": "array", "minItems": 1, "maxItems": .number(mostWords), "items": ["type": "string", "minLength": 1]],
    ])
}
