/// What the server said in words, made safe to show: no control characters, at most 500 characters.
public struct ServerMessage: Sendable, Hashable {
    /// The words; empty where the answer had none.
    public var text: String
    /// What support asks for: `id` of the body, or the request id of the header; nil for none.
    public var id: String?

    /// A message from its parts, which are taken as they are.
    public init(text: String, id: String? = nil) {
        self.text = text
        self.id = id
    }

    /// No text is longer than this, in Unicode scalars.
    public static let longest = 500
}

extension ServerMessage: CustomStringConvertible {
    /// The words, and the id in parentheses.
    public var description: String { id.map { "\(text) (id \($0))" } ?? text }
}
