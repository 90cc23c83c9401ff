/// Warnings about texts that are valid YAML, and probably not the text that was meant.
extension Node {
    /// The purpose of a text, which decides what is worth a warning.
    package enum TextRole: Sendable {
        /// It is compared: a cut or a wrong character selects other jobs.
        case condition
        /// It is shown, and people type it.
        case name
        /// It is read by people.
        case prose
    }

    /// Warns if YAML cuts the text at ` #`, if typographic quotes are part of it, and if it holds a space or an
    /// invisible character that is not what it looks like; for prose, only about the cut.
    ///
    /// The spelling counts: an escape or explicit quotes show that a character is meant. The value of an input is
    /// checked in the place where it was given.
    package func warnAboutPaste(as name: String, _ role: TextRole, _ diagnostics: inout Diagnostics) {
        guard let scalar, !scalar.isNull, !isInvalid else { return }
        warnAboutCut(scalar, as: name, role, &diagnostics)
        if case .prose = role { return }
        warnAboutQuotes(scalar, as: name, &diagnostics)
        warnAboutLookalikes(as: name, &diagnostics)
    }

    /// The comment that ends the line of a plain text; nil if there is none.
    package var trailingComment: SourceRange? {
        guard let scalar, scalar.style == .plain, !scalar.text.isEmpty, file.hasLines,
            let line = file.byteRange(ofLine: range.end.line)
        else { return nil }
        var start = range.end.offset
        while start < line.upperBound, isBlank(file.bytes[start]) { start += 1 }
        guard start > range.end.offset, start < line.upperBound, file.bytes[start] == UInt8(ascii: "#") else {
            return nil
        }
        var end = line.upperBound
        while end > start, isBlank(file.bytes[end - 1]) { end -= 1 }
        return SourceRange(start: file.position(ofOffset: start), end: file.position(ofOffset: end))
    }

    private func warnAboutCut(
        _ scalar: Scalar,
        as name: String,
        _ role: TextRole,
        _ diagnostics: inout Diagnostics
    ) {
        guard let comment = trailingComment, !isMeant(comment, role) else { return }
        let text = String(decoding: file.bytes[comment.start.offset..<comment.end.offset], as: UTF8.self)
        var help = "if it belongs to the text, write the text in single quotes"
        let line = file.bytes[range.start.offset..<comment.end.offset]
        if range.start.line == range.end.line, !line.contains(UInt8(ascii: "'")) {
            let whole = String(decoding: line, as: UTF8.self)
            if shortened(whole) == whole { help = "if it belongs to the text, write '\(whole)' in single quotes" }
        }
        diagnostics.append(
            .warning(
                "'\(name)' is read as \(found); '\(shortened(text))' is a comment",
                at: .file(file, comment),
                help: help
            )
        )
    }

    /// Whether a comment can be distinguished from a piece of the text that was cut off: `# with a space`, and in a
    /// condition, which a cut makes wider, also set off by two spaces or a tab.
    private func isMeant(_ comment: SourceRange, _ role: TextRole) -> Bool {
        let inside = file.bytes[comment.start.offset + 1..<comment.end.offset]
        guard let first = inside.first else { return true }
        guard isBlank(first) else { return false }
        guard case .condition = role else { return true }
        let before = file.bytes[range.end.offset..<comment.start.offset]
        return before.count > 1 || before.contains(UInt8(ascii: "\t"))
    }

    private func warnAboutQuotes(_ scalar: Scalar, as name: String, _ diagnostics: inout Diagnostics) {
        // A value of the command line has no quotes of its own: the shell has taken them.
        guard scalar.style == .plain || !file.hasLines, let quote = straySurroundingQuote(scalar.text) else { return }
        diagnostics.warning(
            "\(PastedCharacter.name(of: quote)) is part of the text of '\(name)'",
            at: self,
            help: "quote with ' or \"; if it is intended, put the whole text in single quotes"
        )
    }

    /// The typographic quote that a text begins or ends with, as if YAML knew it; nil if it seems to be part of a
    /// sentence.
    private func straySurroundingQuote(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return nil }
        func isQuote(_ scalar: Unicode.Scalar) -> Bool { PastedCharacter.kind(of: scalar) == .quote }
        if isQuote(first) {
            let closes = isQuote(last) || last == "\"" || last == "'"
            return closes || !scalars.dropFirst().contains(where: isQuote) ? first : nil
        }
        // What is left of a quoted text that YAML has split at a comma; `’` alone is an apostrophe.
        return isQuote(last) && last != "\u{2019}" && !scalars.dropLast().contains(where: isQuote) ? last : nil
    }

    private func warnAboutLookalikes(as name: String, _ diagnostics: inout Diagnostics) {
        let written = file.bytes[range.start.offset..<range.end.offset]
        guard written.contains(where: { $0 >= 0x80 }) else { return }
        let text = String(decoding: written, as: UTF8.self)
        guard let (scalar, kind, index) = PastedCharacter.first(in: text.unicodeScalars, .space, .invisible) else {
            return
        }
        let before = text.unicodeScalars.prefix(index).reduce(0) { $0 + UTF8.width($1) }
        let start = range.start.offset + before
        let place = SourceRange(
            start: file.position(ofOffset: start),
            end: file.position(ofOffset: start + UTF8.width(scalar))
        )
        diagnostics.append(
            .warning(
                "'\(name)' has \(PastedCharacter.name(of: scalar)) in its text",
                at: .file(file, place),
                help:
                    "\(PastedCharacter.mend(scalar, kind)); if it is intended, write \(PastedCharacter.escape(of: scalar))"
                    + " in double quotes"
            )
        )
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
