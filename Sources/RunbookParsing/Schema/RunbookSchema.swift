/// The JSON Schema (2020-12) of the runbook language, for editors: `redrive schema` prints it.
///
/// It accepts every runbook that the parser accepts; the parser refuses more (times that lie in the wrong order,
/// inputs without a value, patterns that cannot be compiled), since a schema cannot say it.
package enum RunbookSchema {
    /// The schema as JSON text, indented, ending in a line break.
    package static let json = "{\n" + head + ",\n" + definitions + "\n}\n"

    private static let head = #"""
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Redrive runbook",
          "description": "Which jobs of a Workato workspace to repeat, and how to go about it.",
          "type": "object",
          "additionalProperties": false,
          "required": ["redrive", "name", "steps"],
          "properties": {
            "redrive": { "const": 1, "description": "The version of the language." },
            "name": {
              "description": "Begins the names of plan and state files.",
              "type": "string", "maxLength": 100, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"
            },
            "description": { "description": "A sentence for the eye.", "type": "string", "minLength": 1, "maxLength": 1000 },
            "reason": {
              "description": "Why this is run (a ticket, say); kept in plan, state and report. --reason overrides.",
              "type": "string", "minLength": 1, "maxLength": 500
            },
            "timezone": {
              "description": "For dates and times without an offset: UTC or an offset such as \"-05:00\".",
              "anyOf": [
                { "type": "string", "pattern": "^(UTC|[Zz]|[+-][0-9]{2}:?[0-9]{2})$" },
                { "$ref": "#/$defs/input" }
              ]
            },
            "max_jobs": {
              "description": "A plan with more jobs than this is refused; nothing is cut off silently.",
              "$ref": "#/$defs/count"
            },
            "on_unknown": {
              "description": "What happens to jobs whose request was lost and then shown not to have been applied.",
              "default": "resend",
              "anyOf": [{ "enum": ["resend", "hold"] }, { "$ref": "#/$defs/input" }]
            },
            "workspace": { "$ref": "#/$defs/workspace" },
            "inputs": {
              "description": "Values that --set name=value or --inputs FILE fill in; used as $name.",
              "type": "object", "maxProperties": 100,
              "propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_-]*$", "maxLength": 64 },
              "additionalProperties": { "$ref": "#/$defs/declaration" }
            },
            "steps": {
              "description": "Run in this order.",
              "type": "array", "minItems": 1, "maxItems": 100, "items": { "$ref": "#/$defs/step" }
            }
          }
        """#

    private static let definitions =
        ##"  "$defs": {\##n"##
        + [values, workspace, step, predicate].joined(separator: ",\n") + "\n  }"
}
