/// A JSON text as a tree.
///
/// Numbers keep their spelling, since ids may be numbers.
enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The member of an object; nil for null, for no such member and for anything but an object.
    subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
        return value
    }

    /// A string that is not empty.
    var text: String? {
        guard case .string(let text) = self, !text.isEmpty else { return nil }
        return text
    }

    /// A string that is not empty, or a number as it was written.
    var textOrNumber: String? {
        if case .number(let digits) = self { return digits }
        return text
    }

    /// A whole number, also in a string.
    var integer: Int? { textOrNumber.flatMap { Int($0) } }

    /// True or false, also in a string.
    var flag: Bool? {
        switch self {
        case .bool(let flag): flag
        case .string("true"): true
        case .string("false"): false
        case .string, .number, .array, .object, .null: nil
        }
    }

    /// The id of a job, as a string or a whole number.
    var jobID: JobID? {
        switch self {
        case .string(let text): JobID(validating: text)
        case .number(let digits) where digits.utf8.allSatisfy { (0x30...0x39).contains($0) }: JobID(validating: digits)
        case .number, .bool, .array, .object, .null: nil
        }
    }

    /// The id of a recipe, as a number or a string.
    var recipeID: RecipeID? { textOrNumber.flatMap { RecipeID($0) } }

    /// An ISO 8601 time.
    var timestamp: Timestamp? { text.flatMap(Timestamp.init(iso8601:)) }

    /// The values of an array.
    var items: [JSONValue]? {
        guard case .array(let items) = self else { return nil }
        return items
    }

    /// Whether it is an object.
    var isObject: Bool {
        guard case .object = self else { return false }
        return true
    }

    /// What it is, for messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// Writing JSON.
enum JSONText {
    private static let digits = Array("0123456789abcdef".utf8)

    /// A JSON string with its quotes.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A value in one line, the members of objects sorted.
    static func compact(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let digits): digits
        case .string(let text): quoted(text)
        case .array(let items): "[" + items.map(compact).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { quoted($0.key) + ":" + compact($0.value) }
                .joined(separator: ",") + "}"
        }
    }
}
