/// What is accepted of JSON text that anybody may have written, so that no text can exhaust the stack or the memory.
package enum JSONBounds {
    /// How many arrays and objects may be inside each other.
    package static let depth = 128
    /// How many keys the objects that are not closed yet may have in all, where only that is kept of a text: at most 24 MB.
    package static let openKeys = 1_000_000
    /// How many values are kept of one text, unless the caller sets a smaller bound.
    package static let values = 1_000_000
}
