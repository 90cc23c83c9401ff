internal import LocatedYAML
internal import RedriveCore

/// What people write instead of the keys of each mapping, and where a key of another mapping belongs.
extension KeyHints {
    /// For the top of a runbook.
    static let runbook = KeyHints(
        synonyms: ["version": "redrive", "tz": "timezone", "vars": "inputs", "variables": "inputs", "tasks": "steps"],
        places: places(
            (WorkspaceKeys.block.names, "it belongs to 'workspace': indent it below that key"),
            (RepeatJobsKeys.block.names, "it belongs to 'repeat_jobs': indent it below that key"),
            (StepKeys.block.names, "it belongs to a step: indent it like 'repeat_jobs'"),
            (StepKindReader.all.map(\.key.name), "a step is an entry of 'steps': put '- ' in front of it there")
        )
    )

    /// For a step.
    static let step = KeyHints(
        synonyms: ["rate": "pace", "speed": "pace", "guards": "stop_when", "wait": "verify"],
        places: places(
            (RunbookKeys.block.names, "it belongs to the top of the runbook: do not indent it"),
            (GuardKeys.block.names, "it belongs to 'stop_when': indent it below that key"),
            (["per"], "it belongs to 'canary': indent it below that key"),
            (RepeatJobsKeys.block.names, "it belongs to 'repeat_jobs': indent it below that key")
        )
    )

    /// What people write for the keys of every kind of step that selects jobs.
    private static let query = [
        "recipe": "recipes", "recipe_id": "recipes", "recipe_ids": "recipes", "job": "jobs", "job_id": "jobs",
        "job_ids": "jobs", "file": "jobs_file", "from": "since", "after": "since", "start": "since",
        "to": "until", "before": "until", "end": "until", "filter": "where", "filters": "where",
        "conditions": "where", "if": "where", "max": "limit",
    ]

    /// For `list_jobs`.
    static let listJobs = KeyHints(
        synonyms: query.merging(
            ["output": "save", "out": "save", "path": "save", "fields": "columns", "reruns_only": "rerun_only"]
        ) { _, own in own },
        places: places(
            (Predicate.Field.allCases.map(\.rawValue), "it is a condition: indent it below 'where'"),
            (RunbookKeys.block.names, "it belongs to the top of the runbook: do not indent it"),
            (StepKeys.block.names, "it belongs to the step: indent it like 'list_jobs'"),
            (["order"], "a list has the order of the API, newest first"),
            (["exclude_jobs", "include", "inspect"], "it belongs to 'repeat_jobs'")
        )
    )

    /// For `repeat_jobs`.
    static let repeatJobs = KeyHints(
        synonyms: query.merging(
            ["sort": "order", "order_by": "order", "exclude": "exclude_jobs", "skip": "exclude_jobs"]
        ) { _, own in own },
        places: places(
            (Predicate.Field.allCases.map(\.rawValue), "it is a condition: indent it below 'where'"),
            (RunbookKeys.block.names, "it belongs to the top of the runbook: do not indent it"),
            (StepKeys.block.names, "it belongs to the step: indent it like 'repeat_jobs'"),
            (["rerun_only", "details", "save", "columns"], "it belongs to 'list_jobs'")
        )
    )

    /// For `recipes`, where it is a query.
    static let recipeQuery = KeyHints(
        synonyms: [
            "adapter": "adapters", "connector": "adapters", "connectors": "adapters", "applications": "adapters",
            "apps": "adapters", "folder_id": "folder", "folders": "folder", "tag": "tags", "title": "name",
            "names": "name", "active": "running", "is_running": "running", "exclude": "except", "not": "except",
        ],
        places: places((RepeatJobsKeys.block.names, "it belongs to 'repeat_jobs': indent it like 'recipes'"))
    )

    /// For `resume_jobs`.
    static let resumeJobs = KeyHints(
        synonyms: [
            "token": "tokens", "file": "tokens_file", "token_file": "tokens_file", "jobs_file": "tokens_file",
            "csv": "tokens_file",
        ],
        places: places((StepKeys.block.names, "it belongs to the step: indent it like 'resume_jobs'"))
    )

    /// For `verify`.
    static let verify = KeyHints(
        synonyms: ["timeout": "within", "for": "within", "up_to": "within", "duration": "within", "wait": "within"]
    )

    /// For `canary`.
    static let canary = KeyHints(
        synonyms: ["count": "jobs", "number": "jobs", "size": "jobs", "group": "per", "by": "per", "each": "per"]
    )

    /// For `workspace`.
    static let workspace = KeyHints(
        synonyms: [
            "region": "data_center", "datacentre": "data_center", "base_url": "url", "address": "url", "host": "url",
            "api_token": "token",
        ],
        places: places((LimitsKeys.block.names, "it belongs to 'limits': indent it below that key"))
    )

    /// For `where` and the mappings in `all`, `any` and `not`.
    static let conditions = KeyHints(
        synonyms: [
            "message": "error_message", "type": "error_type", "connector": "adapter", "id": "job_id", "name": "title",
            "and": "all", "or": "any",
        ],
        places: places((RepeatJobsKeys.block.names, "it belongs to 'repeat_jobs': indent it like 'where'"))
    )

    /// For the conditions of one field.
    static let matchers = KeyHints(
        synonyms: [
            "regex": "matches", "regexp": "matches", "pattern": "matches", "match": "matches", "like": "glob",
            "wildcard": "glob", "includes": "contains", "before": "lt", "after": "gt", "min": "gte", "max": "lte",
        ],
        places: [
            "equals": "a value that must be equal is written without a mapping",
            "eq": "a value that must be equal is written without a mapping",
            "is": "a value that must be equal is written without a mapping",
            "in": "one of several values is written as a list: [a, b]",
            "not": "write not: { … } around the whole condition",
            "starts_with": "write { glob: 'text*' }", "ends_with": "write { glob: '*text' }",
        ]
    )

    /// The help for each of some keys; of a key that is in several groups, the last.
    private static func places(_ groups: (keys: [String], help: String)...) -> [String: String] {
        let pairs = groups.flatMap { group in group.keys.map { ($0, group.help) } }
        return Dictionary(pairs) { _, last in last }
    }
}
