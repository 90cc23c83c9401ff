/// A mapping of the runbook language with fixed keys, as schema and docs/runbook.md describe it.
struct Block: Sendable {
    /// The name that its table has in docs/runbook.md.
    let name: String
    /// Its keys, in the order in which they are declared.
    let keys: [any DeclaredKey]
    /// What the schema says of the mapping besides its keys.
    let rules: [SchemaValue.Member]

    /// A block of the keys that are the stored properties of `declarations`.
    init(_ name: String, _ declarations: Any..., rules: [SchemaValue.Member] = []) {
        self.name = name
        keys = declarations.flatMap { Mirror(reflecting: $0).children.compactMap { $0.value as? any DeclaredKey } }
        self.rules = rules
    }

    /// The names of its keys.
    var names: [String] { keys.map(\.name) }

    /// The block as a definition of the schema.
    var schema: SchemaValue {
        let required = keys.filter(\.absence.isRequired).map { SchemaValue.text($0.name) }
        var members: [SchemaValue.Member] = [.init("type", "object"), .init("additionalProperties", false)]
        if !required.isEmpty { members.append(.init("required", .list(required))) }
        return .object(members + rules + [.init("properties", .object(keys.map { .init($0.name, $0.property) }))])
    }

    /// The block as a Markdown table, without a line break at its end.
    var table: String {
        (["| key | value | default | meaning |", "|---|---|---|---|"] + keys.map(\.row)).joined(separator: "\n")
    }
}
