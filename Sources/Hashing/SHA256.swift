import CSHA256

/// SHA-256 (FIPS 180-4) of bytes that come in pieces.
///
/// It tells changed files from unchanged ones. It is not meant for secrets: nothing here keeps its time from depending on the bytes.
/// `docs/decisions/0036-sha-256-of-our-own.md` says why it is not that of a package.
package struct SHA256: Sendable {
    /// Who takes blocks in.
    enum Engine: Sendable {
        /// The processor's own instructions; only if `isSupported`.
        case instructions
        /// Plain Swift, on any processor.
        case portable

        /// Whether this processor has the instructions.
        static let isSupported = redrive_sha256_is_supported() != 0
        /// The faster one of those that this processor has.
        static let fastest: Engine = isSupported ? .instructions : .portable
    }

    private static let blockSize = 64

    private let engine: Engine
    private var state = SHA256Constants.initial
    /// The bytes of a block that is not full yet.
    private var rest: InlineArray<64, UInt8> = InlineArray(repeating: 0)
    private var restCount = 0
    /// How many bytes were taken in; the standard counts them up to 2^61 - 1.
    private var count: UInt64 = 0

    /// The hash of nothing so far.
    package init() { self.init(.fastest) }

    /// The same, by this engine.
    init(_ engine: Engine) {
        precondition(engine == .portable || Engine.isSupported, "this processor has no instructions for SHA-256")
        self.engine = engine
    }

    /// Takes bytes in; pieces count as if they had come at once.
    package mutating func update(data: some Sequence<UInt8>) {
        if data.withContiguousStorageIfAvailable({ update(bufferPointer: UnsafeRawBufferPointer($0)) }) == nil {
            Array(data).withUnsafeBytes { update(bufferPointer: $0) }
        }
    }

    /// Takes bytes in, without copying more than the end of a piece.
    package mutating func update(bufferPointer bytes: UnsafeRawBufferPointer) {
        count += UInt64(bytes.count)
        var bytes = bytes[...]
        if restCount > 0 {
            let missing = bytes.prefix(Self.blockSize - restCount)
            keep(missing)
            bytes = bytes.dropFirst(missing.count)
            guard restCount == Self.blockSize else { return }
            takeRest()
        }
        let whole = bytes.prefix(bytes.count / Self.blockSize * Self.blockSize)
        if !whole.isEmpty { take(UnsafeRawBufferPointer(rebasing: whole)) }
        keep(bytes.dropFirst(whole.count))
    }

    /// The 32 bytes of the hash of what was taken in so far.
    ///
    /// More may be taken in afterwards.
    package func finalize() -> [UInt8] {
        var copy = self
        copy.close()
        var digest: [UInt8] = []
        digest.reserveCapacity(32)
        for index in copy.state.indices {
            for shift in [24, 16, 8, 0] as [UInt32] {
                digest.append(UInt8(truncatingIfNeeded: copy.state[index] >> shift))
            }
        }
        return digest
    }

    /// The 32 bytes of the hash of these bytes.
    package static func hash(data: some Sequence<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: data)
        return hash.finalize()
    }

    /// Adds what the standard puts after the message: a bit that is set, zeros, and the count of bits in eight bytes.
    private mutating func close() {
        let bits = count << 3
        rest[restCount] = 0x80
        restCount += 1
        if restCount > Self.blockSize - 8 {
            for index in restCount..<Self.blockSize { rest[index] = 0 }
            takeRest()
        }
        for index in restCount..<Self.blockSize - 8 { rest[index] = 0 }
        for index in 0..<8 { rest[Self.blockSize - 1 - index] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * index)) }
        takeRest()
    }

    private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) {
        for byte in bytes {
            rest[restCount] = byte
            restCount += 1
        }
    }

    private mutating func takeRest() {
        let block = rest
        block.span.withUnsafeBytes { take($0) }
        restCount = 0
    }

    /// Takes whole blocks in.
    private mutating func take(_ blocks: UnsafeRawBufferPointer) {
        switch engine {
        case .portable: state.take(blocks)
        case .instructions:
            var words = state
            var span = words.mutableSpan
            span.withUnsafeMutableBufferPointer { words in
                SHA256Constants.rounds.span.withUnsafeBufferPointer { constants in
                    redrive_sha256_take(
                        words.baseAddress,
                        constants.baseAddress,
                        blocks.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        blocks.count / Self.blockSize
                    )
                }
            }
            state = words
        }
    }
}
