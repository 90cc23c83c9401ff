extension RunbookSchema {
    /// Definitions of single values; an input may stand for most of them.
    static let values: [SchemaValue.Member] = [
        .init("input", ["type": "string", "pattern": "^\\$[A-Za-z_][A-Za-z0-9_-]*$"]),
        .init("text", ["type": ["string", "number", "boolean"]]),
        .init("count", orInput(["type": "integer", "minimum": 1, "maximum": .number(RunbookParser.maximumJobs)])),
        .init(
            "duration",
            orInput([
                "type": "string", "pattern": "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$", "minLength": 2,
            ])
        ),
        .init("rate", orInput(["type": "string", "pattern": "^[0-9]+/(s|min|h)$"])),
        .init(
            "time",
            orInput(["type": "string", "pattern": .text("^(now|[0-9dhms]+ ago|\(date)(\(clock)(\(zone))?)?)$")])
        ),
        .init("since", .anyOf([["const": "beginning"], .reference("time")])),
        .init(
            "recipe",
            .anyOf([
                ["type": "integer", "minimum": 1], ["type": "string", "pattern": "^[0-9_]+$"], .reference("input"),
            ])
        ),
        .init("recipes", .anyOf(oneOrMore("recipe", upTo: SourceReader.maximumRecipes))),
        .init("recipe_query", RecipeQueryKeys.block.schema),
        .init("job", ["type": "string", "minLength": 1]),
        .init("job_list", .anyOf(oneOrMore("job", upTo: SourceReader.maximumJobs))),
    ]

    private static let date = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    private static let clock = #"[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"#
    private static let zone = "[Zz]|[+-][0-9]{2}:?[0-9]{2}"

    /// A form, or an input.
    static func orInput(_ form: SchemaValue) -> SchemaValue { .anyOf([form, .reference("input")]) }

    /// The forms of one value of a definition, or a list of them that is not empty.
    static func oneOrMore(_ definition: String, upTo limit: Int) -> [SchemaValue] {
        [.reference(definition), list(of: .reference(definition), upTo: limit)]
    }

    /// A list that is not empty.
    static func list(of items: SchemaValue, upTo limit: Int) -> SchemaValue {
        ["type": "array", "minItems": 1, "maxItems": .number(limit), "items": items]
    }
}
