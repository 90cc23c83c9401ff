internal import LocatedYAML

/// What a runbook says about one of its inputs.
struct InputDeclaration {
    /// The types that an input can have; the raw value is the word in a runbook.
    enum InputType: String, CaseIterable {
        /// Text.
        case string
        /// A whole number.
        case integer
        /// `true` or `false`.
        case boolean
        /// A point in time, or `beginning`.
        case time
        /// A length of time.
        case duration
        /// Ids of recipes; at least one.
        case recipes
        /// Texts; at least one.
        case list

        /// Whether a value from the command line is split at commas.
        var isList: Bool {
            switch self {
            case .recipes, .list: true
            case .string, .integer, .boolean, .time, .duration: false
            }
        }
    }

    /// The name; `$name` stands for the value.
    var name: String
    /// The key that declares it.
    var key: Node
    /// The type; nil if it was refused, which has a diagnostic.
    var type: InputType?
    /// The default, not yet checked against the type.
    var defaultValue: Node?

    /// The most inputs of a runbook.
    static let maximumCount = 100

    /// Whether `$` and this text refer to an input.
    static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
        return (first.isLetterOrDigit && !(48...57).contains(first) || first == UInt8(ascii: "_"))
            && text.utf8.allSatisfy { $0.isNameByte && $0 != UInt8(ascii: ".") }
    }

    /// Reads `inputs`; an input that is partly wrong is kept, so that its uses get no errors of their own.
    static func readAll(_ node: Node, _ diagnostics: inout Diagnostics) -> [InputDeclaration] {
        guard let reader = node.mapping(of: "inputs", &diagnostics) else { return [] }
        if reader.all.count > maximumCount {
            diagnostics.error(
                "'inputs' must have at most \(maximumCount) entries; this has \(reader.all.count)",
                at: node
            )
        }
        return reader.all.prefix(maximumCount).map { read($0, &diagnostics) }
    }

    private static func read(_ entry: Node.Entry, _ diagnostics: inout Diagnostics) -> InputDeclaration {
        if !isName(entry.name) {
            entry.key.mismatch(
                "the name of an input",
                "letters, digits, '_' and '-', beginning with a letter, at most 64",
                &diagnostics
            )
        }
        var declaration = InputDeclaration(name: entry.name, key: entry.key)
        guard var reader = entry.value.mapping(of: "input '\(entry.name)'", &diagnostics) else { return declaration }
        let keys = InputKeys()
        declaration.type = keys.type.read(from: &reader, &diagnostics)
        _ = keys.description.read(from: &reader, &diagnostics)
        declaration.defaultValue = keys.defaultValue.node(in: &reader)
        reader.finish(&diagnostics)
        return declaration
    }
}
