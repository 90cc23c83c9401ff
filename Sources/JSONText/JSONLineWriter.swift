/// Writes a line that is one flat JSON object, quickly: keys are known ASCII, values are text or whole numbers.
package struct JSONLineWriter {
    private var bytes: [UInt8] = []
    private var isEmpty = true

    /// Begins a line with the member `type`.
    package init(type: StaticString) {
        bytes.reserveCapacity(256)
        bytes.append(UInt8(ascii: "{"))
        member("type")
        append(type, quoted: true)
    }

    /// Adds a member with a whole number.
    package mutating func add(_ key: StaticString, _ value: Int) {
        member(key)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Adds a member with a string.
    package mutating func add(_ key: StaticString, _ value: String) {
        member(key)
        JSONString.append(value, to: &bytes)
    }

    /// Adds a member, or none for nil.
    package mutating func add(_ key: StaticString, _ value: Int?) {
        if let value { add(key, value) }
    }

    /// Adds a member, or none for nil.
    package mutating func add(_ key: StaticString, _ value: String?) {
        if let value { add(key, value) }
    }

    /// The line, without a newline.
    package mutating func finish() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private mutating func member(_ key: StaticString) {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
        append(key, quoted: true)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ text: StaticString, quoted: Bool) {
        if quoted { bytes.append(UInt8(ascii: "\"")) }
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
        if quoted { bytes.append(UInt8(ascii: "\"")) }
    }
}
