/// The server's message, made safe to show: no control characters, at most 500 characters.
package struct ServerMessage: Sendable, Hashable {
    /// The text; empty if the answer had none.
    package var text: String
    /// The id that Workato's support asks for: `id` of the body, or the request id of the header; nil for none.
    package var id: String?

    /// A message from its parts, which are not changed.
    package init(text: String, id: String? = nil) {
        self.text = text
        self.id = id
    }

    /// The longest text, in Unicode scalars.
    package static let longest = 500
}

extension ServerMessage: CustomStringConvertible {
    /// The text, and the id in parentheses.
    package var description: String { id.map { "\(text) (id \($0))" } ?? text }
}
