/// The id of a recipe: a whole number from 1.
package struct RecipeID: Sendable, Hashable {
    /// The number; at least 1.
    package let value: Int

    /// An id from its number; nil below 1.
    package init?(_ value: Int) {
        guard value >= 1 else { return nil }
        self.value = value
    }

    /// An id from ASCII digits; nil for anything else, including a sign, white space or a number below 1.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text) else {
            return nil
        }
        self.init(value)
    }
}

extension RecipeID: Comparable {
    /// Compares the numbers.
    package static func < (left: RecipeID, right: RecipeID) -> Bool { left.value < right.value }
}

extension RecipeID: CustomStringConvertible {
    /// The digits.
    package var description: String { String(value) }
}

extension RecipeID: ExpressibleByIntegerLiteral {
    /// An id from an integer literal; traps below 1.
    package init(integerLiteral value: Int) {
        precondition(value >= 1, "a recipe's id is at least 1 (is \(value))")
        self.value = value
    }
}

extension RecipeID: Codable {
    /// Reads a number from 1.
    package init(from decoder: any Decoder) throws {
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
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
