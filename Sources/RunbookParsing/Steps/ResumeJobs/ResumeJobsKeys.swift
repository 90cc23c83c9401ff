internal import LocatedYAML
internal import RedriveCore

/// The keys of `resume_jobs`.
struct ResumeJobsKeys: Sendable {
    let tokensFile = Key(
        "tokens_file",
        .node("path, relative to the runbook", schema: ["type": "string", "minLength": 1, "maxLength": 4096]),
        .optional("none"),
        "the resume tokens, one in a row of a CSV or JSON Lines file"
    )
    let tokens = Key(
        "tokens",
        .node("`$input` of type `list`", schema: .reference("input")),
        .optional("none"),
        "the resume tokens of an input whose value is in the file of `--inputs`"
    )

    /// The keys as schema and reference describe them.
    static let block = Block(
        "resume_jobs",
        Self(),
        rules: [.init("oneOf", [["required": ["tokens_file"]], ["required": ["tokens"]]])]
    )

    /// The keys of a step that wait for outcomes, which a resumed job does not have.
    static let conductWithoutMeaning = ["verify", "canary", "ramp", "max_pending"]
    /// The guards that judge outcomes.
    static let guardsWithoutMeaning = ["failed_again", "same_error"]
}
