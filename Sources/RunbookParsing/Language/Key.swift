internal import LocatedYAML

/// One key of a mapping of the runbook language, declared once.
///
/// Its reader, its property in the JSON Schema and its row in docs/runbook.md come from this value
/// (docs/decisions/0016-one-declaration-per-key.md).
struct Key<Value: Sendable>: Sendable {
    /// The key as it is written in a runbook.
    let name: String
    /// What its value looks like, and how it is read.
    let kind: ValueKind<Value>
    /// What holds if the key is left out.
    let absence: Absence
    /// What the key is for: a sentence without a capital letter and a full stop, in Markdown.
    let meaning: String

    /// A key from its parts.
    init(_ name: String, _ kind: ValueKind<Value>, _ absence: Absence, _ meaning: String) {
        self.name = name
        self.kind = kind
        self.absence = absence
        self.meaning = meaning
    }

    /// The node of the value; nil if the key is left out, which is an error if it is required.
    func node(in reader: inout MappingReader) -> Node? {
        absence.isRequired ? reader.required(name) : reader.optional(name)
    }

    /// The value; nil if the key is left out, or after a diagnostic.
    func read(from reader: inout MappingReader, _ diagnostics: inout Diagnostics) -> Value? {
        guard let node = node(in: &reader) else { return nil }
        return kind.read(node, name, &diagnostics)
    }

    /// The value, or another one if the key is left out; nil after a diagnostic.
    func read(
        from reader: inout MappingReader,
        default value: Value,
        _ diagnostics: inout Diagnostics
    ) -> Value? {
        guard let node = node(in: &reader) else { return value }
        return kind.read(node, name, &diagnostics)
    }
}

/// What holds if a key is left out.
struct Absence: Sendable {
    /// Whether leaving the key out is an error whatever else is written.
    let isRequired: Bool
    /// The default in the table of docs/runbook.md, in Markdown.
    let words: String
    /// The default in the schema; nil for none.
    let schema: SchemaValue?

    /// Leaving the key out is an error.
    static let required = Absence(isRequired: true, words: "required", schema: nil)

    /// The key may be left out; `words` say what holds then.
    static func optional(_ words: String) -> Absence { Absence(isRequired: false, words: words, schema: nil) }

    /// The key may be left out, and then has this value.
    static func value(_ value: SchemaValue, words: String? = nil) -> Absence {
        let plain =
            switch value {
            case .text(let text): text
            case .number, .flag, .list, .object: value.json()
            }
        return Absence(isRequired: false, words: words ?? "`\(plain)`", schema: value)
    }
}

/// A key with any type of value, as schema and tables need it.
protocol DeclaredKey: Sendable {
    /// The key as it is written in a runbook.
    var name: String { get }
    /// What holds if the key is left out.
    var absence: Absence { get }
    /// Its property in the schema.
    var property: SchemaValue { get }
    /// Its row in the table of docs/runbook.md.
    var row: String { get }
}

extension Key: DeclaredKey {
    var property: SchemaValue {
        let note = kind.schemaNote.map { "; \($0)" } ?? ""
        let sentence = (meaning + note).replacing("`", with: "'")
        var members = [
            SchemaValue.Member("description", .text(sentence.prefix(1).uppercased() + sentence.dropFirst() + "."))
        ]
        if let value = absence.schema { members.append(.init("default", value)) }
        return .object(members + kind.schema.members)
    }

    var row: String { "| `\(name)` | \(kind.words) | \(absence.words) | \(meaning) |" }
}
