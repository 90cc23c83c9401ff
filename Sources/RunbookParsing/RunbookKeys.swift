internal import LocatedYAML
internal import RedriveCore

/// The keys on top of a runbook.
struct RunbookKeys: Sendable {
    let redrive = Key("redrive", Self.version, .required, "the version of the language")
    let name = Key("name", Self.runbookName, .required, "the names of plan and state files start with it")
    let description = Key("description", .text(upTo: 1000, .prose), .optional("none"), "a sentence for people")
    let reason = Key(
        "reason",
        .line(upTo: 500, .prose),
        .optional("none"),
        "why this is run, such as a ticket; kept in plan and state; `--reason` overrides it"
    )
    let timezone = Key(
        "timezone",
        Self.zone,
        .optional("UTC for dates; none for date-times"),
        "for dates and times without an offset"
    )
    let maxJobs = Key(
        "max_jobs",
        .count(zero: "for no bound, leave 'max_jobs' out"),
        .optional("no bound"),
        "a plan with more jobs is refused; nothing is cut off"
    )
    let onUnknown = Key(
        "on_unknown",
        ValueKind<OnUnknown>.word(synonyms: ["retry": "resend", "repeat": "resend", "send": "resend"]),
        .value("resend"),
        "what happens to jobs whose request was lost, once there is evidence that it was not applied: it is sent once "
            + "more, or the jobs are left to a person"
    )
    let workspace = Key(
        "workspace",
        .node(
            "mapping, or the path of a YAML file with these keys, relative to the runbook",
            schema: .anyOf([.reference("workspace"), ["type": "string", "minLength": 1, "maxLength": 4096]])
        ),
        .optional("see below"),
        "where the jobs are"
    )
    let inputs = Key(
        "inputs",
        .node(
            "mapping, up to \(InputDeclaration.maximumCount)",
            schema: [
                "type": "object", "maxProperties": .number(InputDeclaration.maximumCount),
                "propertyNames": ["pattern": "^[A-Za-z_][A-Za-z0-9_-]*$", "maxLength": 64],
                "additionalProperties": .reference("declaration"),
            ]
        ),
        .optional("none"),
        "values that `--set name=value` or `--inputs FILE` fill in; used as `$name`"
    )
    let steps = Key(
        "steps",
        .node(
            "list of 1 to \(StepsReader.maximumCount)",
            schema: [
                "type": "array", "minItems": 1, "maxItems": .number(StepsReader.maximumCount),
                "items": .reference("step"),
            ]
        ),
        .required,
        "what is done, in this order"
    )

    /// The keys as schema and reference describe them.
    static let block = Block("runbook", Self())

    /// `1`, the only version.
    private static let version = ValueKind<Int>("`1`", schema: ["const": 1]) { node, name, diagnostics in
        guard let version = node.int(as: name, &diagnostics) else { return nil }
        if version != 1 {
            diagnostics.error(
                "'\(name)' must be 1, the only version of the language that is known; this is \(version)",
                at: node
            )
        }
        return version
    }

    private static let runbookName = ValueKind<String>(
        "letters, digits, `.`, `_` and `-`, the first a letter or digit; up to \(Runbook.longestName)",
        schema: [
            "type": "string", "maxLength": .number(Runbook.longestName), "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        ]
    ) { node, name, diagnostics in node.name(as: name, &diagnostics) }

    private static let zone = ValueKind<TimeZoneText>(
        "`UTC`, `Z`, or an offset up to 14 hours such as `\"-05:00\"`",
        schema: .anyOf([
            ["type": "string", "pattern": "^(UTC|[Zz]|[+-][0-9]{2}:?[0-9]{2})$"], .reference("input"),
        ])
    ) { node, name, diagnostics in node.timeZone(as: name, &diagnostics) }
}
