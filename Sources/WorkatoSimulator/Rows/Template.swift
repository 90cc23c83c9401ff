/// A text with places for invented values; see `Scenario.ErrorKind`.
struct Template {
    private enum Piece {
        case literal(String)
        case number
        case id
        case uuid
        case address
        case time
    }

    private var pieces: [Piece] = []

    init(_ text: String) {
        var rest = text[...]
        var literal = ""
        while let brace = rest.firstIndex(of: "{") {
            literal += rest[..<brace]
            rest = rest[brace...]
            if let end = rest.firstIndex(of: "}"), let piece = Self.piece(rest[rest.index(after: brace)..<end]) {
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                literal = ""
                pieces.append(piece)
                rest = rest[rest.index(after: end)...]
            } else {
                literal += "{"
                rest = rest.dropFirst()
            }
        }
        literal += rest
        if !literal.isEmpty { pieces.append(.literal(literal)) }
    }

    /// The text with values from `random`; `time` is the start of the job.
    func text(_ random: inout SeededRandom, time: Int64) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .number: text += String(1000 + random.below(899_000))
            case .id: text += letters(&random)
            case .uuid: text += uuid(&random)
            case .address: text += "10.\(random.below(256)).\(random.below(256)).\(random.below(256))"
            case .time: text += SimulatedTime(milliseconds: time).description
            }
        }
        return text
    }

    private static func piece(_ name: Substring) -> Piece? {
        switch name {
        case "n": .number
        case "id": .id
        case "uuid": .uuid
        case "ip": .address
        case "time": .time
        default: nil
        }
    }

    private func letters(_ random: inout SeededRandom) -> String {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789".utf8)
        var rest = random.next()
        var bytes: [UInt8] = []
        for _ in 0..<8 {
            bytes.append(alphabet[Int(rest % 32)])
            rest /= 32
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A random UUID of version 4, in lower case.
func uuid(_ random: inout SeededRandom) -> String {
    var high = random.next()
    var low = random.next()
    high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    var bytes: [UInt8] = []
    for place in 0..<32 {
        if [8, 12, 16, 20].contains(place) { bytes.append(UInt8(ascii: "-")) }
        let source = place < 16 ? high : low
        bytes.append(hexDigit(UInt8(truncatingIfNeeded: source >> UInt64(60 - 4 * (place % 16)))))
    }
    return String(decoding: bytes, as: UTF8.self)
}
