internal import RedriveCore

extension RunbookSchema {
    /// A step and its selection.
    static let step = #"""
            "step": {
              "type": "object", "additionalProperties": false, "required": ["repeat_jobs"],
              "properties": {
                "name": {
                  "description": "Unique in the runbook; step-1, step-2 … where left out.",
                  "type": "string", "minLength": 1, "maxLength": 100
                },
                "repeat_jobs": { "$ref": "#/$defs/repeat_jobs" },
                "verify": {
                  "description": "Follow the repeats until they end, at most for 'within' (1s to 7d).",
                  "default": { "within": "10m" },
                  "anyOf": [
                    { "const": "off" },
                    { "$ref": "#/$defs/input" },
                    {
                      "type": "object", "additionalProperties": false, "required": ["within"],
                      "properties": { "within": { "$ref": "#/$defs/duration" } }
                    }
                  ]
                },
                "stop_when": {
                  "description": "When to stop by itself. A key that is left out keeps its default.",
                  "anyOf": [
                    { "const": "off" },
                    { "$ref": "#/$defs/input" },
                    {
                      "type": "object", "additionalProperties": false, "minProperties": 1,
                      "properties": {
                        "failed_again": { "default": "50%", "$ref": "#/$defs/threshold" },
                        "refused": { "default": "50%", "$ref": "#/$defs/threshold" },
                        "unknown": { "default": "off", "$ref": "#/$defs/threshold" },
                        "same_error": {
                          "default": "off",
                          "anyOf": [{ "const": "off" }, { "$ref": "#/$defs/count" }]
                        },
                        "min_sample": { "default": 25, "$ref": "#/$defs/count" }
                      }
                    }
                  ]
                },
                "pace": {
                  "description": "Slower than the limits, in jobs: '300 jobs/min'.",
                  "anyOf": [
                    { "type": "string", "pattern": "^[0-9]+ jobs?/(s|min|h)$" },
                    { "$ref": "#/$defs/input" }
                  ]
                },
                "on_failure": {
                  "default": "stop",
                  "anyOf": [{ "enum": ["stop", "continue"] }, { "$ref": "#/$defs/input" }]
                }
              }
            },
            "threshold": {
              "description": "A number of jobs, a percentage of those seen, or off.",
              "anyOf": [
                { "type": "string", "pattern": "^([1-9]|[1-9][0-9]|100)%$" },
                { "const": "off" },
                { "$ref": "#/$defs/count" }
              ]
            },
            "repeat_jobs": {
              "type": "object", "additionalProperties": false,
              "oneOf": [
                { "required": ["recipes", "since"] },
                { "required": ["jobs"] },
                { "required": ["jobs_file"] }
              ],
              "properties": {
                "recipes": { "description": "The recipes whose lists are read.", "$ref": "#/$defs/recipes" },
                "jobs": {
                  "description": "These jobs and no others: job ids by recipe.",
                  "type": "object", "minProperties": 1,
                  "propertyNames": { "pattern": "^[0-9_]+$" },
                  "additionalProperties": { "$ref": "#/$defs/job_list" }
                },
                "jobs_file": {
                  "description": "A CSV or JSON Lines file with recipe_id and job_id, relative to the runbook.",
                  "type": "string", "minLength": 1, "maxLength": 4096
                },
                "status": {
                  "default": "failed",
                  "anyOf": [{ "enum": ["failed", "succeeded"] }, { "$ref": "#/$defs/input" }]
                },
                "since": { "description": "The first instant of the window, included.", "$ref": "#/$defs/since" },
                "until": {
                  "description": "The end of the window, excluded.",
                  "default": "now", "$ref": "#/$defs/time"
                },
                "by": {
                  "default": "completed_at",
                  "anyOf": [{ "enum": ["completed_at", "started_at"] }, { "$ref": "#/$defs/input" }]
                },
                "where": { "$ref": "#/$defs/where" },
                "exclude_jobs": { "$ref": "#/$defs/job_list" },
                "include": {
                  "description": "Classes that are left out by default, to bring back.",
                  "anyOf": [
                    { "$ref": "#/$defs/class" },
                    { "type": "array", "maxItems": 100, "items": { "$ref": "#/$defs/class" } }
                  ]
                },
                "order": {
                  "default": "oldest_first",
                  "anyOf": [{ "enum": ["oldest_first", "newest_first"] }, { "$ref": "#/$defs/input" }]
                },
                "limit": { "description": "At most so many jobs in the step.", "$ref": "#/$defs/count" },
                "limit_per_recipe": { "description": "At most so many jobs of one recipe.", "$ref": "#/$defs/count" },
                "inspect": {
                  "description": "Which jobs are read one by one before planning: none, a few of each error, or all.",
                  "default": "none",
                  "anyOf": [{ "enum": ["none", "sample", "all"] }, { "$ref": "#/$defs/input" }]
                }
              }
            },
            "class": { "anyOf": [{ "enum": [\#(classes)] }, { "$ref": "#/$defs/input" }] }
        """#

    private static var classes: String {
        LeftOutReason.allCases.filter(\.canBeIncluded).map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    }
}
