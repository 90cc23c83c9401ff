/// Causes that come before the place where libyaml reports an error: a comment that cuts off a text, a character that
/// only looks like a space.
extension SyntaxError {
    /// Points at the cause if there is one.
    func explain(_ diagnostic: inout Diagnostic) {
        if let space = notASpace {
            let noticed = diagnostic.place.map { [Diagnostic.Secondary(diagnostic.message, at: $0)] } ?? []
            diagnostic = .notASpace(at: space, in: file)
            diagnostic.secondary = noticed
        } else if let comment = cuttingComment {
            diagnostic.secondary.append(.init("a comment starts here", at: .file(file, comment)))
            diagnostic.help = "put a text with ' #' in it in single quotes: ' #' starts a comment"
        }
    }

    // MARK: spaces

    /// A character near the place that only looks like a space, in a position where YAML needs one; nil if there is
    /// none.
    private var notASpace: SourceRange? {
        let lines = Set([context?.start.line ?? mark.line, mark.line - 1, mark.line]).sorted()
        return lines.lazy.compactMap { notASpace(inLine: $0) }.first
    }

    /// In the indentation, after `:`, `-`, `,` or an opening bracket, or before a comment.
    private func notASpace(inLine number: Int) -> SourceRange? {
        guard let line = file.byteRange(ofLine: number), line.count <= 10_000 else { return nil }
        var isSpaceExpected = true
        var start: Int?
        var offset = line.lowerBound
        for scalar in String(decoding: file.bytes[line], as: UTF8.self).unicodeScalars {
            let isLookalike = PastedCharacter.kind(of: scalar) == .space
            if let begun = start, !isLookalike {
                return SourceRange(start: file.position(ofOffset: begun), end: file.position(ofOffset: offset))
            }
            if isLookalike, isSpaceExpected { start = offset }
            switch scalar {
            case " ", "\t": break
            case ":", "-", ",", "[", "{": isSpaceExpected = true
            case "#" where isSpaceExpected: return nil
            default: isSpaceExpected = false
            }
            offset += UTF8.width(scalar)
        }
        guard let start else { return nil }
        return SourceRange(start: file.position(ofOffset: start), end: file.position(ofOffset: line.upperBound))
    }

    // MARK: comments

    /// The comment that cuts off the rest of a plain text, so that an open bracket stays open; nil if there is none.
    private var cuttingComment: SourceRange? {
        guard let context else { return nil }
        if context.text.contains("flow") { return cuttingComment(from: context.start) }
        // A text that continues in the line below its comment.
        switch problem {
        case "could not find expected ':'": return cuttingComment(inLine: context.start.line - 1)
        case "did not find expected key":
            let line = file.byteRange(ofLine: mark.line) ?? 0..<0
            return file.bytes[line].contains(UInt8(ascii: ":")) ? nil : cuttingComment(inLine: mark.line - 1)
        default: return nil
        }
    }

    /// The first comment within brackets that directly follows a plain text.
    private func cuttingComment(from start: SourcePosition) -> SourceRange? {
        let last = min(file.lineCount, max(mark.line, start.line), start.line + 1000)
        return (start.line...last).lazy.compactMap { number in
            let from = number == start.line ? start.offset : 0
            return cuttingComment(inLine: number, from: from)
        }.first
    }

    private func cuttingComment(inLine number: Int, from start: Int = 0) -> SourceRange? {
        guard let line = file.byteRange(ofLine: number) else { return nil }
        var quote: UInt8?
        var last: UInt8 = 0x20
        var lastVisible: UInt8 = 0
        for offset in max(line.lowerBound, start)..<max(line.upperBound, start) {
            let byte = file.bytes[offset]
            let isBlank = last == 0x20 || last == 0x09
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\""),
                isBlank || Self.opens.contains(lastVisible)
            {
                quote = byte
            } else if byte == UInt8(ascii: "#"), isBlank {
                // After a bracket, a comma or a quote, it ends no text.
                guard lastVisible != 0, !Self.closes.contains(lastVisible) else { return nil }
                return SourceRange(
                    start: file.position(ofOffset: offset),
                    end: file.position(ofOffset: line.upperBound)
                )
            }
            last = byte
            if byte != 0x20, byte != 0x09 { lastVisible = byte }
        }
        return nil
    }

    private static let opens = Set(":,[{-".utf8)
    private static let closes = Set(",[]{}:'\"".utf8)
}

extension Diagnostic {
    /// Characters that look like a space but are none to YAML.
    static func notASpace(at range: SourceRange, in file: SourceFile) -> Diagnostic {
        let text = String(decoding: file.bytes[range.start.offset..<range.end.offset], as: UTF8.self)
        let scalar = text.unicodeScalars.first ?? " "
        let kind = PastedCharacter.kind(of: scalar) ?? .space
        return .error(
            "\(PastedCharacter.name(of: scalar)) is not a space in YAML",
            at: .file(file, range),
            help: PastedCharacter.mend(scalar, kind)
        )
    }
}
