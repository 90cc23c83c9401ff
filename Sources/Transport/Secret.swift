/// A token or a resume token: text that no output, log, file or error may show.
///
/// Printing it in any way, `dump` and string interpolation included, gives a placeholder; the text is read with
/// `revealed` only, which is easy to search for.
package struct Secret: Sendable, Hashable {
    /// The text itself; for the one place that puts it on the wire.
    package let revealed: String

    /// A secret from its text, which is taken as it is.
    package init(_ text: String) {
        revealed = text
    }

    /// Whether it can stand in a header field: at least one character, and nothing but visible ASCII.
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
    /// Nothing to look into.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
