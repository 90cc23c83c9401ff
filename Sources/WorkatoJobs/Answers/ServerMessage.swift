/// What the server said in words, made safe to show: no control characters, at most 500 characters.
package struct ServerMessage: Sendable, Hashable {
    /// The words; empty where the answer had none.
    package var text: String
    /// What support asks for: `id` of the body, or the request id of the header; nil for none.
    package var id: String?

    /// A message from its parts, which are taken as they are.
    package init(text: String, id: String? = nil) {
        self.text = text
        self.id = id
    }

    /// No text is longer than this, in Unicode scalars.
    package static let longest = 500
}

extension ServerMessage: CustomStringConvertible {
    /// The words, and the id in parentheses.
    package var description: String { id.map { "\(text) (id \($0))" } ?? text }
}
