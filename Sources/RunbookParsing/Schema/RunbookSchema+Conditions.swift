internal import RedriveCore

extension RunbookSchema {
    /// Definitions for `where`: one property for each field, by the kind of the field.
    static let conditions: [SchemaValue.Member] = [
        .init("where", conditionsOfOneMapping),
        .init("where_list", list(of: .reference("where"), upTo: PredicateReader.maximumTerms)),
        .init("match_text", .anyOf(oneOrMore("text", upTo: MatcherReader.maximumValues) + [matchers(of: "text")])),
        .init("flag", orInput(["type": "boolean"])),
        .init(
            "whole",
            .anyOf([
                ["type": "integer", "minimum": 0], ["type": "string", "pattern": "^[0-9_]+$"], .reference("input"),
            ])
        ),
        .init(
            "match_integer",
            .anyOf(oneOrMore("whole", upTo: MatcherReader.maximumValues) + [comparison(of: "whole")])
        ),
        .init("match_time", comparison(of: "time")),
        .init("match_duration", comparison(of: "duration")),
    ]

    private static var conditionsOfOneMapping: SchemaValue {
        let combiners: [SchemaValue.Member] = [
            .init("all", .reference("where_list")), .init("any", .reference("where_list")),
            .init("not", .reference("where")),
        ]
        let fields = Predicate.Field.allCases.map { field in
            let definition =
                switch field.kind {
                case .text: "match_text"
                case .integer: "match_integer"
                case .time: "match_time"
                case .duration: "match_duration"
                }
            return SchemaValue.Member(field.rawValue, .reference(definition))
        }
        return [
            "description": "What must hold of a job's newest attempt; several keys must all hold.",
            "type": "object", "additionalProperties": false, "minProperties": 1,
            "properties": .object(combiners + fields),
        ]
    }

    /// What can be asked of a text.
    private static func matchers(of definition: String) -> SchemaValue {
        mapping(["contains", "glob", "matches"].map { .init($0, .reference(definition)) })
    }

    /// What can be asked of a value that has an order.
    private static func comparison(of definition: String) -> SchemaValue {
        mapping(["lt", "lte", "gt", "gte"].map { .init($0, .reference(definition)) })
    }

    private static func mapping(_ properties: [SchemaValue.Member]) -> SchemaValue {
        [
            "type": "object", "additionalProperties": false, "minProperties": 1,
            "properties": .object(properties + [.init("exists", .reference("flag"))]),
        ]
    }
}
