/// A JSON text as a tree.
///
/// Numbers keep their spelling, because an id may be a number and must be sent back as it came.
package enum JSONTree: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, spelled as in the text.
    case number(String)
    /// A string without its escapes.
    case string(String)
    /// An array.
    case array([JSONTree])
    /// An object; the order of its members is not kept.
    case object([String: JSONTree])

    /// The member of an object; nil if it is null or missing, and for anything but an object.
    package subscript(key: String) -> JSONTree? {
        guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
        return value
    }

    /// A string that is not empty.
    package var text: String? {
        guard case .string(let text) = self, !text.isEmpty else { return nil }
        return text
    }

    /// A string that is not empty, or a number as it was written.
    package var textOrNumber: String? {
        if case .number(let digits) = self { return digits }
        return text
    }

    /// A whole number, also in a string.
    package var integer: Int? { textOrNumber.flatMap { Int($0) } }

    /// True or false, also in a string.
    package var flag: Bool? {
        switch self {
        case .bool(let flag): flag
        case .string("true"): true
        case .string("false"): false
        case .string, .number, .array, .object, .null: nil
        }
    }

    /// The values of an array.
    package var items: [JSONTree]? {
        guard case .array(let items) = self else { return nil }
        return items
    }

    /// Whether it is an object.
    package var isObject: Bool {
        guard case .object = self else { return false }
        return true
    }

    /// What it is, for messages.
    package var kind: String {
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

extension JSONTree {
    /// The value on one line, with the members of objects sorted by key.
    package var compactText: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .number(let digits): bytes += digits.utf8
        case .string(let text): JSONString.append(text, to: &bytes)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                item.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONString.append(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
