internal import LocatedYAML

/// Notations of other tools for a value that is filled in: `${name}`, `$(name)`, `${{ name }}`, `{{ name }}`.
enum InputSyntax {
    /// The input that a whole text names in one of these notations; nil for other texts.
    static func name(in text: some StringProtocol) -> String? {
        var rest = Substring(text)
        let hasDollar = rest.first == "$"
        if hasDollar { rest.removeFirst() }
        for (open, close) in [("{{", "}}"), ("{", "}"), ("(", ")")] where rest.hasPrefix(open) && rest.hasSuffix(close)
        {
            guard hasDollar || open == "{{", rest.count > open.count + close.count else { return nil }
            var name = rest.dropFirst(open.count).dropLast(close.count).drop { $0 == " " }
            while name.last == " " { name.removeLast() }
            if name.hasPrefix("inputs.") { name = name.dropFirst("inputs.".count) }
            return InputDeclaration.isName(name) ? String(name) : nil
        }
        return nil
    }

    /// The input that is meant by braces that YAML has taken for a mapping, with an error that says so; nil for other
    /// errors.
    static func misread(_ diagnostic: Diagnostic) -> (name: String, error: Diagnostic)? {
        guard diagnostic.severity == .error, case .file(let file, let range) = diagnostic.place, file.hasLines,
            let line = file.byteRange(ofLine: range.start.line), line.count <= 10_000
        else { return nil }
        let text = String(decoding: file.bytes[line], as: UTF8.self)
        let place = range.start.offset - line.lowerBound
        for start in text.indices where text[start...].hasPrefix("${") || text[start...].hasPrefix("{{") {
            let closing = text[start...].prefix(80).hasPrefix("${{") || text[start] == "{" ? "}}" : "}"
            guard let end = text[start...].firstRange(of: closing)?.upperBound,
                let name = name(in: text[start..<end])
            else { continue }
            let from = text.utf8.distance(from: text.startIndex, to: start)
            let to = text.utf8.distance(from: text.startIndex, to: end)
            guard (from...to).contains(place) else { continue }
            let whole = SourceRange(
                start: file.position(ofOffset: line.lowerBound + from),
                end: file.position(ofOffset: line.lowerBound + to)
            )
            if text[..<start].split(separator: " ").last?.hasSuffix("token:") ?? false {
                let place = Diagnostic.Place.file(file, whole).withoutText
                let help = TokenReader.help(for: String(text[start..<end]))
                return (name, .error(TokenReader.rule, at: place, help: help))
            }
            return (name, .error(message("'\(text[start..<end])'"), at: .file(file, whole), help: "write $\(name)"))
        }
        return nil
    }

    /// The rule, and what was found instead, as messages show it.
    static func message(_ found: String) -> String {
        "an input must be written as $name; this is \(found)"
    }
}
