/// Checks, part by part, that a text is one JSON object (RFC 8259), without keeping it.
///
/// For files that are too large to be in memory. Keys that occur twice are not found.
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
        /// Inside a string; whether it is a key.
        case string(isKey: Bool)
        /// After a backslash in a string.
        case escape(isKey: Bool)
        /// This many hex digits of `\u` must follow.
        case hex(left: Int, isKey: Bool)
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

    private var state = State.value
    /// Whether each open bracket is one of an object.
    private var open: [Bool] = []
    private var count = 0
    /// What is wrong; nil if nothing was so far.
    package private(set) var error: JSONError?

    /// A check before the first byte.
    package init() {}

    /// Takes the next part.
    package mutating func take(_ bytes: [UInt8]) {
        for byte in bytes where error == nil {
            take(byte)
            count += 1
        }
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
        case .string(let isKey): return string(byte, isKey)
        case .escape(let isKey):
            if byte == UInt8(ascii: "u") {
                state = .hex(left: 4, isKey: isKey)
            } else if JSONString.character(escapedAs: byte) != nil {
                state = .string(isKey: isKey)
            } else {
                fail("a wrong escape")
            }
            return
        case .hex(let left, let isKey):
            guard JSONString.hexDigit(byte) != nil else { return fail("a wrong escape") }
            state = left == 1 ? .string(isKey: isKey) : .hex(left: left - 1, isKey: isKey)
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
            guard open.last == false else { return fail("a bracket that does not fit") }
            open.removeLast()
            close()
        case (.keyOrEnd, UInt8(ascii: "}")), (.commaOrEnd, UInt8(ascii: "}")):
            guard open.last == true else { return fail("a bracket that does not fit") }
            open.removeLast()
            close()
        case (.keyOrEnd, UInt8(ascii: "\"")), (.key, UInt8(ascii: "\"")): state = .string(isKey: true)
        case (.colon, UInt8(ascii: ":")): state = .value
        case (.commaOrEnd, UInt8(ascii: ",")): state = open.last == true ? .key : .value
        case (.value, _), (.valueOrEnd, _): value(byte)
        case (.end, _): fail("something follows the JSON value")
        default: fail("something else is expected here")
        }
    }

    private mutating func value(_ byte: UInt8) {
        if open.isEmpty, byte != UInt8(ascii: "{") { return fail("it is not an object") }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < JSONBounds.depth else { return fail("more than \(JSONBounds.depth) brackets are open") }
            open.append(byte == UInt8(ascii: "{"))
            state = byte == UInt8(ascii: "{") ? .keyOrEnd : .valueOrEnd
        case UInt8(ascii: "\""): state = .string(isKey: false)
        case UInt8(ascii: "t"): state = .word(rest: Array("rue".utf8))
        case UInt8(ascii: "f"): state = .word(rest: Array("alse".utf8))
        case UInt8(ascii: "n"): state = .word(rest: Array("ull".utf8))
        case UInt8(ascii: "-"): state = .number(.sign)
        case UInt8(ascii: "0"): state = .number(.zero)
        case UInt8(ascii: "1")...UInt8(ascii: "9"): state = .number(.digits)
        default: fail("a value is expected here")
        }
    }

    private mutating func string(_ byte: UInt8, _ isKey: Bool) {
        switch byte {
        case UInt8(ascii: "\""):
            if isKey { state = .colon } else { close() }
        case UInt8(ascii: "\\"): state = .escape(isKey: isKey)
        case 0..<0x20: fail("a control character in a string")
        default: break
        }
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
