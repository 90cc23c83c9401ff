import Mustache
import TerminalText

/// A template of HTML whose values are escaped, whatever they contain.
struct HTMLTemplate: Sendable {
    private let template: MustacheTemplate

    /// A template from its text.
    ///
    /// - Throws: with exit status 70 if the text is not a valid template.
    init(_ text: String) throws(ToolError) {
        Self.register()
        do {
            // Written by hand, it could be forgotten in one of the templates.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:\(Self.contentType)}}" + text)
        } catch {
            throw ToolError(
                .bug,
                "a template of the report is not valid: \(error)",
                meaning: "this is a bug in Redrive"
            )
        }
    }

    /// The template with its values filled in.
    func render(_ values: [String: Any]) -> String { template.render(values) }

    private static let contentType = "SCALARS"

    private static func register() { MustacheContentTypes.register(ScalarEscaping(), named: contentType) }

    /// The library's own escaping looks at whole characters, and so misses a quote that a combining mark follows: both together are one
    /// character for Swift, while a browser still sees the quote that ends an attribute.
    private struct ScalarEscaping: MustacheContentType {
        func escapeText(_ text: String) -> String { HTMLTemplate.escaped(text) }
    }

    /// A text in which nothing has a meaning in HTML, be it between tags or in an attribute in quotes, and in which nothing is hidden or
    /// reordered.
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
