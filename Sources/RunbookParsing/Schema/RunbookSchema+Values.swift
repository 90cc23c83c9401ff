extension RunbookSchema {
    /// Definitions of single values; each of them may be an input instead.
    static let values = #"""
            "input": { "type": "string", "pattern": "^\\$[A-Za-z_][A-Za-z0-9_-]*$" },
            "text": { "type": ["string", "number", "boolean"] },
            "count": {
              "anyOf": [
                { "type": "integer", "minimum": 1, "maximum": 1000000 },
                { "$ref": "#/$defs/input" }
              ]
            },
            "duration": {
              "anyOf": [
                { "type": "string", "pattern": "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$", "minLength": 2 },
                { "$ref": "#/$defs/input" }
              ]
            },
            "rate": {
              "anyOf": [{ "type": "string", "pattern": "^[0-9]+/(s|min|h)$" }, { "$ref": "#/$defs/input" }]
            },
            "time": {
              "anyOf": [
                {
                  "type": "string",
                  "pattern": "^(now|[0-9dhms]+ ago|[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?)$"
                },
                { "$ref": "#/$defs/input" }
              ]
            },
            "since": { "anyOf": [{ "const": "beginning" }, { "$ref": "#/$defs/time" }] },
            "recipe": {
              "anyOf": [
                { "type": "integer", "minimum": 1 },
                { "type": "string", "pattern": "^[0-9_]+$" },
                { "$ref": "#/$defs/input" }
              ]
            },
            "recipes": {
              "anyOf": [
                { "$ref": "#/$defs/recipe" },
                { "type": "array", "minItems": 1, "maxItems": 5000, "items": { "$ref": "#/$defs/recipe" } }
              ]
            },
            "job": { "type": "string", "minLength": 1 },
            "job_list": {
              "anyOf": [
                { "$ref": "#/$defs/job" },
                { "type": "array", "minItems": 1, "maxItems": 100000, "items": { "$ref": "#/$defs/job" } }
              ]
            },
            "declaration": {
              "type": "object", "additionalProperties": false, "required": ["type"],
              "properties": {
                "type": { "enum": ["string", "integer", "boolean", "time", "duration", "recipes", "list"] },
                "description": { "type": "string", "maxLength": 1000 },
                "default": { "description": "The value where none is given; without it, one must be given." }
              }
            }
        """#
}
