internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

/// The keys of `workspace`.
struct WorkspaceKeys: Sendable {
    let dataCenter = Key(
        "data_center",
        ValueKind<DataCenter>.word,
        .optional("`us`"),
        "where the workspace lives; excludes `url`"
    )
    let url = Key(
        "url",
        .node(
            "`https://…`, or `http://` for loopback",
            schema: .anyOf([["type": "string", "pattern": "^https?://"], .reference("input")])
        ),
        .optional("none"),
        "the base address, without `/api`; `--url` overrides it"
    )
    let name = Key(
        "name",
        .line(upTo: 100, .name),
        .optional("none"),
        "for people; locks and limits belong to the address, however it is written"
    )
    let managedUser = Key(
        "managed_user",
        Self.customer,
        .optional("none"),
        "for partners of Workato Embedded: the customer's workspace, by its number or as `E` and its external id; its "
            + "paths and limits are used"
    )
    let id = Key(
        "id",
        .number(1...1_000_000_000_000),
        .optional("any"),
        "the id that the token's workspace must have; a token of another workspace is refused"
    )
    let token = Key(
        "token",
        .node("`{ env: NAME }` or `{ file: PATH }`", schema: TokenKeys.block.schema),
        .optional("`{ env: WORKATO_API_TOKEN }`"),
        "where the token is, never the token itself; `--token-env` overrides it"
    )
    let retention = Key(
        "retention",
        .duration(.seconds(3600)...DurationText.maximum),
        .optional("not known"),
        "how long the workspace keeps job data; jobs that ended earlier are left out as `expired`"
    )
    let serverTimeout = Key(
        "server_timeout",
        .duration(.seconds(1) ... .seconds(3600)),
        .value(.text(DurationText.text(DocumentedLimits.serverTimeLimit))),
        "how long the server may still work on a request whose answer was lost"
    )
    let settle = Key(
        "settle",
        .duration(.seconds(1) ... .seconds(3600)),
        .value(.text(DurationText.text(Workspace.defaultSettle))),
        "the least time between two looks at such a request"
    )
    let lookback = Key(
        "lookback",
        .duration(.zero ... .seconds(60 * 86_400)),
        .value(.text(DurationText.text(DocumentedLimits.longestJob)), words: "`90m`"),
        "how far beyond the window a list is read if its order cannot be proved"
    )
    let limits = Key(
        "limits",
        .node("mapping", schema: LimitsKeys.block.schema),
        .optional("the documented limits"),
        "how fast requests are sent, and how large they are"
    )

    /// The keys as schema and reference describe them.
    static let block = Block(
        "workspace",
        Self(),
        rules: [.init("not", ["required": ["data_center", "url"]])]
    )

    /// A number, or `E` and an external id.
    ///
    /// Source: https://docs.workato.com/oem/oem-api/jobs: "external id URL-encoded with E prefix".
    private static let customer = ValueKind<String>(
        "a number, or `E` and an external id; up to 200 characters",
        schema: .anyOf([
            ["type": "integer", "minimum": 1],
            ["type": "string", "maxLength": 200, "pattern": "^([0-9]+(_dev|_test|_prod)?|E.+)$"],
            .reference("input"),
        ])
    ) { node, name, diagnostics in
        guard let text = node.line(as: name, upTo: 200, .name, &diagnostics) else { return nil }
        guard Workspace.isManagedUser(text) else {
            node.mismatch(name, "the number of a customer's workspace, or 'E' and its external id", &diagnostics)
            return nil
        }
        return text
    }
}

/// The keys of `token`.
struct TokenKeys: Sendable {
    let env = Key(
        "env",
        .node(
            "letters, digits and `_`; up to 128",
            schema: .anyOf([
                ["type": "string", "maxLength": 128, "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"], .reference("input"),
            ])
        ),
        .optional("none"),
        "the environment variable that holds the token"
    )
    let file = Key(
        "file",
        .node("path", schema: ["type": "string", "minLength": 1, "maxLength": 4096]),
        .optional("none"),
        "the file whose first line is the token"
    )

    /// The keys as schema and reference describe them.
    static let block = Block("token", Self(), rules: [.init("minProperties", 1), .init("maxProperties", 1)])
}

/// The keys of `limits`.
struct LimitsKeys: Sendable {
    let repeatJobs = Key(
        "repeat_jobs",
        .rate,
        .value(.text(Limits().repeatJobs.description)),
        "requests that repeat jobs, evenly spaced"
    )
    let other = Key(
        "other",
        .rate,
        .value(.text(Limits().other.description), words: Self.words(Limits().other, Limits.embedded.other)),
        "all other requests for jobs, in a sliding window"
    )
    let recipes = Key(
        "recipes",
        .rate,
        .value(.text(Limits().recipes.description), words: Self.words(Limits().recipes, Limits.embedded.recipes)),
        "requests for recipes and folders, in a sliding window of their own"
    )
    let resume = Key(
        "resume",
        .rate,
        .optional("counted with `other`"),
        "requests that resume jobs, in a sliding window of their own, if the account has a limit for them"
    )
    let jobsPerRequest = Key(
        "jobs_per_request",
        .number(1...DocumentedLimits.jobsPerRepeatRequest),
        .value(.number(DocumentedLimits.jobsPerRepeatRequest)),
        "the most jobs in one request that repeats jobs"
    )

    /// The keys as schema and reference describe them.
    static let block = Block("limits", Self())

    private static func words(_ rate: Rate, _ embedded: Rate) -> String {
        "`\(rate)`; `\(embedded)` with `managed_user`"
    }
}
