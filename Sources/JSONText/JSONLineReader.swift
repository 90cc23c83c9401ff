/// Reads a line that is one JSON object, member by member, quickly and without recursion.
///
/// Values are text, whole numbers, `true` and `false`, and arrays and objects of these, which the caller enters. The
/// caller skips the members that it does not know; they may be nested without a bound, since nothing of them is kept.
/// Stricter than `JSONParser`, because only this program writes such lines: text must be UTF-8 and surrogates must be
/// paired.
package struct JSONLineReader {
    /// Why a line is not such an object.
    package enum LineError: Error {
        /// It is not JSON; the offset of the byte, from 0.
        case notJSON(at: Int)
        /// A member does not have the expected value.
        case wrong(key: String, expected: String)
        /// A key occurs twice.
        case repeated(key: String)
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var isFirst = true
    /// How many values are entered and not yet left, apart from the line's object.
    private var depth = 0
    private var key = ""

    /// A reader of a line without its newline, which must outlive the reader.
    package init(_ bytes: UnsafeBufferPointer<UInt8>) throws(LineError) {
        self.bytes = bytes
        skipSpace()
        guard take(UInt8(ascii: "{")) else { throw .notJSON(at: index) }
    }

    /// The next member's key; nil after the last one of the object that was entered last.
    ///
    /// Nothing may follow the object of the line.
    package mutating func nextKey() throws(LineError) -> String? {
        guard try next(orEnd: UInt8(ascii: "}")) else { return nil }
        key = try text()
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw .notJSON(at: index) }
        skipSpace()
        return key
    }

    /// Enters the member's or element's value, an object, whose keys `nextKey()` gives until its end.
    package mutating func enterObject() throws(LineError) { try enter(UInt8(ascii: "{"), "an object") }

    /// Enters the member's or element's value, an array, whose elements `nextElement()` finds until its end.
    package mutating func enterArray() throws(LineError) { try enter(UInt8(ascii: "["), "an array") }

    /// Goes to the next element of the array that was entered last; false after the last one.
    package mutating func nextElement() throws(LineError) -> Bool { try next(orEnd: UInt8(ascii: "]")) }

    /// The member's or element's value, if it is `true` or `false`.
    package mutating func boolean() throws(LineError) -> Bool {
        let begin = index
        while index < bytes.count, Self.isWordByte(bytes[index]) { index += 1 }
        let word = UnsafeBufferPointer(rebasing: bytes[begin..<index])
        if word.elementsEqual("true".utf8) { return true }
        guard word.elementsEqual("false".utf8) else { throw .wrong(key: key, expected: "true or false") }
        return false
    }

    /// The member's value as text.
    package mutating func string() throws(LineError) -> String {
        guard index < bytes.count else { throw .notJSON(at: index) }
        guard bytes[index] == UInt8(ascii: "\"") else { throw .wrong(key: key, expected: "text") }
        return try text()
    }

    /// The member's value as a whole number within bounds.
    package mutating func integer(in range: ClosedRange<Int>) throws(LineError) -> Int {
        let begin = index
        let isNegative = take(UInt8(ascii: "-"))
        var value = 0
        var digits = 0
        while index < bytes.count, (0x30...0x39).contains(bytes[index]), digits < 18 {
            value = value * 10 + Int(bytes[index] - 0x30)
            digits += 1
            index += 1
        }
        let isComplete = index == bytes.count || !Self.numberBytes.contains(bytes[index])
        if isNegative { value = -value }
        guard digits > 0, isComplete, digits == 1 || bytes[begin + (isNegative ? 1 : 0)] != 0x30, range.contains(value)
        else {
            let most = range.upperBound == .max ? "" : " to \(range.upperBound)"
            throw .wrong(key: key, expected: "a whole number from \(range.lowerBound)\(most)")
        }
        return value
    }

    private static let numberBytes = Set("0123456789.eE+-".utf8)

    /// Skips the member's value.
    package mutating func skip() throws(LineError) {
        var depth = 0
        repeat {
            skipSpace()
            guard index < bytes.count else { throw .notJSON(at: index) }
            switch bytes[index] {
            case UInt8(ascii: "\""): _ = try text()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { throw .notJSON(at: index) }
                depth -= 1
                index += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { throw .notJSON(at: index) }
                index += 1
            default:
                let begin = index
                while index < bytes.count, Self.isWordByte(bytes[index]) { index += 1 }
                guard index > begin else { throw .notJSON(at: index) }
            }
        } while depth > 0
    }

    /// Skips the member's value, and says where it stands.
    ///
    /// Whether it is JSON is for the caller to check.
    package mutating func range() throws(LineError) -> Range<Int> {
        let begin = index
        try skip()
        return begin..<index
    }

    /// The member's value as text; a whole number as it is written.
    package mutating func textOrNumber() throws(LineError) -> String {
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") { return try text() }
        return String(try integer(in: 0...Int.max))
    }

    private mutating func enter(_ opening: UInt8, _ expected: String) throws(LineError) {
        guard index < bytes.count else { throw .notJSON(at: index) }
        guard take(opening) else { throw .wrong(key: key, expected: expected) }
        depth += 1
        isFirst = true
    }

    /// Goes to the next member or element; false behind the byte that closes the object or array.
    private mutating func next(orEnd closing: UInt8) throws(LineError) -> Bool {
        skipSpace()
        if take(closing) {
            isFirst = false
            depth -= 1
            guard depth < 0 else { return false }
            skipSpace()
            guard index == bytes.count else { throw .notJSON(at: index) }
            return false
        }
        if !isFirst {
            guard take(UInt8(ascii: ",")) else { throw .notJSON(at: index) }
            skipSpace()
        }
        isFirst = false
        return true
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }
}

