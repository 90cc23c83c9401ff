/// What libyaml could not read, in words of our own: the text in that place, and how to fix it if that is clear.
struct SyntaxError {
    /// What libyaml says.
    let problem: String
    /// Where libyaml noticed it.
    let mark: SourcePosition
    /// What libyaml was reading, and where it starts.
    let context: (text: String, start: SourcePosition)?
    /// The file.
    let file: SourceFile

    /// `problem` and `context` are libyaml 0.2.5's texts; one that is not known here is shown as it is.
    init(problem: String, at mark: SourcePosition, context: (text: String, start: SourcePosition)?, in file: SourceFile)
    {
        self.problem = problem
        self.mark = mark
        self.context = context
        self.file = file
    }

    private static let quote = "put a value with any of [ ] { } , in it in single quotes"

    /// The one diagnostic that ends the reading.
    var unreadable: Unreadable {
        var unreadable = observed
        explain(&unreadable.diagnostic)
        return unreadable
    }

    private var observed: Unreadable {
        switch problem {
        case "found unknown escape character":
            let range = range(at: mark, bytes: 2)
            return Unreadable(
                "'\(text(range))' is not an escape in double quotes",
                at: range,
                in: file,
                help: "use single quotes: in them a backslash is a plain character"
            )
        case "did not find expected hexdecimal number", "found invalid Unicode character escape code":
            return error(
                "this escape does not name a character",
                help: "use single quotes: in them a backslash is a plain character"
            )
        case "found unexpected end of stream":
            return errorAtContext("this quote is never closed")
        case "found unexpected document indicator":
            return errorAtContext("this quote is not closed before a document marker")
        case "did not find expected ',' or ']'": return flow("list", closing: "]")
        case "did not find expected ',' or '}'": return flow("mapping", closing: "}")
        case "mapping values are not allowed in this context": return strayColon
        case "could not find expected ':'":
            guard let context else { return error("a ':' is expected here") }
            return Unreadable("a ':' is expected after this key", at: restOfLine(context.start), in: file)
        case "found character that cannot start any token": return strayCharacter
        case "found a tab character where an indentation space is expected",
            "found a tab character that violates indentation":
            return error("indentation must be spaces; this is a tab", help: "indent with spaces")
        case "block sequence entries are not allowed in this context":
            return error("a list entry cannot start here", help: "start a line of its own with '- '")
        case "mapping keys are not allowed in this context":
            return error("a key cannot start here")
        case "did not find expected key":
            return startingAbove(
                misplaced(
                    "a key is expected here",
                    otherwise: keyHelp("indent this line like the keys that it belongs to")
                ),
                "mapping"
            )
        case "did not find expected '-' indicator":
            return startingAbove(
                misplaced(
                    "a list entry ('- ') is expected here",
                    otherwise: keyHelp("if this belongs to the list entry above, indent it further")
                ),
                "list"
            )
        case "did not find expected <document start>":
            return misplaced("a second YAML document starts here; a file must be a single document")
        case "did not find expected node content":
            return byte(at: mark.offset) == nil
                ? error("the file ends before everything is closed") : misplaced("a value is expected here")
        case "did not find expected alphabetic or numeric character",
            "did not find expected whitespace or line break", "did not find expected tag URI",
            "found undefined tag handle":
            return badIndicator
        case "found incompatible YAML document":
            return error("the YAML version must be 1.1 or 1.2")
        default:
            let whole = context.map { "\(problem) \($0.text)" } ?? problem
            return error("this is not YAML: \(whole)")
        }
    }

    // MARK: cases

    private func flow(_ construct: String, closing: String) -> Unreadable {
        guard let character = byte(at: mark.offset) else {
            return errorAtContext("this \(construct) is never closed with '\(closing)'")
        }
        let message = "',' or '\(closing)' is expected here"
        switch character {
        case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
            return error(message, help: Self.quote)
        default:
            return startingAbove(error(message, help: afterBracketHelp), construct)
        }
    }

    /// Shows where a list or mapping starts if that is on another line.
    private func startingAbove(_ unreadable: Unreadable, _ construct: String) -> Unreadable {
        guard let start = context?.start, start.line < mark.line else { return unreadable }
        var unreadable = unreadable
        let place = Diagnostic.Place.file(file, range(at: start, bytes: 1))
        unreadable.diagnostic.secondary = [.init("the \(construct) starts here", at: place)]
        return unreadable
    }

    private var strayColon: Unreadable {
        let line = file.byteRange(ofLine: mark.line) ?? mark.offset..<mark.offset
        let before = file.bytes[line.lowerBound..<max(line.lowerBound, min(mark.offset, line.upperBound))]
        let hasColon = zip(before, before.dropFirst()).contains {
            $0 == UInt8(ascii: ":") && $1 == UInt8(ascii: " ")
        }
        return error(
            "a second ':' is not expected here",
            help: hasColon
                ? "put a text with ': ' in it in single quotes"
                : "if this is a key of its own, indent it like the line above",
            otherwise: hasColon ? nil : "a key cannot start here; the text of the line above continues"
        )
    }

