import JSONText
import TerminalText

/// The members of a JSON object, in the order in which they are written.
typealias JSONObject = [JSONMember]

/// A name and its value.
struct JSONMember: Sendable, Hashable {
    /// The name, as it is written.
    var name: String
    /// The value.
    var value: JSONValue

    /// A member with one of the keys of events.
    init(_ key: EventKey, _ value: JSONValue) {
        self.init(name: key.rawValue, value)
    }

    /// A member that is named after a value, such as a count by job class.
    init(name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}

/// A value that is written as JSON on one line, with its members in the given order.
indirect enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int)
    /// A number, spelled as it is written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// A text, or null for nil.
    static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
    /// A number, or null for nil.
    static func optional(_ number: Int?) -> JSONValue { number.map(JSONValue.int) ?? .null }

    /// The value with a change applied to each of its strings, but not to the names of members.
    func mappingText(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .null, .bool, .int, .number: self
        case .string(let text): .string(change(text))
        case .array(let values): .array(values.map { $0.mappingText(change) })
        case .object(let members): .object(members.map { JSONMember(name: $0.name, $0.value.mappingText(change)) })
        }
    }

    /// The value as text without line breaks, with everything escaped that could move a terminal's cursor or hide text.
    var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .number(let digits): text += digits
        case .string(let value): Self.write(value, to: &text)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                Self.write(member.name, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ value: String, to text: inout String) {
        var bytes: [UInt8] = []
        JSONString.append(value, to: &bytes, where: isSafe)
        text += String(decoding: bytes, as: UTF8.self)
    }

    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        if (0x20..<0x7F).contains(scalar.value) { return true }
        if scalar.value < 0xA0 { return false }
        return escapedForTerminal(String(scalar)).unicodeScalars.first == scalar
    }
}

extension JSONValue: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    init(integerLiteral value: Int) { self = .int(value) }
}

extension JSONValue: ExpressibleByBooleanLiteral {
    init(booleanLiteral value: Bool) { self = .bool(value) }
}
