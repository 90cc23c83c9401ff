internal import Transport

/// Why bytes are not JSON, or not JSON that is accepted.
struct JSONError: Error, Sendable, Hashable {
    /// What is wrong.
    var reason: String
    /// At which byte.
    var offset: Int
}

/// Reads JSON (RFC 8259) from bytes that anybody may have written.
///
/// Stricter than the standard where two readers could disagree: a key that occurs twice in an object is a fault. More
/// lenient where text is only shown: bytes that are no UTF-8 and lone surrogates become U+FFFD, and a byte-order mark
/// is skipped. Depth and the number of values are bounded, so that no answer can exhaust the stack or the memory.
struct JSONParser: ~Copyable {
    /// Arrays and objects inside each other, at most.
    static let maximumDepth = 128
    /// Values that are kept, at most, unless the caller says otherwise.
    static let maximumValues = 1_000_000

    private let bytes: [UInt8]
    private let skipping: Set<String>
    private let secrets: Secrets
    private let mostValues: Int
    private var index = 0
    private var values = 0

    /// Reads a whole text.
    ///
    /// - Parameters:
    ///   - skipping: members of any object with these keys are checked and not kept.
    ///   - secrets: what no string of the value may hold, once its escapes are read.
    ///   - mostValues: how many values are kept at most; more are a fault.
    static func parse(
        _ bytes: [UInt8],
        skipping: Set<String> = [],
        hiding secrets: Secrets = .none,
        mostValues: Int = maximumValues
    ) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes: bytes, skipping: skipping, secrets: secrets, mostValues: mostValues)
        let value = try parser.value(depth: 0, keep: true)
        try parser.end()
        return value
    }

    /// Checks a whole text, and says whether it is an object; keeps nothing.
    static func isObject(_ bytes: [UInt8]) throws(JSONError) -> Bool {
        var parser = JSONParser(bytes: bytes, skipping: [], secrets: .none, mostValues: maximumValues)
        let value = try parser.value(depth: 0, keep: false)
        try parser.end()
        return value.isObject
    }

    private init(bytes: [UInt8], skipping: Set<String>, secrets: Secrets, mostValues: Int) {
        self.bytes = bytes
        self.mostValues = mostValues
        self.skipping = skipping
        self.secrets = secrets
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        skipWhiteSpace()
    }

    private mutating func end() throws(JSONError) {
        skipWhiteSpace()
        guard index == bytes.count else { throw fault("something follows the JSON value") }
    }

    private func fault(_ reason: String) -> JSONError { JSONError(reason: reason, offset: index) }

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
        else { throw fault("not a JSON value") }
        index += length
    }

    private mutating func value(depth: Int, keep: Bool) throws(JSONError) -> JSONValue {
        guard depth < JSONParser.maximumDepth else { throw fault("nested too deeply") }
        if keep {
            values += 1
            guard values <= mostValues else { throw fault("more than \(mostValues) values") }
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
        case nil: throw fault("the JSON text ends too early")
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int, keep: Bool) throws(JSONError) -> JSONValue {
        index += 1
        skipWhiteSpace()
        var members: [String: JSONValue] = [:]
        if take("}") { return .object(members) }
        while true {
            guard byte == UInt8(ascii: "\"") else { throw fault("a key must be a string") }
            let keyOffset = index
            let key = try string(keep: keep)
            skipWhiteSpace()
            guard take(":") else { throw fault("a ':' is missing") }
            skipWhiteSpace()
            let isKept = keep && !skipping.contains(key)
            let value = try value(depth: depth + 1, keep: isKept)
            if isKept, members.updateValue(value, forKey: key) != nil {
                throw JSONError(reason: "a key occurs twice", offset: keyOffset)
            }
            skipWhiteSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw fault("a ',' or '}' is missing") }
            skipWhiteSpace()
        }
    }

    private mutating func array(depth: Int, keep: Bool) throws(JSONError) -> JSONValue {
        index += 1
        skipWhiteSpace()
        var items: [JSONValue] = []
        if take("]") { return .array(items) }
        while true {
            let item = try value(depth: depth + 1, keep: keep)
            if keep { items.append(item) }
            skipWhiteSpace()
            if take("]") { return .array(items) }
            guard take(",") else { throw fault("a ',' or ']' is missing") }
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
        guard index > start else { throw fault("not a JSON value") }
    }
}

extension JSONParser {
    /// A string, from its opening quote on; empty where it is not kept.
    private mutating func string(keep: Bool) throws(JSONError) -> String {
        index += 1
        let start = index
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return keep ? secrets.removed(from: String(decoding: bytes[start..<(index - 1)], as: UTF8.self)) : ""
            case UInt8(ascii: "\\"):
                return try escapedString(from: start, keep: keep)
            case 0..<0x20: throw fault("a control character in a string")
            default: index += 1
            }
        }
        throw fault("a string is not closed")
    }

    /// The rest of a string that has escapes.
    private mutating func escapedString(from start: Int, keep: Bool) throws(JSONError) -> String {
        var text = keep ? Array(bytes[start..<index]) : []
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return secrets.removed(from: String(decoding: text, as: UTF8.self))
            case UInt8(ascii: "\\"):
                index += 1
                let scalar = try escape()
                if keep { text += Array(String(Character(scalar)).utf8) }
            case 0..<0x20: throw fault("a control character in a string")
            default:
                if keep { text.append(byte) }
                index += 1
            }
        }
        throw fault("a string is not closed")
    }

    /// What stands behind a backslash.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        guard let byte else { throw fault("a string is not closed") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw fault("an unknown escape in a string")
        }
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
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else {
            index = afterFirst
            return "\u{FFFD}"
        }
        return scalar
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("an unknown escape in a string")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}
