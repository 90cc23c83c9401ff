internal import LocatedYAML
internal import RedriveCore

/// Reads `token`, which says where the token is and never what it is.
///
/// A text that may be a token is not shown: diagnostics name the line, without a snippet.
struct TokenReader {
    /// Why a file may not be named; nil if it may.
    var refuse: @Sendable (_ path: String) -> RunbookContext.FileError?

    /// The source; nil after a diagnostic.
    func read(_ node: Node, _ diagnostics: inout Diagnostics) -> TokenSource? {
        guard case .mapping(let entries) = node.kind else {
            if node.isInvalid { return nil }
            diagnostics.append(
                .error(
                    Self.rule,
                    at: node.place.withoutText,
                    help: Self.help(for: node.scalar?.text)
                )
            )
            return nil
        }
        let keys = TokenKeys()
        guard entries.count == 1, let entry = entries.first, [keys.env.name, keys.file.name].contains(entry.name) else {
            diagnostics.append(
                .error("'token' must be a mapping with one key, 'env' or 'file'", at: node.place.withoutText)
            )
            return nil
        }
        guard let text = entry.value.scalar?.text, !entry.value.isNull, !text.utf8.contains(0), text.utf8.count <= 4096
        else {
            if !entry.value.isInvalid {
                diagnostics.append(.error("'\(entry.name)' of 'token' must be text", at: entry.key.place.withoutText))
            }
            return nil
        }
        if entry.name == keys.file.name {
            if let failure = refuse(text) {
                diagnostics.append(
                    .error("the file of 'token' cannot be used: \(failure.message)", at: entry.key.place.withoutText)
                )
                return nil
            }
            if let help = pastedCharacterHelp(text) {
                diagnostics.append(
                    .warning(
                        "the path in 'token' has a character that is not what it looks like",
                        at: entry.key.place.withoutText,
                        help: help
                    )
                )
            }
            return .file(text)
        }
        guard Self.isEnvironmentName(text) else {
            diagnostics.append(
                .error(
                    "'env' must be the name of an environment variable: letters, digits and '_'",
                    at: entry.key.place.withoutText,
                    help: pastedCharacterHelp(text) ?? Self.variable(in: text).map { "write env: \($0)" }
                )
            )
            return nil
        }
        return .environment(text)
    }

    /// What is wrong with a `token` that is text.
    static let rule = "'token' must say where the token is, and never contain it"

    /// How to write a `token`; a variable that the text names is kept.
    static func help(for text: String?) -> String {
        text.flatMap(variable).map { "write token: { env: \($0) }" }
            ?? "write token: { env: WORKATO_API_TOKEN } or token: { file: PATH }"
    }

    /// The variable that a shell would read for `$NAME`, `${NAME}` or `NAME`; nil for a text that may be a token.
    private static func variable(in text: String) -> String? {
        var name = text[...]
        if name.first == "$" { name.removeFirst() }
        if name.first == "{", name.last == "}" { name = name.dropFirst().dropLast() }
        let isUpperCase = name.utf8.allSatisfy {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "_")
        }
        guard isUpperCase, isEnvironmentName(String(name)), ["TOKEN", "KEY", "WORKATO"].contains(where: name.contains)
        else { return nil }
        return String(name)
    }

    /// Letters, digits and `_`, no digit first, at most 128.
    static func isEnvironmentName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
        return !(48...57).contains(first) && text.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
    }
}

extension Diagnostic.Place {
    /// The same place without its snippet, since the text may hold a secret.
    var withoutText: Diagnostic.Place {
        switch self {
        case .file(let file, let range):
            file.hasLines ? .label("\(file.name):\(range.start.line):\(range.start.column)") : .label(file.name)
        case .label: self
        }
    }
}