    private var strayCharacter: Unreadable {
        let range = range(at: mark, bytes: 1)
        if byte(at: mark.offset) == UInt8(ascii: "\t") {
            return error("indentation must be spaces; this is a tab", help: "indent with spaces")
        }
        return Unreadable(
            "a value cannot start with '\(text(range))'",
            at: range,
            in: file,
            help: "put a value that starts with '\(text(range))' in single quotes"
        )
    }

    /// `*.csv`, `&`, `!(a|b)`: a value that starts like an alias, an anchor or a tag.
    private var badIndicator: Unreadable {
        guard let context, let first = byte(at: context.start.offset) else { return error("a name is expected here") }
        let kind: (indicator: String, name: String)? =
            switch first {
            case UInt8(ascii: "*"): ("*", "an alias")
            case UInt8(ascii: "&"): ("&", "an anchor")
            case UInt8(ascii: "!"): ("!", "a tag")
            default: nil
            }
        guard let kind else { return error("a name is expected here") }
        return Unreadable(
            "'\(kind.indicator)' starts \(kind.name), and this is not one",
            at: restOfLine(context.start),
            in: file,
            help: "put a value that starts with '\(kind.indicator)' in single quotes"
        )
    }

    /// Text that the structure has no place for; often the rest of a value that starts with a bracket.
    private func misplaced(_ message: String, otherwise help: String? = nil) -> Unreadable {
        switch byte(at: mark.offset) {
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            let range = range(at: mark, bytes: 1)
            return Unreadable("this '\(text(range))' closes nothing", at: range, in: file, help: Self.quote)
        case UInt8(ascii: ":") where afterBracketHelp == nil:
            return error("a key is missing before ':'")
        default:
            return error(message, help: afterBracketHelp ?? help)
        }
    }

    /// The help, if the line goes on with a key; its indentation is then what is wrong.
    private func keyHelp(_ help: String) -> String? {
        let line = file.bytes[restOfLine(mark).start.offset..<restOfLine(mark).end.offset]
        let key = line.prefix { $0 == UInt8(ascii: "_") || ("a"..."z").contains(Unicode.Scalar($0)) }
        return !key.isEmpty && line.dropFirst(key.count).first == UInt8(ascii: ":") ? help : nil
    }

    /// `[0-9]+` and `"a"b` end before their writer meant them to.
    private var afterBracketHelp: String? {
        guard mark.offset > 0 else { return nil }
        let before = file.bytes[mark.offset - 1]
        if byte(at: mark.offset) == UInt8(ascii: ":") {
            let isQuote = before == UInt8(ascii: "\"") || before == UInt8(ascii: "'")
            return isQuote ? "put a space after the ':' of a key" : nil
        }
        return switch before {
        case UInt8(ascii: "]"), UInt8(ascii: "}"): Self.quote
        case UInt8(ascii: "\""): "put a value with double quotes in it in single quotes"
        case UInt8(ascii: "'"): "write a single quote inside single quotes twice"
        default: nil
        }
    }

    // MARK: places

    private func error(_ message: String, help: String? = nil, otherwise: String? = nil) -> Unreadable {
        Unreadable(otherwise ?? message, at: range(at: mark, bytes: 1), in: file, help: help)
    }

    private func errorAtContext(_ message: String) -> Unreadable {
        Unreadable(message, at: range(at: context?.start ?? mark, bytes: 1), in: file)
    }

    /// From a place over this many bytes, whole scalars, not beyond the line.
    private func range(at start: SourcePosition, bytes: Int) -> SourceRange {
        let line = file.byteRange(ofLine: start.line) ?? start.offset..<start.offset
        var end = min(start.offset + bytes, line.upperBound)
        while end < line.upperBound, file.bytes[end] & 0xC0 == 0x80 { end += 1 }
        return SourceRange(start: start, end: file.position(ofOffset: max(start.offset, end)))
    }

    private func restOfLine(_ start: SourcePosition) -> SourceRange {
        let end = file.byteRange(ofLine: start.line)?.upperBound ?? start.offset
        return SourceRange(start: start, end: file.position(ofOffset: max(start.offset, end)))
    }

    private func text(_ range: SourceRange) -> String {
        String(decoding: file.bytes[range.start.offset..<range.end.offset], as: UTF8.self)
    }

    private func byte(at offset: Int) -> UInt8? {
        offset < file.bytes.count ? file.bytes[offset] : nil
    }
}
