import TerminalText

/// The part of a source line that is shown under a diagnostic, and what stands under it.
struct Snippet {
    /// `file:line:column`, or a label.
    var location: String

    /// The line's number; empty where there is no line to show.
    var lineNumber = ""

    /// The line, escaped and cut; nil where there is none to show.
    var source: String?

    /// What takes as many columns as the source before the caret, tabs repeated.
    var padding = ""

    /// Carets or dashes, with the label.
    var underline = ""

    init(_ place: Diagnostic.Place, marker: String, label: String?, width: Int, secretKeys: [String]) {
        switch place {
        case .label(let text):
            location = escapedForTerminal(text) + (label.map { ": " + $0 } ?? "")
        case .file(let file, _) where !file.hasLines:
            location = escapedForTerminal(file.name) + (label.map { ": " + $0 } ?? "")
        case .file(let file, let range):
            location = "\(escapedForTerminal(file.name)):\(range.start.line):\(range.start.column)"
            guard let line = file.byteRange(ofLine: range.start.line) else { return }
            lineNumber = String(range.start.line)
            let window = Window(file.bytes, line: line, from: range.start.offset, to: range.end.offset, width: width)
            let secret = secretRange(in: file.bytes, line: line, shown: window.shown, keys: secretKeys)
            let parts = window.parts(file.bytes, hiding: secret)
            source = parts.source
            padding = parts.padding
            underline = String(repeating: marker, count: max(parts.marked, 1)) + (label.map { " " + $0 } ?? "")
        }
    }
}

/// The bytes of a line that are shown: all of it, or what fits around the marked part.
///
/// Never reads more of a line than it shows, so that a thousand diagnostics in one long line stay cheap.
private struct Window {
    var shown: Range<Int>
    var marked: Range<Int>
    var isCutBefore: Bool
    var isCutBehind: Bool

    init(_ bytes: [UInt8], line: Range<Int>, from: Int, to: Int, width: Int) {
        let from = min(max(from, line.lowerBound), line.upperBound)
        let to = min(max(to, from), line.upperBound)
        var end = from
        var room = width * 2 / 3
        while end < line.upperBound, room > 0 {
            let cell = Cell(bytes, at: end, in: line)
            room -= cell.width
            end += cell.length
        }
        var start = from
        room += width - width * 2 / 3
        while start > line.lowerBound, room > 0 {
            var before = start - 1
            while before > line.lowerBound, start - before < 4, bytes[before] & 0xC0 == 0x80 { before -= 1 }
            if Cell(bytes, at: before, in: line).length != start - before { before = start - 1 }
            room -= Cell(bytes, at: before, in: line).width
            start = before
        }
        while end < line.upperBound, room > 0 {
            let cell = Cell(bytes, at: end, in: line)
            room -= cell.width
            end += cell.length
        }
        shown = start..<end
        marked = from..<min(to, end)
        isCutBefore = start > line.lowerBound
        isCutBehind = end < line.upperBound
    }

    /// The text to show, what stands under its unmarked beginning, and the columns of the marked part.
    func parts(_ bytes: [UInt8], hiding secret: Range<Int>?) -> (source: String, padding: String, marked: Int) {
        var source = isCutBefore ? "…" : ""
        var padding = isCutBefore ? " " : ""
        var columns = 0
        var pending = 0
        var offset = shown.lowerBound
        var isHidden = false
        while offset < shown.upperBound {
            var cell = Cell(bytes, at: offset, in: shown)
            if let secret, secret.contains(offset) {
                cell.text = isHidden ? "" : "***"
                cell.width = isHidden ? 0 : 3
                isHidden = true
            }
            source += cell.text
            if offset < marked.lowerBound {
                padding += cell.text == "\t" ? "\t" : String(repeating: " ", count: cell.width)
            } else if offset < marked.upperBound {
                // White space at the end of the marked part is not underlined.
                pending += cell.width
                if cell.text != " ", cell.text != "\t" {
                    columns += pending
                    pending = 0
                }
            }
            offset += cell.length
        }
        return (source + (isCutBehind ? "…" : ""), padding, columns)
    }
}

/// One scalar of a line, or one byte that belongs to none.
private struct Cell {
    var text: String
    var width: Int
    var length: Int

    init(_ bytes: [UInt8], at offset: Int, in range: Range<Int>) {
        var iterator = bytes[offset..<min(offset + 4, range.upperBound)].makeIterator()
        var decoder = UTF8()
        switch decoder.decode(&iterator) {
        case .scalarValue("\t"):
            (text, width, length) = ("\t", 1, 1)
        case .scalarValue(let scalar):
            length = UTF8.width(scalar)
            if let escape = escape(for: scalar) {
                (text, width) = (escape, escape.utf8.count)
            } else {
                (text, width) = (String(scalar), displayWidth(of: scalar))
            }
        case .error, .emptyInput:
            let digits = String(bytes[offset], radix: 16)
            text = "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
            (width, length) = (4, 1)
        }
    }
}
