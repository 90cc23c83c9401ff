/// A few ASCII characters, found without hashing: each byte of each error message is looked up.
struct ASCIISet: Sendable {
    /// One bit for each character.
    private var bits: UInt128 = 0

    /// The characters of an ASCII text.
    init(_ characters: StaticString) {
        characters.withUTF8Buffer { bytes in
            for byte in bytes where byte < 0x80 { bits |= 1 << UInt128(byte) }
        }
    }

    /// Whether the byte is one of the characters; false for a byte that is not ASCII.
    func contains(_ byte: UInt8) -> Bool { byte < 0x80 && bits >> UInt128(byte) & 1 == 1 }
}
