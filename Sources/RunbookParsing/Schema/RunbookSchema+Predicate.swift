internal import RedriveCore

extension RunbookSchema {
    /// `where`: one property for each field, written by the kind of the field.
    static let predicate = #"""
            "where": {
              "description": "What must hold of a job's newest attempt; several keys must all hold.",
              "type": "object", "additionalProperties": false, "minProperties": 1,
              "properties": {
                "all": { "$ref": "#/$defs/where_list" },
                "any": { "$ref": "#/$defs/where_list" },
                "not": { "$ref": "#/$defs/where" },
        \#(fields)
              }
            },
            "where_list": { "type": "array", "minItems": 1, "maxItems": 1000, "items": { "$ref": "#/$defs/where" } },
            "match_text": {
              "anyOf": [
                { "$ref": "#/$defs/text" },
                { "type": "array", "minItems": 1, "maxItems": 10000, "items": { "$ref": "#/$defs/text" } },
                {
                  "type": "object", "additionalProperties": false, "minProperties": 1,
                  "properties": {
                    "contains": { "$ref": "#/$defs/text" },
                    "glob": { "$ref": "#/$defs/text" },
                    "matches": { "$ref": "#/$defs/text" },
                    "exists": { "$ref": "#/$defs/flag" }
                  }
                }
              ]
            },
            "flag": { "anyOf": [{ "type": "boolean" }, { "$ref": "#/$defs/input" }] },
            "whole": {
              "anyOf": [
                { "type": "integer", "minimum": 0 },
                { "type": "string", "pattern": "^[0-9_]+$" },
                { "$ref": "#/$defs/input" }
              ]
            },
            "match_integer": {
              "anyOf": [
                { "$ref": "#/$defs/whole" },
                { "type": "array", "minItems": 1, "maxItems": 10000, "items": { "$ref": "#/$defs/whole" } },
                {
                  "type": "object", "additionalProperties": false, "minProperties": 1,
                  "properties": {
                    "exists": { "$ref": "#/$defs/flag" },
                    "lt": { "$ref": "#/$defs/whole" }, "lte": { "$ref": "#/$defs/whole" },
                    "gt": { "$ref": "#/$defs/whole" }, "gte": { "$ref": "#/$defs/whole" }
                  }
                }
              ]
            },
            "match_time": {
              "type": "object", "additionalProperties": false, "minProperties": 1,
              "properties": {
                "exists": { "$ref": "#/$defs/flag" },
                "lt": { "$ref": "#/$defs/time" }, "lte": { "$ref": "#/$defs/time" },
                "gt": { "$ref": "#/$defs/time" }, "gte": { "$ref": "#/$defs/time" }
              }
            },
            "match_duration": {
              "type": "object", "additionalProperties": false, "minProperties": 1,
              "properties": {
                "exists": { "$ref": "#/$defs/flag" },
                "lt": { "$ref": "#/$defs/duration" }, "lte": { "$ref": "#/$defs/duration" },
                "gt": { "$ref": "#/$defs/duration" }, "gte": { "$ref": "#/$defs/duration" }
              }
            }
        """#

    private static var fields: String {
        Predicate.Field.allCases.map { field in
            let definition =
                switch field.kind {
                case .text: "match_text"
                case .integer: "match_integer"
                case .time: "match_time"
                case .duration: "match_duration"
                }
            return ##"        "\##(field.rawValue)": { "$ref": "#/$defs/\##(definition)" }"##
        }.joined(separator: ",\n")
    }
}
