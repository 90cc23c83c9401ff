import FoundationEssentials

extension DecodingError {
    /// What is wrong with a JSON object, in words of the file and not of this program.
    enum Problem: Hashable {
        /// It is not JSON.
        case notJSON
        /// A member that has to be there is not.
        case missing(key: String)
        /// A member is not what it has to be.
        case wrong(key: String, expected: String)
    }

    /// The member, as a path with dots, and what is wrong with it.
    var problem: Problem {
        switch self {
        case .keyNotFound(let key, let context): return .missing(key: Self.path(context.codingPath + [key]))
        case .valueNotFound(_, let context): return .missing(key: Self.path(context.codingPath))
        case .typeMismatch(let type, let context):
            return .wrong(key: Self.path(context.codingPath), expected: Self.words(for: type))
        case .dataCorrupted(let context):
            guard !context.codingPath.isEmpty else { return .notJSON }
            return .wrong(key: Self.path(context.codingPath), expected: Self.words(context.debugDescription))
        @unknown default: return .notJSON
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }

    private static func words(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "text"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is [Any].Type: "a list"
        case is [String: Any].Type: "an object"
        default: "a value of another kind"
        }
    }

    /// Redrive's own decoders say what is expected and start in lower case; Foundation's texts name Swift types.
    private static func words(_ description: String) -> String {
        guard let first = description.unicodeScalars.first, ("a"..."z").contains(first) else {
            return "a value that this version of Redrive knows"
        }
        return description
    }
}
