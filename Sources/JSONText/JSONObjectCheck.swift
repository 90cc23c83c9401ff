/// Checks, part by part, that a text is one JSON object (RFC 8259), without keeping it.
///
/// For text that is sent as it is and may be too large to be in memory. Stricter than the standard where two readers could disagree, because
/// nobody sees what the receiver makes of it: a key that occurs twice in an object, bytes that are not UTF-8, half a surrogate pair, and a
/// byte-order mark are errors. Of each key in an object that is not closed yet, 8 bytes are kept; `JSONBounds.openKeys` bounds them.
package struct JSONObjectCheck: Sendable {
    private enum State: Sendable {
        /// A value must follow.
        case value
        /// A value or `]` must follow: an array has just begun.
        case valueOrEnd
        /// A key or `}` must follow: an object has just begun.
        case keyOrEnd
        /// A key must follow, after a comma.
        case key
        /// `:` must follow.
        case colon
        /// `,` or the end of the array or object must follow.
        case commaOrEnd
        /// Inside a string; `key` is nil if it is a value.
        case string
        /// After a backslash in a string.
        case escape
        /// This many hex digits of `\u` must follow, after those that make up `value`; `high` is the first half of a surrogate pair before it.
        case hex(left: Int, value: UInt32, high: UInt32?)
        /// A backslash must follow: what was read is the first half of a surrogate pair.
        case pairBackslash(high: UInt32)
        /// `u` must follow, alike.
        case pairLetter(high: UInt32)
        /// Inside a number.
        case number(Number)
        /// The rest of `true`, `false` or `null`.
        case word(rest: [UInt8])
        /// Behind the object; only white space may follow.
        case end
    }

    private enum Number: Sendable {
        case sign, zero, digits, point, fraction, exponent, exponentSign, exponentDigits

        /// Whether a number may end here.
        var isComplete: Bool {
            switch self {
            case .zero, .digits, .fraction, .exponentDigits: true
            case .sign, .point, .exponent, .exponentSign: false
            }
        }
    }

    /// An array or object that is not closed yet.
    private struct Level: Sendable {
        var isObject: Bool
        /// The hashes of its keys.
        ///
        /// Equal keys have equal hashes; of a million different keys two have the same one with a probability of
        /// one in 30 million, and the text is then refused.
        var keys: Set<UInt64> = []
    }

    /// The key that is being read: where it begins, and the hash of what was read of it.
    private struct Key: Sendable {
        var offset: Int
        /// FNV-1a, 64 bits, of the key's UTF-8 without escapes.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325

        mutating func take(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    private var state = State.value
    private var open: [Level] = []
    /// How many keys the open objects have in all.
    private var openKeys = 0
    private var key: Key?
    /// How many bytes must follow to complete a character, and between which bounds the next of them must be.
    private var continuation = (left: 0, bounds: UInt8(0x80)...UInt8(0xBF))
    private var count = 0
    /// What is wrong; nil if nothing was so far.
    package private(set) var error: JSONError?

    /// A check before the first byte.
    package init() {}

    /// Takes the next part.
    package mutating func take(_ bytes: [UInt8]) {
        var index = 0
        while index < bytes.count, error == nil {
            // Most of a large text is in long strings.
            if case .string = state, key == nil, continuation.left == 0 {
                let start = index
                while index < bytes.count, Self.isPlain(bytes[index]) { index += 1 }
                count += index - start
                guard index < bytes.count else { return }
            }
            take(bytes[index])
            count += 1
            index += 1
        }
    }

    /// Whether a byte in a string is a character of its own that stands for itself.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// What is wrong with the whole text; nil for one JSON object.
    package consuming func finish() -> JSONError? {
        if let error { return error }
        if case .end = state { return nil }
        return JSONError(reason: "the text ends too early", offset: count)
    }

    private mutating func fail(_ reason: String) { error = JSONError(reason: reason, offset: count) }

    private mutating func take(_ byte: UInt8) {
        switch state {
        case .string: return string(byte)
        case .escape: return escape(byte)
        case .hex(let left, let value, let high): return hex(byte, left, value, high)
        case .pairBackslash(let high):
            guard byte == UInt8(ascii: "\\") else { return fail("half a surrogate pair") }
            state = .pairLetter(high: high)
            return
        case .pairLetter(let high):
            guard byte == UInt8(ascii: "u") else { return fail("half a surrogate pair") }
            state = .hex(left: 4, value: 0, high: high)
            return
        case .word(var rest):
            guard rest.removeFirst() == byte else { return fail("an unknown word") }
            if rest.isEmpty { close() } else { state = .word(rest: rest) }
            return
        case .number(let number):
            if let next = Self.next(number, byte) {
                state = .number(next)
                return
            }
            guard number.isComplete else { return fail("a wrong number") }
            close()
        case .value, .valueOrEnd, .keyOrEnd, .key, .colon, .commaOrEnd, .end: break
        }
        if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { return }
        structure(byte)
    }

    private mutating func structure(_ byte: UInt8) {
        switch (state, byte) {
        case (.valueOrEnd, UInt8(ascii: "]")), (.commaOrEnd, UInt8(ascii: "]")):
            guard open.last?.isObject == false else { return fail("a bracket that does not fit") }
            open.removeLast()
            close()
        case (.keyOrEnd, UInt8(ascii: "}")), (.commaOrEnd, UInt8(ascii: "}")):
            guard let level = open.last, level.isObject else { return fail("a bracket that does not fit") }
            openKeys -= level.keys.count
            open.removeLast()
            close()
        case (.keyOrEnd, UInt8(ascii: "\"")), (.key, UInt8(ascii: "\"")):
            key = Key(offset: count)
            state = .string
        case (.colon, UInt8(ascii: ":")): state = .value
        case (.commaOrEnd, UInt8(ascii: ",")): state = open.last?.isObject == true ? .key : .value
        case (.value, _), (.valueOrEnd, _): value(byte)
        case (.end, _): fail("something follows the JSON value")
        default: fail("something else is expected here")
        }
    }

    private mutating func value(_ byte: UInt8) {
        if open.isEmpty, byte != UInt8(ascii: "{") {
            return fail(count == 0 && byte == 0xEF ? "it begins with a byte-order mark" : "it is not an object")
        }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < JSONBounds.depth else { return fail("more than \(JSONBounds.depth) brackets are open") }
            open.append(Level(isObject: byte == UInt8(ascii: "{")))
            state = byte == UInt8(ascii: "{") ? .keyOrEnd : .valueOrEnd
        case UInt8(ascii: "\""): state = .string
        case UInt8(ascii: "t"): state = .word(rest: Array("rue".utf8))
        case UInt8(ascii: "f"): state = .word(rest: Array("alse".utf8))
        case UInt8(ascii: "n"): state = .word(rest: Array("ull".utf8))
        case UInt8(ascii: "-"): state = .number(.sign)
        case UInt8(ascii: "0"): state = .number(.zero)
        case UInt8(ascii: "1")...UInt8(ascii: "9"): state = .number(.digits)
        default: fail("a value is expected here")
        }
    }

    private mutating func string(_ byte: UInt8) {
        if continuation.left > 0 {
            guard continuation.bounds.contains(byte) else { return fail("bytes that are not UTF-8") }
            continuation = (continuation.left - 1, 0x80...0xBF)
            key?.take(byte)
            return
        }
        switch byte {
        case UInt8(ascii: "\""): if key == nil { close() } else { endKey() }
        case UInt8(ascii: "\\"): state = .escape
        case 0..<0x20: fail("a control character in a string")
        case 0x20..<0x80: key?.take(byte)
        default:
            guard let follows = Self.continuation(after: byte) else { return fail("bytes that are not UTF-8") }
            continuation = follows
            key?.take(byte)
        }
    }

    /// What must follow a first byte from 0x80 on; nil for none that can begin a character.
    ///
    /// Source: RFC 3629, section 4.
    private static func continuation(after first: UInt8) -> (left: Int, bounds: ClosedRange<UInt8>)? {
        switch first {
        case 0xC2...0xDF: (1, 0x80...0xBF)
        case 0xE0: (2, 0xA0...0xBF)
        case 0xED: (2, 0x80...0x9F)
        case 0xE1...0xEF: (2, 0x80...0xBF)
        case 0xF0: (3, 0x90...0xBF)
        case 0xF1...0xF3: (3, 0x80...0xBF)
        case 0xF4: (3, 0x80...0x8F)
        default: nil
        }
    }

    private mutating func endKey() {
        guard let ended = key, let last = open.indices.last else { return }
        key = nil
        guard open[last].keys.insert(ended.hash).inserted else {
            error = JSONError(reason: "a key occurs twice", offset: ended.offset)
            return
        }
        openKeys += 1
        guard openKeys <= JSONBounds.openKeys else {
            return fail("more than \(JSONBounds.openKeys) keys in objects that are not closed")
        }
        state = .colon
    }

    private mutating func escape(_ byte: UInt8) {
        if byte == UInt8(ascii: "u") {
            state = .hex(left: 4, value: 0, high: nil)
        } else if let character = JSONString.character(escapedAs: byte) {
            key?.take(character)
            state = .string
        } else {
            fail("a wrong escape")
        }
    }

    private mutating func hex(_ byte: UInt8, _ left: Int, _ before: UInt32, _ high: UInt32?) {
        guard let digit = JSONString.hexDigit(byte) else { return fail("a wrong escape") }
        let value = before << 4 | digit
        guard left == 1 else {
            state = .hex(left: left - 1, value: value, high: high)
            return
        }
        if high == nil, (0xD800..<0xDC00).contains(value) {
            state = .pairBackslash(high: value)
            return
        }
        guard let scalar = high.map({ JSONString.scalar(high: $0, low: value) }) ?? Unicode.Scalar(value) else {
            return fail("half a surrogate pair")
        }
        if key != nil {
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { key?.take(byte) }
        }
        state = .string
    }

    /// A value has ended.
    private mutating func close() { state = open.isEmpty ? .end : .commaOrEnd }

    private static func next(_ number: Number, _ byte: UInt8) -> Number? {
        let isDigit = (0x30...0x39).contains(byte)
        let isExponent = byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
        switch number {
        case .sign: return byte == 0x30 ? .zero : isDigit ? .digits : nil
        case .zero: return byte == UInt8(ascii: ".") ? .point : isExponent ? .exponent : nil
        case .digits: return isDigit ? .digits : byte == UInt8(ascii: ".") ? .point : isExponent ? .exponent : nil
        case .point: return isDigit ? .fraction : nil
        case .fraction: return isDigit ? .fraction : isExponent ? .exponent : nil
        case .exponent:
            return byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                ? .exponentSign : isDigit ? .exponentDigits : nil
        case .exponentSign, .exponentDigits: return isDigit ? .exponentDigits : nil
        }
    }
}
