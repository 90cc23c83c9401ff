/// A piece of a YAML document that knows its place.
///
/// Aliases are expanded: an alias has its own range and the children of its anchor, with their ranges.
package struct Node: Sendable {
    /// What a node is.
    package enum Kind: Sendable {
        /// Text; the key that it is the value of decides what it means.
        case scalar(Scalar)
        /// A list.
        case sequence([Node])
        /// Entries in the order of the file; keys are scalars and differ.
        case mapping([Entry])
    }

    /// A key and its value.
    package struct Entry: Sendable {
        /// Always a scalar in a parsed document.
        package var key: Node

        /// The value; an empty scalar if none is written.
        package var value: Node

        /// The key's text; empty if the key is no scalar.
        package var name: String { key.scalar?.text ?? "" }

        /// Pairs a key with its value.
        package init(key: Node, value: Node) {
            self.key = key
            self.value = value
        }
    }

    /// What it is, with its children.
    package var kind: Kind

    /// Its place in `file`, quotes and brackets included.
    package var range: SourceRange

    /// The file that `range` refers to.
    package var file: SourceFile

    /// Whether parsing has already reported an error about this node: decoding returns nil and reports nothing more.
    package var isInvalid = false

    /// Whether parsing has refused an entry of this mapping: a missing required key is then not reported.
    package var isIncomplete = false

    /// Makes a node; `YAMLDocument.parse` is the usual source.
    package init(_ kind: Kind, range: SourceRange, file: SourceFile) {
        self.kind = kind
        self.range = range
        self.file = file
    }

    /// A scalar node that covers a whole text, for values from the command line; it is plain, so `null` and `~` are
    /// null.
    package init(argument label: String, value: String) {
        let file = SourceFile(argument: label, value: value)
        self.init(
            .scalar(Scalar(text: value, style: .plain)),
            range: SourceRange(start: .start, end: file.position(ofOffset: file.bytes.count)),
            file: file
        )
    }

    /// The scalar, or nil for a list or mapping.
    package var scalar: Scalar? {
        if case .scalar(let scalar) = kind { scalar } else { nil }
    }

    /// True for a plain `null`, `Null`, `NULL`, `~` or nothing at all.
    package var isNull: Bool { scalar?.isNull ?? false }

    /// Where diagnostics about this node point.
    package var place: Diagnostic.Place { .file(file, range) }

    /// The value of a mapping's key, or nil if there is none or this is no mapping; linear in the entries.
    package subscript(key: String) -> Node? {
        guard case .mapping(let entries) = kind else { return nil }
        return entries.first { $0.name == key }?.value
    }
}

/// The text of a scalar and how it was written.
package struct Scalar: Sendable, Equatable {
    /// How a scalar is written.
    package enum Style: Sendable, Equatable {
        /// Without quotes.
        case plain
        /// In `'…'`.
        case singleQuoted
        /// In `"…"`.
        case doubleQuoted
        /// After `|`.
        case literal
        /// After `>`.
        case folded
    }

    /// The text, escapes and folding resolved; may hold any scalar that was escaped, NUL included.
    package var text: String

    /// How it was written; a scalar tagged `!!str` counts as quoted.
    package var style: Style

    /// Pairs a text with its style.
    package init(text: String, style: Style) {
        self.text = text
        self.style = style
    }

    /// True for a plain `null`, `Null`, `NULL`, `~` or nothing at all.
    package var isNull: Bool {
        guard style == .plain else { return false }
        return switch text {
        case "", "~", "null", "Null", "NULL": true
        default: false
        }
    }
}
