import TerminalText

/// One line of text for people.
///
/// Every text in it is escaped, so that no control sequence from a server or a file reaches the terminal; only styles become
/// control sequences.
struct Line: Sendable, Hashable {
    /// How a part of a line looks if colors are used; the raw value is the parameter of the control sequence.
    enum Style: String, Sendable, Hashable {
        case plain = ""
        case bold = "1"
        case dim = "2"
        case good = "32"
        case bad = "31"
        case caution = "33"
        case accent = "36"
    }

    /// A part of a line.
    struct Span: Sendable, Hashable {
        /// The text.
        var text: String
        /// How it looks.
        var style: Style
    }

    /// The parts, in order; their texts are escaped.
    private(set) var spans: [Span]

    /// An empty line.
    static let empty = Line(spans: [])

    init(spans: [Span]) {
        self.spans = spans.map { Span(text: escapedForTerminal($0.text), style: $0.style) }
    }

    /// A line of one text.
    init(_ text: String, _ style: Style = .plain) {
        self.init(spans: [Span(text: text, style: style)])
    }

    /// The columns that the line takes.
    var width: Int { spans.reduce(0) { $0 + displayWidth($1.text) } }

    /// Joins two lines into one.
    static func + (left: Line, right: Line) -> Line {
        var line = left
        for span in right.spans {
            if let last = line.spans.indices.last, line.spans[last].style == span.style {
                line.spans[last].text += span.text
            } else {
                line.spans.append(span)
            }
        }
        return line
    }

    /// The line as it is written to a terminal or a file, without a line break.
    func rendered(color: Bool) -> String {
        spans.map { span in
            guard color, span.style != .plain else { return span.text }
            return "\u{1b}[\(span.style.rawValue)m\(span.text)\u{1b}[0m"
        }.joined()
    }

    /// The line cut to a number of columns; an ellipsis replaces what is missing.
    func cut(to columns: Int) -> Line {
        guard width > columns else { return self }
        var result = Line.empty
        var left = max(columns - 1, 0)
        for span in spans {
            let text = span.text.prefix(columns: left)
            left -= displayWidth(text)
            result.spans.append(Span(text: text, style: span.style))
            if text.unicodeScalars.count < span.text.unicodeScalars.count { break }
        }
        result.spans.append(Span(text: "…", style: .plain))
        return result
    }

    /// The line filled up with spaces to a number of columns.
    func padded(to columns: Int) -> Line {
        let missing = columns - width
        return missing > 0 ? self + Line(String(repeating: " ", count: missing)) : self
    }

    /// The line broken at spaces into lines of at most a number of columns; a longer word gets a line of its own.
    ///
    /// - Parameter indent: how many spaces precede each line but the first.
    func wrapped(to columns: Int, indent: Int = 0) -> [Line] {
        guard width > columns else { return [self] }
        var lines: [Line] = []
        var line = Line.empty
        for word in words {
            let separator = line.spans.isEmpty || line.isBlank ? 0 : 1
            if !line.isBlank, line.width + separator + word.width > columns {
                lines.append(line)
                line = Line(String(repeating: " ", count: indent))
                line = line + word
            } else {
                let style = line.spans.last?.style == word.spans.first?.style ? line.spans.last?.style : nil
                line = separator == 1 ? line + Line(" ", style ?? .plain) + word : line + word
            }
        }
        lines.append(line)
        return lines
    }

    private var isBlank: Bool { spans.allSatisfy { $0.text.utf8.allSatisfy { $0 == UInt8(ascii: " ") } } }

    /// The words of the line; spaces at the beginning stay with the first word.
    private var words: [Line] {
        var words: [Line] = []
        var word = Line.empty
        for span in spans {
            for (index, part) in span.text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
                if index > 0 {
                    if word.isBlank {
                        word.spans.append(Span(text: " ", style: .plain))
                    } else {
                        words.append(word)
                        word = .empty
                    }
                }
                if !part.isEmpty { word.spans.append(Span(text: String(part), style: span.style)) }
            }
        }
        if !word.isBlank { words.append(word) }
        return words
    }
}

extension Line: ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { self.init(value) }

    init(stringInterpolation: StringInterpolation) { self = stringInterpolation.line }

    /// Collects the parts of a line.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var line = Line.empty

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { line = line + Line(literal) }
        }

        mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            line = line + Line(value.description)
        }

        mutating func appendInterpolation(_ value: some CustomStringConvertible, _ style: Style) {
            line = line + Line(value.description, style)
        }

        mutating func appendInterpolation(_ part: Line) { line = line + part }
    }
}

extension String {
    /// The longest prefix that fits into a number of columns.
    fileprivate func prefix(columns: Int) -> String {
        var left = columns
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let width = displayWidth(String(scalar))
            guard width <= left else { break }
            left -= width
            result.append(scalar)
        }
        return String(result)
    }
}

extension [Line] {
    /// The lines as one, with a separator between each two.
    func joined(by separator: String) -> Line {
        enumerated().reduce(Line.empty) { $1.offset == 0 ? $1.element : $0 + Line(separator) + $1.element }
    }
}
