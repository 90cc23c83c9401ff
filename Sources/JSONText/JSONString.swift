/// The spelling of a string in JSON (RFC 8259, section 7), for the readers and writers of this module.
package enum JSONString {
    private static let hexDigits = Array("0123456789abcdef".utf8)

    /// The string with its quotes.
    package static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the string with its quotes; only what JSON requires is escaped.
    ///
    /// Control characters are written as `\u000a`, never as `\n`: plans and state files are compared byte by byte, so
    /// that each text has one spelling.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20: escape(UInt16(byte), to: &bytes)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends the string with its quotes, for people and programs at the other end of a terminal or pipe.
    ///
    /// Line feeds, carriage returns and tabs are written as `\n`, `\r` and `\t`.
    ///
    /// - Parameter isPlain: whether a scalar can stand for itself; any other is written as its UTF-16 units, `\uXXXX`.
    package static func append(
        _ text: String,
        to bytes: inout [UInt8],
        where isPlain: (Unicode.Scalar) -> Bool
    ) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes += "\\\"".utf8
            case "\\": bytes += "\\\\".utf8
            case "\n": bytes += "\\n".utf8
            case "\r": bytes += "\\r".utf8
            case "\t": bytes += "\\t".utf8
            default:
                if scalar.value >= 0x20, isPlain(scalar) {
                    bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
                } else {
                    for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter { escape(unit, to: &bytes) }
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escape(_ unit: UInt16, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] { bytes.append(hexDigits[Int(unit >> UInt16(shift)) & 15]) }
    }

    /// The character that a backslash and this letter stand for; nil for `u`, whose digits follow, and for no escape.
    static func character(escapedAs letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The value of a hex digit; nil for any other byte.
    static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }

    /// The scalar of two surrogates; nil if they are not the halves of a pair.
    static func scalar(high: UInt32, low: UInt32) -> Unicode.Scalar? {
        guard (0xD800..<0xDC00).contains(high), (0xDC00..<0xE000).contains(low) else { return nil }
        return Unicode.Scalar(0x1_0000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }
}
