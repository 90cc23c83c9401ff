/// Bytes in memory, or a part of them.
private protocol Bytes: RandomAccessCollection<UInt8> where Index == Int, SubSequence: Bytes {}
extension ArraySlice<UInt8>: Bytes {}
extension Slice<UnsafeBufferPointer<UInt8>>: Bytes {}

/// Texts that must not be shown; removes them from text that may contain them.
///
/// Servers and proxies echo requests in their errors, including `Authorization`, and not always unchanged: `-` may be
/// written as `\u002d`, `/` as `\/`, `%2F` or `&#47;`. All of these are found, after any number of backslashes, so that
/// nobody can undo the escapes and read the token.
package struct Secrets: Sendable, Hashable {
    /// The bytes of each, none shorter than `shortest`.
    private let needles: [[UInt8]]
    /// For each byte, whether an occurrence can begin with it.
    private let starts: [Bool]

    /// The length in bytes below which a secret is ignored: a shorter one would match ordinary text.
    package static let shortest = 8
    /// Nothing to hide.
    package static let none = Secrets([])

    /// The secrets of a list.
    package init(_ secrets: [Secret]) {
        needles = Array(Set(secrets.map { Array($0.revealed.utf8) })).filter { $0.count >= Secrets.shortest }
            // The longer one first, if one contains the other.
            .sorted { ($0.count, $0.first ?? 0) > ($1.count, $1.first ?? 0) }
        var starts = [Bool](repeating: false, count: 256)
        for byte in needles.compactMap(\.first) + Array("\\%&".utf8) { starts[Int(byte)] = true }
        self.starts = starts
    }

    /// Whether there is nothing to hide.
    package var isEmpty: Bool { needles.isEmpty }

    /// The same secrets and one more.
    package func adding(_ secret: Secret) -> Secrets { adding([secret]) }

    /// The same secrets and more; sorts all of them once, and compares each with the text wherever one may begin.
    package func adding(_ secrets: [Secret]) -> Secrets {
        Secrets(needles.map { Secret(String(decoding: $0, as: UTF8.self)) } + secrets)
    }

    /// The same secrets without one.
    package func without(_ secret: Secret) -> Secrets {
        Secrets(needles.map { Secret(String(decoding: $0, as: UTF8.self)) }.filter { $0 != secret })
    }

    /// Whether one of them occurs.
    package func occur(in bytes: some Collection<UInt8>) -> Bool {
        guard !needles.isEmpty else { return false }
        return Array(bytes).withUnsafeBufferPointer { first(in: $0, from: 0) != nil }
    }

    /// The text with asterisks instead of each occurrence, as many as the secret has bytes.
    package func removed(from text: String) -> String {
        guard !needles.isEmpty else { return text }
        var text = text
        let clean: [UInt8]? = text.withUTF8 { bytes in
            guard var found = first(in: bytes, from: 0) else { return nil }
            var clean: [UInt8] = []
            var done = 0
            while true {
                clean += bytes[done..<found.start]
                clean += Array(repeating: UInt8(ascii: "*"), count: found.needle)
                done = found.end
                guard let next = first(in: bytes, from: done) else { break }
                found = next
            }
            return clean + bytes[done...]
        }
        return clean.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// The JSON text with secrets removed from its strings; everything else is unchanged.
    ///
    /// A text that was cut off is processed up to the cut.
    package func removed(fromJSON bytes: [UInt8]) -> [UInt8] {
        guard occur(in: bytes) else { return bytes }
        var clean: [UInt8] = []
        var rest = bytes[...]
        while let quote = rest.firstIndex(of: UInt8(ascii: "\"")) {
            clean += rest[...quote]
            rest = rest[(quote + 1)...]
            var end = rest.startIndex
            while end < rest.endIndex, rest[end] != UInt8(ascii: "\"") {
                end += rest[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            end = min(end, rest.endIndex)
            clean += removed(fromLiteral: rest[..<end])
            guard end < rest.endIndex else { return clean }
            clean.append(rest[end])
            rest = rest[(end + 1)...]
        }
        return clean + rest
    }

    /// A literal without secrets; a literal that has none is unchanged, byte for byte.
    ///
    /// An escape counts as one character and is never split: `\nokay` does not contain `nokay`.
    private func removed(fromLiteral literal: ArraySlice<UInt8>) -> [UInt8] {
        var clean: [UInt8] = []
        var index = literal.startIndex
        while index < literal.endIndex {
            if let (needle, end) = match(literal, at: index) {
                clean += Array(repeating: UInt8(ascii: "*"), count: needle)
                index = end
            } else {
                let end = min(index + (literal[index] == UInt8(ascii: "\\") ? 2 : 1), literal.endIndex)
                clean += literal[index..<end]
                index = end
            }
        }
        return clean
    }

    private func first(
        in bytes: UnsafeBufferPointer<UInt8>,
        from begin: Int
    ) -> (start: Int, end: Int, needle: Int)? {
        for index in begin..<bytes.count where starts[Int(bytes[index])] {
            if let (needle, end) = match(bytes[...], at: index) { return (index, end, needle) }
        }
        return nil
    }

    /// The length of the secret at a position, and the position where it ends.
    private func match(_ bytes: some Bytes, at start: Int) -> (needle: Int, end: Int)? {
        for needle in needles {
            var index = start
            let isThere = needle.allSatisfy { byte in
                guard let next = Self.end(of: byte, in: bytes, at: index) else { return false }
                index = next
                return true
            }
            if isThere { return (needle.count, index) }
        }
        return nil
    }

    /// The position where a byte ends, written as it is or as an escape; nil if it is not at this position.
    private static func end(of byte: UInt8, in bytes: some Bytes, at start: Int) -> Int? {
        guard start < bytes.endIndex else { return nil }
        let rest = bytes[start...]
        switch bytes[start] {
        case UInt8(ascii: "\\"):
            var tail = rest[...]
            while tail.first == UInt8(ascii: "\\") {
                tail = tail.dropFirst()
                // A backslash may be escaped as well.
                if tail.prefix(5).map({ $0 | 0x20 }) == Array("u005c".utf8) { tail = tail.dropFirst(5) }
            }
            if byte == UInt8(ascii: "\\") { return tail.startIndex }
            if tail.first == byte, !isLetterOrDigit(byte) { return tail.startIndex + 1 }
            if tail.first == UInt8(ascii: "u") { return number(tail.dropFirst(), digits: 4, is: byte) }
            return tail.first == UInt8(ascii: "x") ? number(tail.dropFirst(), digits: 2, is: byte) : nil
        case byte: return start + 1
        case UInt8(ascii: "%"): return number(rest.dropFirst(), digits: 2, is: byte)
        case UInt8(ascii: "&"): return entity(rest, is: byte)
        default: return nil
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
    }

    private static func number(_ rest: some Bytes, digits: Int, is byte: UInt8) -> Int? {
        let text = rest.prefix(digits)
        guard text.count == digits, UInt32(String(decoding: text, as: UTF8.self), radix: 16) == UInt32(byte) else {
            return nil
        }
        return text.endIndex
    }

    /// `&#45;` or `&#x2d;`.
    private static func entity(_ rest: some Bytes, is byte: UInt8) -> Int? {
        guard let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: rest[rest.startIndex..<end], as: UTF8.self).lowercased()
        let value =
            name.hasPrefix("&#x")
            ? UInt32(name.dropFirst(3), radix: 16)
            : name.hasPrefix("&#") ? UInt32(name.dropFirst(2)) : nil
        return value == UInt32(byte) ? end + 1 : nil
    }
}
