internal import RedriveCore

/// The JSON Schema (2020-12) of the runbook language, for editors: `redrive schema` prints it.
///
/// It accepts every runbook that the parser accepts. The parser refuses more, such as times in the wrong order, inputs
/// without a value, and patterns that cannot be compiled, since a schema cannot state these rules.
package enum RunbookSchema {
    /// The schema as JSON text, indented, ending in a line break.
    package static let json = SchemaValue.object(head + [.init("$defs", .object(definitions))]).json() + "\n"

    private static let head: [SchemaValue.Member] =
        [
            .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
            .init("title", "Redrive runbook"),
            .init("description", "Which jobs of a Workato workspace to repeat, and how to go about it."),
        ] + RunbookKeys.block.schema.members

    private static let definitions: [SchemaValue.Member] =
        values + [
            .init("declaration", InputKeys.block.schema),
            .init("workspace", WorkspaceKeys.block.schema),
            .init("step", StepKeys.block.schema),
        ] + GuardKeys.definitions + StepKindReader.all.flatMap(\.definitions) + conditions
}
