/// Writes one flat JSON object, quickly: keys are known ASCII, values are text or whole numbers.
struct JSONLineWriter {
    private(set) var bytes: [UInt8] = []
    private var isEmpty = true

    /// Begins a line of this type.
    init(type: StaticString) {
        bytes.reserveCapacity(256)
        bytes.append(UInt8(ascii: "{"))
        member("type")
        append(type, quoted: true)
    }

    mutating func add(_ key: StaticString, _ value: Int) {
        member(key)
        bytes.append(contentsOf: String(value).utf8)
    }

    mutating func add(_ key: StaticString, _ value: String) {
        member(key)
        quote(value)
    }

    /// Leaves the member out where there is no value.
    mutating func add(_ key: StaticString, _ value: Int?) {
        if let value { add(key, value) }
    }

    /// Leaves the member out where there is no value.
    mutating func add(_ key: StaticString, _ value: String?) {
        if let value { add(key, value) }
    }

    /// The line, without a newline.
    mutating func finish() -> [UInt8] {
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

    private static let hexDigits = Array("0123456789abcdef".utf8)

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
