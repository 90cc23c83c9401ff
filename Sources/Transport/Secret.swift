/// A token or a resume token: text that no output, log, file or error may show.
///
/// Printing it in any way, including `dump` and string interpolation, gives a placeholder. Only `revealed` returns the
/// text, which is easy to search for.
package struct Secret: Sendable, Hashable {
    /// The text itself; for the one place that puts it on the wire.
    package let revealed: String

    /// A secret from its text, which is not changed.
    package init(_ text: String) {
        revealed = text
    }

    /// Whether it can be the value of a header field: at least one character, and nothing but visible ASCII.
    ///
    /// A token that fails this was copied wrongly (a line break, a typographic dash); it must not be sent.
    package var isHeaderSafe: Bool {
        !revealed.isEmpty && revealed.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A placeholder.
    package var description: String { "(secret)" }
    /// A placeholder.
    package var debugDescription: String { "(secret)" }
    /// An empty mirror, so that `dump` shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
