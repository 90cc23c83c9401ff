import TerminalText

/// A template of HTML whose values are escaped, whatever they contain.
///
/// What stands between braces is the part of Mustache that the report needs: `{{name}}` is a value, escaped; `{{{name}}}` the same as it is, for
/// Redrive's own style and script; `{{#name}}…{{/name}}` is written once for each element of a list, and once for anything else that is there, neither
/// false nor empty; `{{^name}}…{{/name}}` if it is not; `{{.}}` is the element itself. A name that the element does not have is looked up around it.
struct HTMLTemplate: Sendable {
    private let parts: [Part]

    /// A piece of a template.
    private indirect enum Part: Sendable {
        case text(String)
        case value(String, isEscaped: Bool)
        case section(String, isInverted: Bool, [Part])
    }

    /// A template from its text.
    ///
    /// - Throws: with exit status 70 if the text is not a valid template.
    init(_ text: String) throws(ToolError) {
        var parser = Parser(rest: text[...])
        parts = try parser.parts(until: nil)
    }

    /// The template with its values filled in: texts, whole numbers, flags, lists and dictionaries of them.
    func render(_ values: [String: Any]) -> String {
        var result = ""
        Self.render(parts, [values], into: &result)
        return result
    }

    private static func render(_ parts: [Part], _ stack: [Any], into result: inout String) {
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .value(let name, let isEscaped):
                let text = lookUp(name, stack).map { "\($0)" } ?? ""
                result += isEscaped ? escaped(text) : text
            case .section(let name, let isInverted, let inner):
                let value = lookUp(name, stack).flatMap { isThere($0) ? $0 : nil }
                if isInverted {
                    if value == nil { render(inner, stack, into: &result) }
                } else if let list = value as? [Any] {
                    for element in list { render(inner, stack + [element], into: &result) }
                } else if let value {
                    render(inner, value is Bool ? stack : stack + [value], into: &result)
                }
            }
        }
    }

    /// The value of a name in the innermost dictionary that has it; nil if none has.
    private static func lookUp(_ name: String, _ stack: [Any]) -> Any? {
        if name == "." { return stack.last }
        for element in stack.reversed() {
            if let values = element as? [String: Any], let value = values[name] { return value }
        }
        return nil
    }

    private static func isThere(_ value: Any) -> Bool {
        if let flag = value as? Bool { return flag }
        if let text = value as? String { return !text.isEmpty }
        if let list = value as? [Any] { return !list.isEmpty }
        return true
    }

    /// Reads a template.
    private struct Parser {
        var rest: Substring

        /// The parts up to the end of a section, which is consumed; up to the end of the text outside of any.
        mutating func parts(until section: String?) throws(ToolError) -> [Part] {
            var parts: [Part] = []
            while let open = rest.firstRange(of: "{{") {
                if open.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<open.lowerBound]))) }
                rest = rest[open.upperBound...]
                let tag = try tag()
                let name = String(tag.dropFirst())
                switch tag.first {
                case "{": parts.append(.value(name, isEscaped: false))
                case "#": parts.append(.section(name, isInverted: false, try self.parts(until: name)))
                case "^": parts.append(.section(name, isInverted: true, try self.parts(until: name)))
                case "/":
                    guard name == section else { throw bug("'\(name)' ends where '\(section ?? "nothing")' began") }
                    return parts
                default: parts.append(.value(String(tag), isEscaped: true))
                }
            }
            guard section == nil else { throw bug("'\(section ?? "")' does not end") }
            if !rest.isEmpty { parts.append(.text(String(rest))) }
            rest = rest[rest.endIndex...]
            return parts
        }

        /// What stands between the braces, without the third pair of them at its end.
        private mutating func tag() throws(ToolError) -> Substring {
            guard let close = rest.firstRange(of: rest.hasPrefix("{") ? "}}}" : "}}") else {
                throw bug("a tag does not end")
            }
            let tag = rest[..<close.lowerBound]
            rest = rest[close.upperBound...]
            guard tag.last?.isLetter ?? false || tag == ".", tag.dropFirst().allSatisfy(\.isLetter) else {
                throw bug("'\(tag)' is not a tag")
            }
            return tag
        }

        private func bug(_ words: String) -> ToolError {
            ToolError(.bug, "a template of the report is not valid: \(words)", meaning: "this is a bug in Redrive")
        }
    }

    /// A text in which nothing has a meaning in HTML, be it between tags or in an attribute in quotes, and in which nothing is hidden or
    /// reordered.
    ///
    /// It looks at scalars, not at characters: a quote that a combining mark follows is one character for Swift, while a browser still
    /// sees the quote that ends an attribute.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in escapedForTerminal(text).unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "`": result += "&#96;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
