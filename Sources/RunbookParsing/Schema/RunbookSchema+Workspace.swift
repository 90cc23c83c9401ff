internal import RedriveCore
internal import WorkatoJobs

extension RunbookSchema {
    /// Where the jobs are.
    static let workspace = #"""
            "workspace": {
              "description": "Left out: the US data centre, the token in WORKATO_API_TOKEN, the documented limits.",
              "type": "object", "additionalProperties": false,
              "not": { "required": ["data_center", "url"] },
              "properties": {
                "data_center": {
                  "anyOf": [{ "enum": [\#(dataCenters)] }, { "$ref": "#/$defs/input" }]
                },
                "url": {
                  "description": "The base address, https:// except for loopback; without /api.",
                  "anyOf": [{ "type": "string", "pattern": "^https?://" }, { "$ref": "#/$defs/input" }]
                },
                "name": {
                  "description": "For people; nothing else depends on it.",
                  "type": "string", "minLength": 1, "maxLength": 100
                },
                "token": {
                  "description": "Where the token comes from; never the token itself.",
                  "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
                  "properties": {
                    "env": {
                      "anyOf": [
                        { "type": "string", "maxLength": 128, "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" },
                        { "$ref": "#/$defs/input" }
                      ]
                    },
                    "file": { "type": "string", "minLength": 1, "maxLength": 4096 }
                  }
                },
                "retention": {
                  "description": "How long the workspace keeps job data; only if you know it. 1h to 3650d.",
                  "$ref": "#/$defs/duration"
                },
                "server_timeout": {
                  "description": "How long the server may still work on a request whose answer was lost. 1s to 1h.",
                  "default": "\#(DurationText.text(DocumentedLimits.serverTimeLimit))", "$ref": "#/$defs/duration"
                },
                "settle": {
                  "description": "The least time between two looks at such a request. 1s to 1h.",
                  "default": "30s", "$ref": "#/$defs/duration"
                },
                "lookback": {
                  "description": "How far beyond the window a walk goes where the order of a list cannot be proved. 0s to 60d.",
                  "default": "\#(DurationText.text(DocumentedLimits.longestJob))", "$ref": "#/$defs/duration"
                },
                "limits": {
                  "type": "object", "additionalProperties": false,
                  "properties": {
                    "repeat_jobs": {
                      "description": "Requests to repeat_jobs, spaced.",
                      "default": "\#(Limits().repeatJobs)", "$ref": "#/$defs/rate"
                    },
                    "other": {
                      "description": "All other requests, in a sliding window.",
                      "default": "\#(Limits().other)", "$ref": "#/$defs/rate"
                    },
                    "jobs_per_request": {
                      "default": \#(DocumentedLimits.jobsPerRepeatRequest),
                      "anyOf": [
                        { "type": "integer", "minimum": 1, "maximum": \#(DocumentedLimits.jobsPerRepeatRequest) },
                        { "$ref": "#/$defs/input" }
                      ]
                    }
                  }
                }
              }
            }
        """#

    private static var dataCenters: String {
        DataCenter.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    }
}
