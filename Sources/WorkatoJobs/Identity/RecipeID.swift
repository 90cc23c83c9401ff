/// The id of a recipe: a whole number from 1.
public struct RecipeID: Sendable, Hashable {
    /// The number; at least 1.
    public let value: Int

    /// An id from its number; nil below 1.
    public init?(_ value: Int) {
        guard value >= 1 else { return nil }
        self.value = value
    }

    /// An id from ASCII digits; nil for anything else, a sign, white space or a number below 1 included.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text) else {
            return nil
        }
        self.init(value)
    }
}

extension RecipeID: Comparable {
    /// By number.
    public static func < (left: RecipeID, right: RecipeID) -> Bool { left.value < right.value }
}

extension RecipeID: CustomStringConvertible {
    /// The digits.
    public var description: String { String(value) }
}

extension RecipeID: ExpressibleByIntegerLiteral {
    /// An id that is written in the program; traps below 1.
    public init(integerLiteral value: Int) {
        precondition(value >= 1, "a recipe's id is at least 1 (is \(value))")
        self.value = value
    }
}

extension RecipeID: Codable {
    /// Reads a number from 1.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let value = try container.decode(Int.self)
        guard let id = RecipeID(value) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "the id of a recipe, a whole number from 1 (is \(value))"
            )
        }
        self = id
    }

    /// Writes the number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