// MARK: text

extension JSONLineReader {
    private mutating func text() throws(LineError) -> String {
        guard take(UInt8(ascii: "\"")) else { throw .notJSON(at: index) }
        let begin = index
        var union: UInt8 = 0
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\"),
            bytes[index] >= 0x20
        {
            union |= bytes[index]
            index += 1
        }
        guard index < bytes.count, bytes[index] >= 0x20 else { throw .notJSON(at: index) }
        if bytes[index] == UInt8(ascii: "\"") {
            let plain = UnsafeBufferPointer(rebasing: bytes[begin..<index])
            // ASCII, as most texts are, is valid without being validated, which costs five times as much as the rest.
            let text = union < 0x80 ? String(decoding: plain, as: UTF8.self) : String(validating: plain, as: UTF8.self)
            guard let text else { throw .notJSON(at: begin) }
            index += 1
            return text
        }
        return try escapedText(from: begin)
    }

    private mutating func escapedText(from begin: Int) throws(LineError) -> String {
        var copy = Array(bytes[begin..<index])
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: copy, as: UTF8.self) else { throw .notJSON(at: begin) }
                return text
            case UInt8(ascii: "\\"): try escape(into: &copy)
            case 0..<0x20: throw .notJSON(at: index - 1)
            default: copy.append(byte)
            }
        }
        throw .notJSON(at: index)
    }

    private mutating func escape(into copy: inout [UInt8]) throws(LineError) {
        guard index < bytes.count else { throw .notJSON(at: index) }
        let byte = bytes[index]
        index += 1
        if let character = JSONString.character(escapedAs: byte) {
            copy.append(character)
            return
        }
        guard byte == UInt8(ascii: "u") else { throw .notJSON(at: index - 1) }
        let code = try hexCode()
        if let scalar = Unicode.Scalar(code) {
            copy += String(scalar).utf8
            return
        }
        guard code < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw .notJSON(at: index) }
        guard let scalar = JSONString.scalar(high: code, low: try hexCode()) else { throw .notJSON(at: index) }
        copy += String(scalar).utf8
    }

    private mutating func hexCode() throws(LineError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard index < bytes.count, let digit = JSONString.hexDigit(bytes[index]) else { throw .notJSON(at: index) }
            code = code << 4 | digit
            index += 1
        }
        return code
    }
}
