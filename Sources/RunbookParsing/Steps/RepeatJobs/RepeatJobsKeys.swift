internal import LocatedYAML
internal import RedriveCore

/// The keys of `repeat_jobs` besides those of a query.
struct RepeatJobsKeys: Sendable {
    let excludeJobs = Key(
        "exclude_jobs",
        .node("list of up to \(SourceReader.maximumJobs) jobs", schema: .reference("job_list")),
        .optional("none"),
        "jobs that are never repeated: masters, or any attempt of them"
    )
    let include = Key(
        "include",
        .node(
            "one or more of \(Self.classes.map { "`\($0)`" }.joined(separator: ", "))",
            schema: .anyOf([
                .reference("class"), ["type": "array", "maxItems": 100, "items": .reference("class")],
            ])
        ),
        .optional("none"),
        "classes that are left out by default, to bring back"
    )
    let inspect = Key(
        "inspect",
        ValueKind<RepeatSelection.Inspect>.word,
        .value("none"),
        "which jobs are read one by one before there is a plan"
    )

    /// The keys as schema and reference describe them.
    static let block = Block("repeat_jobs", JobQueryKeys(), Self(), rules: JobQueryKeys.rules)

    /// What the keys refer to.
    static let definitions: [SchemaValue.Member] = [.init("class", .words(classes))]

    /// The words of `include`.
    static let classes = LeftOutReason.allCases.filter(\.canBeIncluded).map(\.rawValue)
}
