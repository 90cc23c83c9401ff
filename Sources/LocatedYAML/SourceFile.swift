/// A text that diagnostics can point into: a file, or a value given on the command line.
///
/// Immutable and shared by reference, so that a node can carry it and a tree may mix nodes of several files.
package final class SourceFile: Sendable {
    /// What is shown after `-->`: the path as the user gave it, or the argument with its value shortened.
    package let name: String

    /// The bytes as they were read, a byte-order mark included.
    package let bytes: [UInt8]

    /// False for a value from the command line: diagnostics then show `name` alone, without line and snippet.
    package let hasLines: Bool

    /// Byte offsets at which the lines start; never empty.
    let lineStarts: [Int]

    /// The byte offset of every 64th scalar, so that a mark becomes an offset without a walk over the whole line.
    let checkpoints: [Int]

    /// Whether byte offsets and scalar indices are the same.
    private let isASCII: Bool

    /// The bytes of a UTF-8 byte-order mark at the start: 3 or 0.
    let markLength: Int

    /// A file, read by the caller; `bytes` need not be valid UTF-8, parsing reports where they are not.
    package convenience init(name: String, bytes: [UInt8]) {
        self.init(name: name, bytes: bytes, hasLines: true)
    }

    /// A value from the command line; `label` is what diagnostics show for it, such as `--set since=…`.
    package convenience init(argument label: String, value: String) {
        self.init(name: label, bytes: Array(value.utf8), hasLines: false)
    }

    private init(name: String, bytes: [UInt8], hasLines: Bool) {
        self.name = name
        self.bytes = bytes
        self.hasLines = hasLines
        markLength = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        isASCII = bytes.allSatisfy { $0 < 0x80 }
        (lineStarts, checkpoints) = Self.index(bytes, from: markLength)
    }

    /// The number of lines, at least 1; lines end at LF, CR LF or CR.
    package var lineCount: Int { lineStarts.count }

    /// The offsets of a line's bytes without its line break, or nil if there is no such line (the first is 1).
    package func byteRange(ofLine line: Int) -> Range<Int>? {
        guard line >= 1, line <= lineStarts.count else { return nil }
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] : bytes.count
        if end > start, line < lineStarts.count {
            end -= 1
            if bytes[end] == UInt8(ascii: "\n"), end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        }
        return start..<end
    }

    /// The text of a line without its line break; bytes that are not UTF-8 become U+FFFD.
    package func text(ofLine line: Int) -> String? {
        byteRange(ofLine: line).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// The place of a byte; an offset outside the file is moved to its nearest end.
    package func position(ofOffset offset: Int) -> SourcePosition {
        let offset = min(max(offset, markLength), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let column = scalarIndex(ofOffset: offset) - scalarIndex(ofOffset: lineStarts[low]) + 1
        return SourcePosition(line: low + 1, column: column, offset: offset)
    }

    /// The byte offset of the scalar with this index, counted from 0 after a byte-order mark.
    func offset(ofScalar index: Int) -> Int {
        guard index >= 0 else { return markLength }
        if isASCII { return min(index, bytes.count) }
        guard index / Self.stride < checkpoints.count else { return bytes.count }
        var offset = checkpoints[index / Self.stride]
        var left = index % Self.stride
        while left > 0, offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            left -= 1
        }
        return offset
    }

    private func scalarIndex(ofOffset offset: Int) -> Int {
        if isASCII { return offset }
        var low = 0
        var high = checkpoints.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if checkpoints[middle] <= offset { low = middle } else { high = middle }
        }
        var index = low * Self.stride
        var at = checkpoints[low]
        while at < offset {
            at += 1
            while at < offset, bytes[at] & 0xC0 == 0x80 { at += 1 }
            index += 1
        }
        return index
    }

    private static let stride = 64

    private static func index(_ bytes: [UInt8], from start: Int) -> (lines: [Int], checkpoints: [Int]) {
        bytes.withUnsafeBufferPointer { bytes in
            var lines = [start]
            var checkpoints = [start]
            var scalars = 0
            var offset = start
            while offset < bytes.count {
                let byte = bytes[offset]
                if byte & 0xC0 != 0x80 || offset == start {
                    if scalars > 0, scalars % stride == 0 { checkpoints.append(offset) }
                    scalars += 1
                }
                offset += 1
                if byte == UInt8(ascii: "\n")
                    || byte == UInt8(ascii: "\r") && (offset == bytes.count || bytes[offset] != UInt8(ascii: "\n"))
                {
                    lines.append(offset)
                }
            }
            return (lines, checkpoints)
        }
    }
}

extension SourceFile: Equatable {
    /// Equal when name and bytes are.
    package static func == (left: SourceFile, right: SourceFile) -> Bool {
        left === right || (left.name == right.name && left.hasLines == right.hasLines && left.bytes == right.bytes)
    }
}
