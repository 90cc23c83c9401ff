/// Why bytes are not JSON, or not JSON that is accepted.
package struct JSONError: Error, Sendable, Hashable {
    /// What is wrong.
    package var reason: String
    /// The offset of the byte, from 0.
    package var offset: Int

    /// An error from its parts.
    package init(reason: String, offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

/// Reads JSON (RFC 8259) from bytes that anybody may have written.
///
/// Stricter than the standard if two readers could disagree: a key that occurs twice in an object is an error. More
/// lenient with text that is only shown: bytes that are not UTF-8 and lone surrogates become U+FFFD, and a byte-order
/// mark is skipped. Depth and the number of values have the bounds of `JSONBounds`. See docs/decisions/0017-own-json.md.
package struct JSONParser: ~Copyable {
    private let bytes: [UInt8]
    private let skipping: Set<String>
    private let rewrite: ((String) -> String)?
    private let mostValues: Int
    private var index = 0
    private var values = 0

    /// Reads a whole text.
    ///
    /// - Parameters:
    ///   - skipping: the keys of members that are checked but not kept, in any object.
    ///   - rewrite: what each string and key that is kept passes through once its escapes are read; nil to keep them.
    ///   - mostValues: how many values are kept; more are an error.
    package static func parse(
        _ bytes: [UInt8],
        skipping: Set<String> = [],
        rewriting rewrite: ((String) -> String)? = nil,
        mostValues: Int = JSONBounds.values
    ) throws(JSONError) -> JSONTree {
        var parser = JSONParser(bytes: bytes, skipping: skipping, rewriting: rewrite, mostValues: mostValues)
        let value = try parser.value(depth: 0, keep: true)
        try parser.end()
        return value
    }

    /// Checks a whole text and returns whether it is an object; keeps nothing.
    package static func isObject(_ bytes: [UInt8]) throws(JSONError) -> Bool {
        var parser = JSONParser(bytes: bytes, skipping: [], rewriting: nil, mostValues: JSONBounds.values)
        let value = try parser.value(depth: 0, keep: false)
        try parser.end()
        return value.isObject
    }

    private init(bytes: [UInt8], skipping: Set<String>, rewriting rewrite: ((String) -> String)?, mostValues: Int) {
        self.bytes = bytes
        self.mostValues = mostValues
        self.skipping = skipping
        self.rewrite = rewrite
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        skipWhiteSpace()
    }

    private mutating func end() throws(JSONError) {
        skipWhiteSpace()
        guard index == bytes.count else { throw error("something follows the JSON value") }
    }

    private func error(_ reason: String) -> JSONError { JSONError(reason: reason, offset: index) }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipWhiteSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private mutating func take(_ expected: Unicode.Scalar) -> Bool {
        guard let byte, UInt32(byte) == expected.value else { return false }
        index += 1
        return true
    }

    private mutating func take(word: StaticString) throws(JSONError) {
        let length = word.utf8CodeUnitCount
        guard index + length <= bytes.count,
            word.withUTF8Buffer({ $0.elementsEqual(bytes[index..<(index + length)]) })
        else { throw error("not a JSON value") }
        index += length
    }

    private mutating func value(depth: Int, keep: Bool) throws(JSONError) -> JSONTree {
        guard depth < JSONBounds.depth else { throw error("nested too deeply") }
        if keep {
            values += 1
            guard values <= mostValues else { throw error("more than \(mostValues) values") }
        }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth, keep: keep)
        case UInt8(ascii: "["): return try array(depth: depth, keep: keep)
        case UInt8(ascii: "\""): return .string(try string(keep: keep))
        case UInt8(ascii: "t"):
            try take(word: "true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try take(word: "false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try take(word: "null")
            return .null
        case nil: throw error("the JSON text ends too early")
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int, keep: Bool) throws(JSONError) -> JSONTree {
        index += 1
        skipWhiteSpace()
        var members: [String: JSONTree] = [:]
        if take("}") { return .object(members) }
        while true {
            guard byte == UInt8(ascii: "\"") else { throw error("a key must be a string") }
            let keyOffset = index
            let key = try string(keep: keep)
            skipWhiteSpace()
            guard take(":") else { throw error("a ':' is missing") }
            skipWhiteSpace()
            let isKept = keep && !skipping.contains(key)
            let value = try value(depth: depth + 1, keep: isKept)
            if isKept, members.updateValue(value, forKey: key) != nil {
                throw JSONError(reason: "a key occurs twice", offset: keyOffset)
            }
            skipWhiteSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw error("a ',' or '}' is missing") }
            skipWhiteSpace()
        }
    }

    private mutating func array(depth: Int, keep: Bool) throws(JSONError) -> JSONTree {
        index += 1
        skipWhiteSpace()
        var items: [JSONTree] = []
        if take("]") { return .array(items) }
        while true {
            let item = try value(depth: depth + 1, keep: keep)
            if keep { items.append(item) }
            skipWhiteSpace()
            if take("]") { return .array(items) }
            guard take(",") else { throw error("a ',' or ']' is missing") }
            skipWhiteSpace()
        }
    }

    private mutating func number() throws(JSONError) -> String {
        let start = index
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = index
        while let byte, (0x30...0x39).contains(byte) { index += 1 }
        guard index > start else { throw error("not a JSON value") }
    }
}

extension JSONParser {
    private func rewritten(_ text: String) -> String { rewrite?(text) ?? text }

    /// A string, from its opening quote on; empty if it is not kept.
    private mutating func string(keep: Bool) throws(JSONError) -> String {
        index += 1
        let start = index
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return keep ? rewritten(String(decoding: bytes[start..<(index - 1)], as: UTF8.self)) : ""
            case UInt8(ascii: "\\"):
                return try escapedString(from: start, keep: keep)
            case 0..<0x20: throw error("a control character in a string")
            default: index += 1
            }
        }
        throw error("a string is not closed")
    }

    /// The rest of a string that has escapes.
    private mutating func escapedString(from start: Int, keep: Bool) throws(JSONError) -> String {
        var text = keep ? Array(bytes[start..<index]) : []
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return rewritten(String(decoding: text, as: UTF8.self))
            case UInt8(ascii: "\\"):
                index += 1
                let scalar = try escape()
                if keep { text += Array(String(Character(scalar)).utf8) }
            case 0..<0x20: throw error("a control character in a string")
            default:
                if keep { text.append(byte) }
                index += 1
            }
        }
        throw error("a string is not closed")
    }

    /// The scalar of the escape after a backslash.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        guard let byte else { throw error("a string is not closed") }
        index += 1
        if byte == UInt8(ascii: "u") { return try unicodeEscape() }
        guard let character = JSONString.character(escapedAs: byte) else {
            throw error("an unknown escape in a string")
        }
        return Unicode.Scalar(character)
    }

    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let first = try fourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A surrogate: the high half of a pair takes the low half with it, anything else cannot be text.
        let afterFirst = index
        guard first < 0xDC00, take("\\"), take("u") else {
            index = afterFirst
            return "\u{FFFD}"
        }
        let second = try fourHexDigits()
        guard let scalar = JSONString.scalar(high: first, low: second) else {
            index = afterFirst
            return "\u{FFFD}"
        }
        return scalar
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte, let digit = JSONString.hexDigit(byte) else {
                throw error("an unknown escape in a string")
            }
            value = value << 4 | digit
            index += 1
        }
        return value
    }
}
