/// A JSON value of the schema; members keep the order in which they are written.
enum SchemaValue: Sendable {
    /// A string.
    case text(String)
    /// A whole number.
    case number(Int)
    /// `true` or `false`.
    case flag(Bool)
    /// An array.
    case list([SchemaValue])
    /// An object.
    case object([Member])

    /// One member of an object.
    struct Member: Sendable {
        /// Its name.
        var name: String
        /// Its value.
        var value: SchemaValue

        /// A member from its parts.
        init(_ name: String, _ value: SchemaValue) {
            self.name = name
            self.value = value
        }
    }

    /// A reference to one of the schema's definitions.
    static func reference(_ definition: String) -> SchemaValue { ["$ref": .text("#/$defs/\(definition)")] }

    /// Any of several forms.
    static func anyOf(_ forms: [SchemaValue]) -> SchemaValue { ["anyOf": .list(forms)] }

    /// One of a few words, or an input.
    static func words(_ words: [String]) -> SchemaValue {
        .anyOf([["enum": .list(words.map(SchemaValue.text))], .reference("input")])
    }

    /// `off`, an input, or a mapping.
    static func offOr(_ block: Block) -> SchemaValue {
        .anyOf([["const": "off"], .reference("input"), block.schema])
    }

    /// The members of an object; empty for other values.
    var members: [Member] {
        switch self {
        case .object(let members): members
        case .text, .number, .flag, .list: []
        }
    }
}

extension SchemaValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .number(value) }
    init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension SchemaValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    init(arrayLiteral elements: SchemaValue...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, SchemaValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}

extension SchemaValue {
    /// The longest line that a list or an object is written on, in characters.
    private static let longestLine = 110

    /// The value as JSON text: on one line if that is short enough, otherwise one element a line, indented by two spaces.
    ///
    /// - Parameters:
    ///   - indentation: the spaces before the line that the value starts on.
    ///   - used: the characters of that line before the value, without the indentation.
    func json(indentation: Int = 0, used: Int = 0) -> String {
        let line = inOneLine
        guard indentation + used + line.count > Self.longestLine else { return line }
        let inner = indentation + 2
        let space = String(repeating: " ", count: inner)
        let end = "\n" + String(repeating: " ", count: indentation)
        switch self {
        case .text, .number, .flag: return line
        case .list(let elements):
            return "[\n" + elements.map { space + $0.json(indentation: inner) }.joined(separator: ",\n") + end + "]"
        case .object(let members):
            let lines = members.map { member in
                let name = "\(Self.quoted(member.name)): "
                return space + name + member.value.json(indentation: inner, used: name.count)
            }
            return "{\n" + lines.joined(separator: ",\n") + end + "}"
        }
    }

    private var inOneLine: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .number(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        case .list(let elements): "[" + elements.map(\.inOneLine).joined(separator: ", ") + "]"
        case .object(let members) where members.isEmpty: "{}"
        case .object(let members):
            "{ " + members.map { "\(Self.quoted($0.name)): \($0.value.inOneLine)" }.joined(separator: ", ") + " }"
        }
    }

    /// A string of the schema, which has no control characters.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
