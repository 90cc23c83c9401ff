internal import JSONText

extension JSONTree {
    /// The id of a job, as a string or a whole number.
    var jobID: JobID? {
        switch self {
        case .string(let text): JobID(validating: text)
        case .number(let digits) where digits.utf8.allSatisfy { (0x30...0x39).contains($0) }: JobID(validating: digits)
        case .number, .bool, .array, .object, .null: nil
        }
    }

    /// The id of a recipe, as a number or a string.
    var recipeID: RecipeID? { textOrNumber.flatMap { RecipeID($0) } }

    /// An ISO 8601 time.
    var timestamp: Timestamp? { text.flatMap(Timestamp.init(iso8601:)) }
}
