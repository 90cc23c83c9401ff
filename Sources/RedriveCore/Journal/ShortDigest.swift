import Hashing

/// SHA-256, shortened: enough to find damage and to name things, not meant against somebody who forges.
package enum ShortDigest {
    /// So many hex digits close a line of a state file.
    package static let lineDigits = 16

    /// The first hex digits, in lower case, of the SHA-256 of `bytes`.
    ///
    /// - Parameter digits: 1 to 64.
    package static func hex(_ bytes: some Sequence<UInt8>, digits: Int = lineDigits) -> String {
        String(decoding: hexBytes(of: [ArraySlice(Array(bytes))], digits: digits), as: UTF8.self)
    }

    /// The same of several parts, one after the other, as ASCII.
    static func hexBytes(of parts: [ArraySlice<UInt8>], digits: Int) -> [UInt8] {
        var hash = SHA256()
        for part in parts {
            part.withUnsafeBytes { hash.update(bufferPointer: $0) }
        }
        let digest = hash.finalize()
        var text: [UInt8] = []
        text.reserveCapacity(digits + 1)
        for byte in digest where text.count < digits {
            text.append(hexDigit(byte >> 4))
            text.append(hexDigit(byte & 15))
        }
        return Array(text.prefix(digits))
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
