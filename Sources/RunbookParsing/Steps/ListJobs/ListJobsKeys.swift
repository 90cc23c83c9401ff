internal import LocatedYAML
internal import RedriveCore

/// The keys of `list_jobs`.
struct ListJobsKeys: Sendable {
    private static let query = JobQueryKeys()

    let recipes = Self.query.recipes
    let jobs = Self.query.jobs
    let jobsFile = Self.query.jobsFile
    let status = Key(
        "status",
        ValueKind<JobListing.Status>.word(synonyms: [
            "error": "failed", "errors": "failed", "errored": "failed", "fail": "failed", "failure": "failed",
            "ok": "succeeded", "success": "succeeded", "successful": "succeeded", "all": "any", "running": "pending",
        ]),
        .value("failed"),
        "the status of the newest attempt"
    )
    let rerunOnly = Key(
        "rerun_only",
        Self.flag,
        .value(false),
        "lists each repeat, and no master"
    )
    let since = Self.query.since
    let until = Key(
        "until",
        .node("time", schema: .reference("time")),
        .optional("none: up to the moment when the list is read"),
        "the end of the window, excluded; after `since`"
    )
    let clock = Self.query.clock
    let conditions = Self.query.conditions
    let limit = Self.query.limit
    let limitPerRecipe = Self.query.limitPerRecipe
    let details = Key(
        "details",
        Self.flag,
        .value(false),
        "reads each job through *Get a job* as well, a request for each"
    )
    let save = Key(
        "save",
        .node(
            "path that ends in `.csv`, `.jsonl` or `.json`, relative to the working directory",
            schema: ["type": "string", "minLength": 1, "maxLength": 4096, "pattern": "(?i)\\.(csv|jsonl|ndjson|json)$"]
        ),
        .optional("none: the jobs are only counted"),
        "the file that the list is written to; an existing one is replaced only with `--force`"
    )
    let columns = Key(
        "columns",
        .node(
            "list of columns, each once",
            schema: [
                "type": "array", "minItems": 1, "maxItems": .number(ListingColumn.allCases.count),
                "items": .words(ListingColumn.allCases.map(\.rawValue)),
            ]
        ),
        .optional("all but `title`, and with `details` all that it adds"),
        "what is written of each job"
    )

    private static let flag = ValueKind<Bool>(
        "`true` or `false`",
        schema: .anyOf([["type": "boolean"], .reference("input")])
    ) { node, name, diagnostics in node.bool(as: name, &diagnostics) }

    /// The keys as schema and reference describe them.
    static let block = Block("list_jobs", Self(), rules: JobQueryKeys.rules)
}
