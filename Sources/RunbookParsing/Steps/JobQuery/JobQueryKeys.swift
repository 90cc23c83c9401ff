internal import LocatedYAML
internal import RedriveCore

/// The keys that say which jobs are meant, for every kind of step that selects jobs.
struct JobQueryKeys: Sendable {
    let recipes = Key(
        "recipes",
        .node(
            "list of 1 to \(SourceReader.maximumRecipes) recipes, each once; `all`; or a [query](#recipes-by-query)",
            schema: .anyOf([
                .reference("recipes"), ["const": .text(RecipeQueryReader.all)], .reference("recipe_query"),
            ])
        ),
        .optional("none"),
        "the recipes whose job lists are read"
    )
    let jobs = Key(
        "jobs",
        .node(
            "mapping from recipes to lists of jobs, up to \(SourceReader.maximumJobs) jobs",
            schema: [
                "type": "object", "minProperties": 1, "propertyNames": ["pattern": "^[0-9_]+$"],
                "additionalProperties": .reference("job_list"),
            ]
        ),
        .optional("none"),
        "these jobs and no others"
    )
    let jobsFile = Key(
        "jobs_file",
        .node("path, relative to the runbook", schema: ["type": "string", "minLength": 1, "maxLength": 4096]),
        .optional("none"),
        "the jobs of a CSV or JSON file, and no others"
    )
    let status = Key(
        "status",
        ValueKind<JobQuery.Status>.word(synonyms: [
            "error": "failed", "errors": "failed", "errored": "failed", "fail": "failed", "failure": "failed",
            "ok": "succeeded", "success": "succeeded", "successful": "succeeded",
        ]),
        .value("failed"),
        "the status of the newest attempt"
    )
    let since = Key(
        "since",
        .node("time, or `beginning`", schema: .reference("since")),
        .optional("required with `recipes`"),
        "the first instant of the window, included; not in the future"
    )
    let until = Key(
        "until",
        .node("time", schema: .reference("time")),
        .value("now"),
        "the end of the window, excluded; after `since`"
    )
    let clock = Key(
        "by",
        ValueKind<TimeWindow.Clock>.word,
        .value("completed_at"),
        "the time that the window compares"
    )
    let conditions = Key(
        "where",
        .node("conditions", schema: .reference("where")),
        .optional("none"),
        "what else must hold of the newest attempt"
    )
    let order = Key(
        "order",
        ValueKind<JobQuery.Order>.word(synonyms: [
            "oldest": "oldest_first", "asc": "oldest_first", "ascending": "oldest_first", "newest": "newest_first",
            "latest": "newest_first", "desc": "newest_first", "descending": "newest_first",
        ]),
        .value("oldest_first"),
        "in which order jobs are sent, and so which of them a limit keeps"
    )
    let limit = Key(
        "limit",
        .count(zero: "for no bound, leave 'limit' out"),
        .optional("no bound"),
        "the most jobs in the step"
    )
    let limitPerRecipe = Key(
        "limit_per_recipe",
        .count(zero: "for no bound, leave 'limit_per_recipe' out"),
        .optional("no bound"),
        "the most jobs of one recipe"
    )

    /// Exactly one of the sources, and a window with `recipes`.
    static let rules: [SchemaValue.Member] = [
        .init(
            "oneOf",
            [["required": ["recipes", "since"]], ["required": ["jobs"]], ["required": ["jobs_file"]]]
        )
    ]
}
