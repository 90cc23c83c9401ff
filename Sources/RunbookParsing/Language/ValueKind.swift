internal import LocatedYAML
internal import RedriveCore

/// What the value of a key looks like, for people and for editors, and how it is read.
struct ValueKind<Value: Sendable>: Sendable {
    /// The value in the table of docs/runbook.md, in Markdown.
    let words: String
    /// The members of the schema's property.
    let schema: SchemaValue
    /// A rule that the schema cannot state, for its description; nil for none.
    let schemaNote: String?
    /// Reads the value of the key with this name; nil after a diagnostic.
    let read: @Sendable (_ node: Node, _ name: String, _ diagnostics: inout Diagnostics) -> Value?

    /// A kind from its parts.
    init(
        _ words: String,
        schema: SchemaValue,
        schemaNote: String? = nil,
        read: @escaping @Sendable (_ node: Node, _ name: String, _ diagnostics: inout Diagnostics) -> Value?
    ) {
        self.words = words
        self.schema = schema
        self.schemaNote = schemaNote
        self.read = read
    }
}

extension ValueKind<Node> {
    /// A value that a reader of its own reads, since it needs more than the node.
    static func node(_ words: String, schema: SchemaValue) -> Self {
        Self(words, schema: schema) { node, _, _ in node }
    }
}

extension ValueKind<String> {
    /// Text of 1 to `limit` characters.
    static func text(upTo limit: Int, _ role: Node.TextRole) -> Self {
        Self(
            "text up to \(limit) characters",
            schema: ["type": "string", "minLength": 1, "maxLength": .number(limit)]
        ) { node, name, diagnostics in node.text(as: name, upTo: limit, role, &diagnostics) }
    }

    /// Text of 1 to `limit` characters on one line.
    static func line(upTo limit: Int, _ role: Node.TextRole) -> Self {
        Self(
            "one line up to \(limit) characters",
            schema: ["type": "string", "minLength": 1, "maxLength": .number(limit)]
        ) { node, name, diagnostics in node.line(as: name, upTo: limit, role, &diagnostics) }
    }
}

extension ValueKind<Int> {
    /// A number of jobs from 1; `zero` is the help for people who write 0 for no bound.
    static func count(zero: String? = nil) -> Self {
        let bounds = 1...RunbookParser.maximumJobs
        return Self("1 to \(bounds.upperBound)", schema: .reference("count")) { node, name, diagnostics in
            node.int(as: name, in: bounds, help: node.scalar?.text == "0" ? zero : nil, &diagnostics)
        }
    }

    /// A whole number within bounds, both included.
    static func number(_ bounds: ClosedRange<Int>) -> Self {
        let form: SchemaValue = [
            "type": "integer", "minimum": .number(bounds.lowerBound), "maximum": .number(bounds.upperBound),
        ]
        return Self(
            "\(bounds.lowerBound) to \(bounds.upperBound)",
            schema: .anyOf([form, .reference("input")])
        ) { node, name, diagnostics in node.int(as: name, in: bounds, &diagnostics) }
    }
}

extension ValueKind<Duration> {
    /// A duration within bounds, both included.
    static func duration(_ bounds: ClosedRange<Duration>) -> Self {
        let words = "\(DurationText.text(bounds.lowerBound)) to \(DurationText.text(bounds.upperBound))"
        return Self(words, schema: .reference("duration"), schemaNote: words) { node, name, diagnostics in
            node.duration(as: name, in: bounds, &diagnostics)
        }
    }
}

extension ValueKind<Rate> {
    /// A rate of requests.
    static var rate: Self {
        Self("a rate", schema: .reference("rate")) { node, name, diagnostics in
            node.rate(as: name, of: .requests, &diagnostics)
        }
    }
}

extension ValueKind where Value: CaseIterable & RawRepresentable<String> {
    /// One of the words of an enum; inputs may stand for it.
    static var word: Self { word(synonyms: [:]) }

    /// The same with words that people write instead, in lower case, which messages answer with the right one.
    static func word(synonyms: [String: String]) -> Self {
        let words = Value.allCases.map(\.rawValue)
        return Self(words.map { "`\($0)`" }.joined(separator: ", "), schema: .words(words)) { node, name, diagnostics in
            node.oneOf(Value.self, as: name, synonyms: synonyms, &diagnostics)
        }
    }
}
