@testable import Hashing
import Testing

@Suite struct SHA256Tests {
    /// A message and its hash.
    struct Vector: Sendable, CustomTestStringConvertible {
        var name: String
        var message: [UInt8]
        var hash: String
        var testDescription: String { name }
    }

    /// Source: FIPS 180-2, B.1 to B.3, and the examples of NIST for the empty message and two blocks.
    static let published = [
        Vector(
            name: "nothing",
            message: [],
            hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        ),
        Vector(
            name: "abc",
            message: Array("abc".utf8),
            hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        ),
        Vector(
            name: "448 bits",
            message: Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            hash: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        Vector(
            name: "896 bits",
            message: Array(
                ("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                    + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu").utf8
            ),
            hash: "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        Vector(
            name: "a million times a",
            message: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000),
            hash: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    /// Lengths around the ends of blocks; the hashes are what `sha256sum` of the GNU core utilities prints.
    static let lengths = [
        (1, "084fed08b978af4d7d196a7446a86b58009e636b611db16211b65a9aadff29c5"),
        (55, "e7313d333c272e639f790978283f9eb392e843d0f29b7016828bb1daa4aac70b"),
        (56, "4324d65f3c103567f5589c710bc08f8523f929a9272e3af36fc968e52abc6c27"),
        (57, "35df609437dcfea3279283ab79fd554e2bf78f8f7ae2de532d8ee300b09e8f73"),
        (63, "81c80242132f230c3bd41b3e63bbcff16107339549214a99614ff26664625055"),
        (64, "39e3d7b6b5d075d37d053ad89b24b41bef4f3c29760c84447cab3f3be1882241"),
        (65, "aacca6ff74fdbb296d165a45cecfa04e5127bc008770fbbdd48006f2d2fae95e"),
        (119, "9ce7368e4daf32341631b492e80359dc9f594b48453cd0dd5bf0b19279cc177e"),
        (120, "7836b787757e95e58b3ca5aec90b1b004e8deba1e50e9675af9cabf1a13a04b5"),
        (127, "a8d23e75d936f303d248888d9b165ee543f4cbafcad3c9dd2a79bd84faa11d07"),
        (128, "d2742f1f4ac6bb7ca2b239ee18402ba8b3f9f8e652d2a72973c2b9ba11c08cf6"),
        (129, "307f8fc2c1622b92762e818d39a185d4d667ad49a4b07ceae1f4afa008a93ec4"),
        (1000, "1e9bc38cbf860b9ec31918b065f9b52476c549a782e0e7990bed8ce3868d2371"),
    ].map { Vector(name: "\($0.0) bytes", message: Self.message($0.0), hash: $0.1) }

    /// The engines that this processor has; on one without the instructions, only one is left to test.
    static let engines: [SHA256.Engine] = SHA256.Engine.isSupported ? [.portable, .instructions] : [.portable]

    @Test(arguments: published + lengths, engines)
    func `known messages have their published hashes`(vector: Vector, engine: SHA256.Engine) {
        var hash = SHA256(engine)
        hash.update(data: vector.message)
        #expect(Self.hex(hash.finalize()) == vector.hash)
    }

    @Test(arguments: engines)
    func `pieces of any size have the hash of the whole`(engine: SHA256.Engine) {
        let message = Self.message(1000)
        for size in 1...130 {
            var hash = SHA256(engine)
            for start in stride(from: 0, to: message.count, by: size) {
                hash.update(data: message[start..<min(start + size, message.count)])
            }
            #expect(Self.hex(hash.finalize()) == Self.lengths.last?.hash, "pieces of \(size)")
        }
    }

    @Test(.enabled(if: SHA256.Engine.isSupported, "this processor has no instructions for SHA-256"))
    func `the instructions and plain Swift agree on each length`() {
        var random = SystemRandomNumberGenerator()
        for length in 0..<520 {
            let message = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            var (fast, portable) = (SHA256(.instructions), SHA256(.portable))
            fast.update(data: message)
            portable.update(data: message)
            #expect(fast.finalize() == portable.finalize(), "\(message)")
        }
    }

    @Test func `the hash so far can be read, and more may follow`() {
        var hash = SHA256()
        hash.update(data: "ab".utf8)
        let early = hash.finalize()
        #expect(hash.finalize() == early)
        hash.update(data: "c".utf8)
        #expect(hash.finalize() == SHA256.hash(data: "abc".utf8))
        #expect(hash.finalize() != early)
    }

    private static func message(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) } }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
