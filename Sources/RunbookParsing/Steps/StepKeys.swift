internal import LocatedYAML
internal import RedriveCore

/// The keys of a step that do not depend on what it does.
struct StepKeys: Sendable {
    let name = Key(
        "name",
        .line(upTo: 100, .name),
        .optional("`step-1`, `step-2` …"),
        "unique in the runbook"
    )

    /// The keys as schema and reference describe them, with one key for each kind of step.
    static let block = Block(
        "step",
        Self(),
        StepKindReader.all.map(\.key),
        ConductKeys(),
        rules: StepKindReader.rules(for: StepKindReader.all.map(\.key.name))
    )
}
