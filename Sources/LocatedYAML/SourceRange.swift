/// A place between two characters of a `SourceFile`.
package struct SourcePosition: Sendable, Hashable, Comparable {
    /// The line, counted from 1.
    package var line: Int

    /// The column, counted from 1 in Unicode scalars; a byte-order mark does not count.
    package var column: Int

    /// The byte offset from the start of the file, counted from 0.
    package var offset: Int

    /// The caller vouches that the three agree.
    package init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// Before a file's first character.
    package static let start = SourcePosition(line: 1, column: 1, offset: 0)

    /// Ordered by offset.
    package static func < (left: SourcePosition, right: SourcePosition) -> Bool { left.offset < right.offset }
}

/// A part of a `SourceFile`; may be empty, a caret is then shown at its start.
package struct SourceRange: Sendable, Hashable {
    /// Where it starts.
    package var start: SourcePosition

    /// Where it ends; not included.
    package var end: SourcePosition

    /// `end` must not lie before `start`.
    package init(start: SourcePosition, end: SourcePosition) {
        self.start = start
        self.end = end
    }
}
